import pytest

from corpus.decode import decode
from corpus.errors import SourceError

SIMPLIFIED = "苏州人工智能产业\n\n2025年，苏州规上工业总产值预计达到4.89万亿元，目标是突破5万亿元。\n"
TRADITIONAL = "蘇州人工智慧產業\n\n2025年，蘇州規上工業總產值預計達到4.89萬億元，目標是突破5萬億元。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"])
def test_chinese_text_is_read_in_the_encodings_it_comes_in(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


def test_big5_is_not_taken_for_gb18030() -> None:
    assert decode(TRADITIONAL.encode("big5")) == TRADITIONAL


def test_line_ends_of_windows_and_old_macs_become_line_feeds() -> None:
    assert decode("一\r\n二\r三".encode()) == "一\n二\n三"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00", bytes(range(256)) * 4])
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(SourceError, match="is not a text file"):
        decode(data)


def test_a_cut_utf16_file_says_where() -> None:
    with pytest.raises(SourceError, match="UTF-16"):
        decode("苏州".encode("utf-16") + b"\x00")
