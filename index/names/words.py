"""Common words, and what is none: a name that is new leaves characters that no words and no evidence explain."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from index.fold import HAN

_FILE = Path(__file__).parent / "words.txt"
_MORE = (
    "力争 首期 城市 销往 募资 营收 亿元 万元 一地 排第 番话 规上 园区 高新 智算 算力 企业 全市 全省 全区 "
    "本地 当地 各地 首批 首家 首位 首款 首个 仅次 次年 同年 当年 末年 拟投 拟设 落地 获批 获投 领投 入选 "
    "入围 承建 在建 共计 合计 总计 逾千 超千 之首 之一 位列 位居 名列 牵头方 该市 该区 该园 该院 该校"
)
_LONGEST = 3  # characters of a word
_ONE = re.compile(f"[{HAN}]")
FUNCTION = (
    "的了在于是为而则与和及并也还将把被让使共约有其这那该此都均已又再就才仅只各每由从对向以按据自至到但却且或若如未不没无非能可会应须要想说"
    "称叫给用靠凭因所之个家项条名位座款次年月日号中内外上下前后里间时起末底初多少余逾近过占获拟办随拿来地较仍虽同作他它她们值限出好成入进开"
    "完住回着谁词处份"
)
"""Characters that stand between words and are seldom part of a name."""


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Common words of two or three characters, and a few that every report has."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset([line for line in lines if not line.startswith("#")] + _MORE.split())


def strange(text: str, known: frozenset[str]) -> Iterator[str]:
    """Runs of two characters or more that are no common words and whose pairs are not ``known``."""
    covered = _covered(text, known)
    left = "".join(c if _ONE.match(c) and not here else " " for c, here in zip(text, covered, strict=True))
    for run in left.split():
        bare = run.strip(FUNCTION)
        if len(bare) > 1:
            yield bare


@lru_cache(maxsize=4096)
def is_proper(name: str) -> bool:
    """Whether a name has a character that is in none of the common words in it."""
    covered = _covered(name, frozenset())
    return any(
        not here and character not in FUNCTION and _ONE.match(character)
        for character, here in zip(name, covered, strict=True)
    )


def _covered(text: str, known: frozenset[str]) -> list[bool]:
    covered = [False] * len(text)
    words = common()
    for length in range(2, _LONGEST + 1):
        for start in range(len(text) - length + 1):
            piece = text[start : start + length]
            if piece in words or (length == 2 and piece in known):
                covered[start : start + length] = [True] * length
    return covered
