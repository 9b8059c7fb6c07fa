"""The command as users run it: a process of its own, its output and its exit status."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.app.model_server import model_server
from tests.conftest import ARTICLES, ROOT, shared

GOAL = "苏州2026年规上工业总产值的目标是多少？"


def gusu(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "gusu.py"), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **environment}, check=False
    )


def result(done: subprocess.CompletedProcess[str]) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def only_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line an error leaves on stderr; nothing is on stdout."""
    assert done.stdout == "" and "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    return line


def test_build_reports_what_it_did_and_a_second_one_embeds_nothing() -> None:
    first = result(gusu("index", "build", "--json"))
    count = len(list(ARTICLES.glob("*.md")))
    counts = "articles passages added updated removed unchanged embedded"
    assert list(first) == ["generation", *counts.split(), "refused", "seconds", "receipts", "duplicates", "proved"]
    assert first["articles"] == first["added"] == count and first["embedded"] == first["passages"]
    again = result(gusu("index", "build", "--json"))
    assert (again["embedded"], again["unchanged"], again["generation"]) == (0, count, "000001")


def test_ask_follows_the_contract(store: Path) -> None:
    answer = result(gusu("ask", GOAL, "--store", store, "--json"))
    keys = "question standalone_question answered answer sentences citations hits answerer timings_ms"
    assert list(answer) == keys.split()
    assert answer["question"] == GOAL and answer["answered"] is True and answer["answerer"] == "extractive"
    assert "5万亿元" in answer["answer"]
    texts = {entry.id: entry for entry in _articles(store)}
    for citation in answer["citations"]:
        keys = ["n", "article_id", "title", "publisher", "date", "url", "start", "end", "quote"]
        assert list(citation)[: len(keys)] == keys
        assert texts[citation["article_id"]].text[citation["start"] : citation["end"]] == citation["quote"]
    for sentence in answer["sentences"]:
        assert list(sentence) == ["text", "citations", "support"] and sentence["support"] == "verbatim"


def test_search_follows_the_contract(store: Path) -> None:
    found = result(gusu("search", "苏州的智能工厂", "-k", "3", "--store", store, "--json"))
    assert list(found) == ["question", "hits", "timings_ms"] and len(found["hits"]) == 3
    keys = {"rank", "score", "article_id", "title", "heading", "start", "end", "text"}
    assert all(keys <= set(hit) for hit in found["hits"])


def test_search_is_narrowed_by_what_the_articles_say_of_themselves(store: Path) -> None:
    def found(*flags: str) -> list[dict[str, Any]]:
        answer = result(gusu("search", "苏州的人工智能", *flags, "--store", store, "--json"))
        hits: list[dict[str, Any]] = answer["hits"]
        return hits

    ids = {hit["article_id"] for hit in found("--language", "en", "-k", "100")}
    assert ids and all(name.startswith("en-") for name in ids)
    of_two = found("--article", "momenta", "--article", "compute", "-k", "100")
    assert {hit["article_id"] for hit in of_two} == {"momenta", "compute"}
    assert len(found("--publisher", "姑苏问答", "--since", "2026", "--until", "2026-03")) == 10
    assert found("--since", "2099") == []
    assert "没有符合条件的文章" in gusu("search", "苏州", "--tag", "没有这个标签", "--store", store).stderr


def test_answers_for_people_go_to_stderr(store: Path) -> None:
    done = gusu("ask", GOAL, "--store", store)
    assert done.returncode == 0 and done.stdout == ""
    assert "5万亿元" in done.stderr and "[1] 苏州规上工业总产值" in done.stderr


def test_a_new_source_is_answered_from_like_our_own() -> None:
    built = result(gusu("index", "build", ARTICLES, shared("sources"), "--json"))
    assert built["articles"] == len(list(ARTICLES.glob("*.md"))) + 1 and built["refused"] == []
    answer = result(gusu("ask", "苏州的医药制造产业是怎样以小博大的？", "--json"))
    source = [c for c in answer["citations"] if c["title"] == "持续加码人工智能产业"]
    assert source and source[0]["publisher"] == "城市进化论"
    (entry,) = [e for e in _articles(Path("store")) if e.title == "持续加码人工智能产业"]
    assert entry.author == "杨弃非"
    assert entry.text[source[0]["start"] : source[0]["end"]] == source[0]["quote"]


