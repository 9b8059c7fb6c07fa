"""That something is so now, or is the most of its kind."""

import re
from collections.abc import Iterator

from app.answer.lacks.lack import Kind, Lack, Said
from app.answer.question import Question

_NOW = re.compile("现任|现在的|如今的")
_ONCE = re.compile("时任|曾任|原任|前任")
_BOUND = re.compile(
    r"最[高多](?:各|得|能|可|给|多少|奖|补|资|支|是多少|有|达)|最(?:高|多|低|少|大)?(?:能|可|给|资助|补|支持|奖|奖励|不超过|限|近|新|后)|"
    r"最[先早晚]"
)
_MOST = re.compile(r"最[多大高强快少低小好长短远]|最(?=受|热|厉害|具|有)")
_TOLD_MOST = re.compile("最|第[一1]|首|冠|榜|居|领先|唯一|超过|高于|多于|优于|魁|拔头筹|名列|位列")


def lacking_claim(question: Question, asked: str, said: Said) -> Iterator[Lack]:
    """The present where the past is told, and a superlative."""
    if _NOW.search(asked) and _ONCE.search(said.bare) and "现任" not in said.bare:
        yield Lack(Kind.PRESENT)
    if (most := _MOST.search(_BOUND.sub("", asked))) and not _TOLD_MOST.search(said.bare):
        yield Lack(Kind.SUPERLATIVE, most.group())
