"""Removed text is gone: looked for in searches, vectors and files, and said so."""

import sqlite3
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.errors import StoreError, UsageError
from index.build import Builder
from index.proof import prove
from index.search import Searcher
from index.split import passages
from index.store.open import open_live
from index.store.segment import embedded_text
from index.store.vectors import VectorCache, passage_key
from tests.index.editing import CARS, LAKE, PARK, paths, write

WORDS = "园区还设立了五十亿元的基金"


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for name, text in {"park": PARK, "cars": CARS, "lake": LAKE}.items():
        write(tmp_path / "sources" / f"{name}.md", text)
    return tmp_path / "sources"


@pytest.fixture
def removed(builder: Builder, sources: Path) -> Article:
    """The park, of a store that holds it."""
    builder.build([sources])
    return open_live(builder.layout.root).article("park")


def files_with(root: Path, words: str) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_a_removal_says_what_was_looked_at(builder: Builder, removed: Article) -> None:
    count = len(passages(removed, builder.splitter))
    proof = builder.remove(["park"]).proved
    assert proof is not None and (proof.articles, proof.vectors, proof.elsewhere) == (("park",), count, ())
    assert proof.sentences == 6 and proof.files > 10 and proof.bytes > 10_000


@pytest.mark.usefixtures("removed")
def test_nothing_that_is_live_holds_it_and_the_generation_before_does_and_is_named(builder: Builder) -> None:
    assert files_with(builder.layout.root, WORDS)
    summary = builder.remove(["park"])
    assert summary.proved is not None and summary.proved.previous == "000001"
    holding = files_with(builder.layout.root, WORDS)
    assert holding and all("000001" in path.parts for path in holding)
    hits = Searcher(builder.layout.root, builder.embedder).search(WORDS, 20).hits
    assert hits and "park" not in {hit.article_id for hit in hits}


@pytest.mark.usefixtures("removed")
def test_what_is_to_be_forgotten_is_in_no_file_and_does_not_come_back(builder: Builder) -> None:
    summary = builder.remove(["park"], forget=True)
    assert summary.proved is not None and summary.proved.previous is None
    assert files_with(builder.layout.root, WORDS) == []
    with pytest.raises(UsageError, match="nothing to go back to"):
        builder.rollback()


def test_words_that_another_article_has_too_are_said_to_be_elsewhere(builder: Builder, sources: Path) -> None:
    write(sources / "reprint.md", PARK.replace("明年将", "来年将"))
    builder.build([sources])
    proof = builder.remove(["park"]).proved
    assert proof is not None and proof.elsewhere == ("reprint",)


def test_all_names_of_a_text_are_removed_with_it(builder: Builder, sources: Path) -> None:
    write(sources / "other.md", PARK, publisher="新华网")
    builder.build([sources])
    (holder,) = open_live(builder.layout.root).alike.copies
    builder.remove([holder], forget=True)
    assert open_live(builder.layout.root).alike.copies == {} and set(paths(builder)) == {"cars", "lake"}
    assert files_with(builder.layout.root, "新华网") == []


def test_a_vector_that_stayed_is_noticed(builder: Builder, removed: Article) -> None:
    builder.remove(["park"])
    text = embedded_text(removed, passages(removed, builder.splitter)[0])
    cache = VectorCache(builder.layout.embeddings, builder.embedder.fingerprint)
    cache.put({passage_key(text): builder.embedder.passages([text])[0]})
    cache.close()
    with pytest.raises(StoreError, match="still holds 1 vectors of removed passages"):
        prove(builder.layout, builder.embedder, builder.splitter, [removed])


def test_an_article_that_stayed_is_noticed(builder: Builder, removed: Article) -> None:
    with pytest.raises(StoreError, match="still lists the removed article 'park'"):
        prove(builder.layout, builder.embedder, builder.splitter, [removed])


def test_words_that_stayed_in_a_file_are_noticed(builder: Builder, removed: Article) -> None:
    builder.remove(["park"])
    folder = builder.layout.generations / "000002"
    (folder / "left-over").write_text(removed.text, encoding="utf-8")
    with pytest.raises(StoreError, match="left-over still holds removed words"):
        prove(builder.layout, builder.embedder, builder.splitter, [removed])


@pytest.mark.usefixtures("removed")
def test_no_vector_is_left_over(builder: Builder) -> None:
    builder.remove(["park", "cars"])
    with sqlite3.connect(builder.layout.embeddings) as database:
        ((count,),) = database.execute("SELECT count(*) FROM passages")
    database.close()
    assert count == len(open_live(builder.layout.root))
