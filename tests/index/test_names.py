"""Names of an English question, which are found in Chinese articles: by how they are read, or as an article says."""

from collections.abc import Callable
from pathlib import Path

import pytest

from index.build import Builder
from index.embed.embedder import LazyEmbedder
from index.names.chinese import with_chinese_names, without_chinese_names
from index.search import Searcher
from index.split import SplitSettings

ARTICLES = {
    "zh.md": (
        "吴中的两家公司\n\n太湖机器人公司由林大明在吴中创办，生产搬运机器人，物种之多不必细说。\n\n"
        "语音公司思必驰（AISpeech）由俞凯创办。俞凯在剑桥读过书。"
    ),
    "en.md": "A park in Suzhou\n\nThe Dushu Lake Higher Education Town (独墅湖科教创新区) has 33 colleges.",
}
Make = Callable[..., Searcher]


@pytest.fixture
def make(tmp_path: Path, embedder: LazyEmbedder) -> Make:
    """Makes a searcher over these articles, by their names."""

    def build(*names: str) -> Searcher:
        folder = tmp_path / "articles"
        folder.mkdir()
        for name in names:
            (folder / name).write_text(ARTICLES[name], encoding="utf-8")
        Builder(tmp_path / "store", embedder, SplitSettings()).build([folder])
        return Searcher(tmp_path / "store", embedder)

    return build


@pytest.mark.parametrize(
    ("question", "with_names"),
    [
        ("Who is Lin Daming?", "Who is Lin Daming (林大明)?"),  # as it is read, among the words of the store
        ("What did Yu Kai's firm do?", "What did Yu Kai (俞凯)'s firm do?"),
        ("Is it in Wuzhong?", "Is it in Wuzhong (吴中)?"),  # a known place, and not 物种, which is read like it
        ("is it in wuzhong?", "is it in wuzhong (吴中)?"),
        ("Who founded AISpeech?", "Who founded AISpeech (思必驰)?"),  # as an article in Chinese explains it
        (
            "What is in the Dushu Lake Higher Education Town?",  # as one in English does
            "What is in the Dushu Lake Higher Education Town (独墅湖科教创新区)?",
        ),
    ],
)
def test_a_name_has_its_chinese_beside_it(make: Make, question: str, with_names: str) -> None:
    assert with_chinese_names(question, make(*ARTICLES).generation()) == with_names


@pytest.mark.parametrize(
    "question",
    [
        "Who is Zhang San?",  # read so, but no article has the name
        "What is in the Higher Education Town?",  # a part of the name that is explained
        "Who is the woman on the line?",  # English words that could be read as Chinese
        "林大明（Lin Daming）是谁？",
        "",
    ],
)
def test_what_is_not_known_is_left_alone(make: Make, question: str) -> None:
    assert with_chinese_names(question, make(*ARTICLES).generation()) == question


def test_a_store_without_articles_in_chinese_adds_none(make: Make) -> None:
    question = "Where is the Dushu Lake Higher Education Town?"
    assert with_chinese_names(question, make("en.md").generation()) == question


def test_what_was_added_is_taken_out_again_and_the_askers_own_brackets_stay() -> None:
    asked = "Who is Yu Kai (俞凯), and where is Taicang?"
    assert without_chinese_names("where is Taicang (太仓)?", asked) == "where is Taicang?"
    assert without_chinese_names("Who is Yu Kai (俞凯)", asked) == "Who is Yu Kai (俞凯)"


def test_an_article_in_chinese_is_found_by_a_name_in_english(searcher: Searcher) -> None:
    found = searcher.search("What did Chen Liyan say about Kunshan?", 5)
    assert "陈丽艳" in found.hits[0].text and found.question == "What did Chen Liyan say about Kunshan?"
    assert "陈丽艳" in found.looked_up and found.hits[0].lexical > 0
