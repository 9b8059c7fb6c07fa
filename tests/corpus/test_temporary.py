import pytest

from corpus.temporary import is_temporary


@pytest.mark.parametrize(
    "name",
    [".git", ".a.md.swp", "a.md~", "~$报告.docx", "#a.md#", "4913", "b.pdf.part", "b.pdf.crdownload", "a.TMP"],
)
def test_a_file_that_is_nobodys_source_is_told_by_its_name(name: str) -> None:
    assert is_temporary(name)


@pytest.mark.parametrize("name", ["a.md", "报告~2026.docx", "4913.txt", "part.md", "#苏州.md", "tmp", "a.b.c.txt"])
def test_any_other_file_is_a_source(name: str) -> None:
    assert not is_temporary(name)
