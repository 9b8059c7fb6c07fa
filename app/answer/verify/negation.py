"""What is denied: the words behind a negation, and whether the other side says them without one."""

import re
from collections.abc import Sequence

from app.answer.verify.plain import Clause, aligned, is_chinese, pairs, unquoted
from index.fold import HAN

NEGATION = re.compile(
    r"没有(?![^。]{0,15}就)|没能|(?<![埋淹沉])没(?!落|收|有)|尚未|未(?!来|央|名|免|必|知)|并非|而非|绝非|均非|都非|不再|"
    r"不(?!仅|断|少|到|足|低于|高于|少于|超过|多于|大于|小于|久|过(?!去)|但|光|只|单|管|论|妨|禁|愧|得不|可或缺|可分割|可替代|"
    r"外乎|时|满|及|如|良|动产|约而同|乏|懈|锈|同|一[致样]|止)|"
    r"(?<![除是并而绝均都])非(?!常|遗|洲|凡|营利|金属|公|线|官方|标|上市|国有|物质|关联|牵头)|"
    r"无(?!人|锡|线|缝|纺|菌|论|疑|机|数|限|尘|形|不|障碍|界)|"
    r"\bnot\b(?! only| least)|\bno\b(?= [a-z])(?! less| fewer| more than)|n['’]t\b|\bnever\b|\bneither\b|\bnor\b|"
    r"\bwithout\b|\bnone\b|\bcannot\b"
)
_NEGATIVE = re.compile(
    r"否决|拒绝|失败|落空|缺少|缺乏|终止|取消|停止|除外|另行|有待|仍待|尚待|避免|难以|禁止|不足|不同|不一|区别|区分|分开|分清|"
    r"两回事|落选|受阻|错过|查不到|看不到|unable|fail|reject|refus|lack|different|separate|rather than|instead|yet to|"
    r"turned down|missed|overtook|declined"
)
_LIMITING = re.compile(r"只|仅|\bonly\b")
_SMALL_SAID, _SMALL = re.compile("不[强大高多好足够快重]"), re.compile("[弱小低少差薄慢轻]")
_AUXILIARY = re.compile(
    r"(?:[\s\d获予以能够会有再是被得到可应该宜要必须愿曾将已在为由把对从经作就算见写出过了的与和跟同]|进行|意味着?|"
    r"代表|表示|当作|看作|not)+"
)
_PARTICLE = re.compile("[的了地得]")
_SCOPE, _LETTERS = 10, 40  # characters behind a negation that it may deny, in Chinese and in English
_ENOUGH = 0.5  # of what is denied
_ENGLISH_WORD = re.compile(r"[a-z]{4,}")

Terms = frozenset[str]


def negation_differs(sentence: tuple[Clause, ...], evidence: tuple[Clause, ...]) -> bool:
    """Whether the sentence denies what the evidence says, or says what the evidence denies."""
    chinese = any(is_chinese(clause.text) for clause in sentence)
    if chinese != any(is_chinese(clause.text) for clause in evidence):
        return any(map(_denies, sentence)) and not any(map(_disowns, evidence))
    told = frozenset().union(*map(affirmed, evidence))
    said = [affirmed(one) for one in sentence if not _disowns(one) and not _LIMITING.search(one.text)]
    for clause in evidence:
        for scope in denied(clause):
            own = scope - told
            if own and any(_most(own, words) for words in said):
                return True
    return any(_is_new(clause, evidence) for clause in sentence if _denies(clause))


def _is_new(clause: Clause, evidence: Sequence[Clause]) -> bool:
    """Whether the evidence does not deny what a clause denies."""
    theirs = frozenset().union(*(scope for other in evidence for scope in denied(other)))
    told = [affirmed(other) for other in evidence if not _disowns(other)]
    for scope in denied(clause):
        if scope and not scope & theirs and any(_most(scope, words) for words in told):
            return True
    if _SMALL_SAID.search(clause.text) and any(_SMALL.search(other.text) for other in evidence):
        return False
    like = aligned(clause, tuple(evidence))
    return not any(_disowns(other) for other in evidence if like is None or other.sentence == like.sentence)


def denied(clause: Clause) -> list[Terms]:
    """For each negation of a clause, the words it denies: pairs of Chinese characters, starts of English words."""
    found = []
    for match in NEGATION.finditer(unquoted(clause.text)):
        behind = clause.text[match.end() : match.end() + _LETTERS]
        skipped = _AUXILIARY.match(behind)
        if is_chinese(behind):
            behind = behind[skipped.end() if skipped else 0 :][:_SCOPE]
        found.append(_terms(behind))
    return found


def affirmed(clause: Clause) -> Terms:
    """The words of a clause before its first negation, or all of it."""
    match = NEGATION.search(clause.text)
    return _terms(clause.text[: match.start()] if match else clause.text)


def _terms(text: str) -> Terms:
    han = {pair for run in re.findall(f"[{HAN}]+", text) for pair in pairs(run) if not _PARTICLE.search(pair)}
    return frozenset(han | {word[:5] for word in _ENGLISH_WORD.findall(text)})


def _most(words: Terms, said: Terms) -> bool:
    return len(words & said) >= _ENOUGH * len(words)


def _denies(clause: Clause) -> bool:
    return bool(NEGATION.search(unquoted(clause.text)))


def _disowns(clause: Clause) -> bool:
    """Whether a clause denies something, or says so by its verb."""
    return _denies(clause) or bool(_NEGATIVE.search(clause.text))