def test_an_answer_needs_no_torch(store: Path) -> None:
    """Importing torch takes seconds and hundreds of megabytes; only the conversion of the weights may."""
    script = (
        "import sys, gusu\nsys.argv[0] = 'gusu'\n"
        "try: gusu.main()\nexcept SystemExit as leave: assert not leave.code, leave.code\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'gradio', 'langchain_core'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    command = [sys.executable, "-c", script, "ask", GOAL, "--store", str(store), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)
    assert result(done)["answered"]


def test_status_and_verify_say_what_is_held(store: Path) -> None:
    status = result(gusu("index", "status", "--store", store, "--json"))
    assert status["articles"] == len(status["sources"]) == len(list(ARTICLES.glob("*.md")))
    assert status["passages"] == sum(source["passages"] for source in status["sources"])
    assert result(gusu("index", "verify", "--store", store, "--json"))["passages"] == status["passages"]


def test_add_and_remove_change_the_store() -> None:
    result(gusu("index", "build", ARTICLES / "smart-factories.md", "--json"))
    assert result(gusu("index", "add", ARTICLES / "vertical-models.md", "--json"))["added"] == 1
    assert result(gusu("index", "remove", "smart-factories", "--json"))["removed"] == 1
    status = result(gusu("index", "status", "--json"))
    assert [source["id"] for source in status["sources"]] == ["vertical-models"]


def test_refused_sources_are_named_and_the_rest_is_indexed() -> None:
    Path("in").mkdir()
    shutil.copy(ARTICLES / "smart-factories.md", "in")
    Path("in/empty.txt").touch()
    Path("in/picture.md").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    done = gusu("index", "build", "in", "--json")
    assert done.returncode == 4 and "Traceback" not in done.stderr
    built = json.loads(done.stdout)
    assert built["articles"] == 1
    assert {Path(r["path"]).name for r in built["refused"]} == {"empty.txt", "picture.md"}
    assert "refused in/empty.txt: is empty" in done.stderr


def test_a_missing_path_changes_nothing() -> None:
    result(gusu("index", "build", ARTICLES / "smart-factories.md", "--json"))
    done = gusu("index", "build", "nowhere")
    assert done.returncode == 2
    assert only_line(done) == "gusu: nowhere does not exist: name a file or a folder of articles"
    assert result(gusu("index", "status", "--json"))["articles"] == 1


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_a_store_is_not_replaced_by_nothing(content: bytes) -> None:
    result(gusu("index", "build", ARTICLES / "smart-factories.md", "--json"))
    Path("bad.txt").write_bytes(content)
    done = gusu("index", "build", "bad.txt")
    assert done.returncode == 4 and "nothing to index: bad.txt" in only_line(done)
    assert result(gusu("ask", "太仓在全国工业互联网发展十强县里排第几？", "--json"))["answered"]


@pytest.mark.parametrize(
    "command", [("ask", "问"), ("search", "问"), ("index", "status"), ("index", "verify"), ("chat",)]
)
def test_a_missing_store_says_how_to_build_one(command: tuple[str, ...]) -> None:
    done = gusu(*command)
    assert done.returncode == 3
    assert only_line(done) == "gusu: no store at store: build one with gusu index build --store store"


def test_a_damaged_store_names_the_file(store: Path) -> None:
    shutil.copytree(store, "store")
    path = Path("store/generations/000001/segments/000001/dense.zh.faiss")
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    for command in (("ask", "问"), ("index", "verify")):
        done = gusu(*command)
        assert done.returncode == 3 and "dense.zh.faiss is damaged" in only_line(done)


def test_a_second_writer_is_told(store: Path) -> None:
    from index.store.layout import Layout

    shutil.copytree(store, "store")
    with Layout(Path("store")).writing():
        done = gusu("index", "build")
        assert done.returncode == 3 and "another build is writing to store" in only_line(done)
        assert result(gusu("ask", GOAL, "--json"))["answered"]


@pytest.mark.parametrize(
    ("arguments", "environment", "message"),
    [
        (("ask", " "), {}, "the question is empty"),
        (("search", "问", "-k", "0"), {}, "-k is 0, expected 1 to 1000"),
        (("search", "问", "--since", "昨天"), {}, "since is '昨天', expected a date such as 2026-01-04"),
        (("ask", "问"), {"GUSU_HITZ": "1"}, "GUSU_HITZ names no setting"),
        (("index", "remove", "nobody"), {}, "holds no article 'nobody'"),
        (("chat", "--port", "99999"), {}, "setting port: Input should be less than or equal to 65535"),
    ],
)
def test_wrong_usage_is_one_line(
    store: Path, arguments: tuple[str, ...], environment: dict[str, str], message: str
) -> None:
    done = gusu(*arguments, GUSU_STORE=str(store), **environment)
    assert done.returncode == 2 and message in only_line(done)


def test_a_port_in_use_is_named(store: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = gusu("chat", "--store", store, "--port", str(port))
    assert done.returncode == 2 and f"127.0.0.1:{port} cannot be served on" in only_line(done)


def test_a_chat_that_cannot_have_its_model_ends_with_the_reason(store: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    Path("blocked").touch()
    done = gusu("chat", "--store", store, "--port", str(port), GUSU_CACHE="blocked")
    assert done.returncode == 3 and "the embedding model cannot be kept in blocked" in done.stderr
    assert "Traceback" not in done.stderr


def test_titles_are_text_also_in_a_terminal() -> None:
    Path("odd.md").write_text("---\ntitle: 周报 [/dim] [red]\n---\n苏州的一句话。", encoding="utf-8")
    result(gusu("index", "build", "odd.md", "--json"))
    for command in (("index", "status"), ("search", "苏州"), ("ask", "苏州的一句话是什么？")):
        done = gusu(*command)
        assert done.returncode == 0 and "周报 [/dim] [red]" in done.stderr


def test_an_unknown_model_is_an_error_of_the_store(store: Path) -> None:
    done = gusu("ask", "问", GUSU_STORE=str(store), GUSU_EMBEDDER="/no/such/model", HF_HUB_OFFLINE="1")
    assert done.returncode == 3 and "embedder '/no/such/model' cannot be loaded" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_chat_model_that_cannot_be_reached_leaves_the_sources_own_words_and_status_5(store: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"  # bound, but nobody listens
        done = gusu(
            *("ask", GOAL, "--store", store, "--llm", "openai:gone", "--json"),
            GUSU_LLM_BASE_URL=url,
            GUSU_LLM_API_KEY="k",
        )
    assert done.returncode == 5 and "Traceback" not in done.stderr
    assert "openai:gone cannot be reached" in done.stderr.splitlines()[-1]
    answer = json.loads(done.stdout)
    assert answer["answered"] and answer["answerer"] == "extractive" and "没有答完" in answer["answer"]


def test_a_chat_model_answers_by_its_own_words(store: Path) -> None:
    with model_server("苏州2026年规上工业总产值的目标是突破5万亿元[1]。") as server:
        done = gusu(
            *("ask", GOAL, "--store", store, "--llm", "openai:scripted", "--json"),
            GUSU_LLM_BASE_URL=server.url,
            GUSU_LLM_API_KEY="k",
        )
    answer = result(done)
    assert answer["answerer"] == "openai:scripted" and "first_token" in answer["timings_ms"]
    (sentence,) = answer["sentences"]
    assert sentence["support"] in ("supported", "verbatim") and "5万亿元" in answer["citations"][0]["quote"]


@pytest.mark.parametrize(
    ("name", "words"), [("gpt", "expected PROVIDER:MODEL"), ("gguf:nowhere.gguf", "there is no such file")]
)
def test_a_wrong_chat_model_is_wrong_usage(store: Path, name: str, words: str) -> None:
    done = gusu("ask", GOAL, "--store", store, "--llm", name)
    assert done.returncode == 2 and words in only_line(done)


def _articles(store: Path) -> list[Any]:
    from index.store.open import open_live

    generation = open_live(store)
    return [generation.article(entry.id) for entry in generation.entries()]
