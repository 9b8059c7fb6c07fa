import pytest

from corpus.decode import Decoded, decode, decoded
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


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("gb18030", "gb18030"),
    ],
)
def test_the_encoding_that_was_found_is_told(encoding: str, named: str) -> None:
    assert decoded(SIMPLIFIED.encode(encoding)) == Decoded(SIMPLIFIED, named)


def test_what_a_text_says_of_its_encoding_counts_where_it_explains_the_text() -> None:
    short = "苏州".encode("gbk")  # too short to be told from Big5 by itself
    assert decoded(short, "GB2312").text == "苏州"
    assert decoded(SIMPLIFIED.encode(), "gb2312") == Decoded(SIMPLIFIED, "utf-8")
    assert decoded(SIMPLIFIED.encode("gb18030"), "iso-8859-1") == Decoded(SIMPLIFIED, "gb18030")
    assert decoded(SIMPLIFIED.encode(), "no such encoding\0") == Decoded(SIMPLIFIED, "utf-8")


def test_some_damaged_characters_cost_no_text_whose_encoding_is_known() -> None:
    damaged = (SIMPLIFIED * 50).encode("gb18030") + b"\xff" + SIMPLIFIED.encode("gb18030")
    assert decoded(damaged, "gbk") == Decoded(SIMPLIFIED * 50 + "\ufffd" + SIMPLIFIED, "gb18030", damaged=1)


def test_english_with_a_few_signs_of_windows_is_read() -> None:
    said = "Suzhou’s output rose – the café said so. " * 20
    assert decoded(said.encode("cp1252")) == Decoded(said, "cp1252")
