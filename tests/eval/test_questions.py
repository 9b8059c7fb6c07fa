import json
from pathlib import Path

import pytest

from corpus.errors import UsageError
from corpus.load import load
from eval.dataset import read_questions
from eval.squad import import_squad
from index.fold import fold
from tests.conftest import ARTICLES, ROOT

OWN = ROOT / "eval" / "questions" / "suzhou.jsonl"
ACROSS = ROOT / "eval" / "questions" / "crosslingual.jsonl"
NEAR = [ROOT / "eval" / "questions" / f"nearby-{name}.jsonl" for name in ("train", "held", "test")]
PAIRS = [ROOT / "eval" / "questions" / f"pairs-{name}.jsonl" for name in ("train", "held")]
DIALOGUES = [ROOT / "eval" / "questions" / f"{name}.jsonl" for name in ("dialogues", "dialogues-test")]
PARAPHRASES = ROOT / "eval" / "questions" / "paraphrases.jsonl"


def test_our_sets_are_as_large_as_we_say() -> None:
    questions = read_questions(OWN).questions
    assert len(questions) >= 240 and sum(not q.answerable for q in questions) >= 60
    languages = {article.id: article.language for article in load([ARTICLES]).articles}
    across = [(q.lang, languages[str(q.evidence[0].article_id)]) for q in read_questions(ACROSS).questions]
    assert across.count(("en", "zh")) == across.count(("zh", "en")) == 30 == len(across) / 2


def test_the_near_questions_are_many_and_none_is_in_two_sets() -> None:
    sets = [read_questions(path).questions for path in (OWN, *NEAR, *PAIRS)]
    asked = [fold(question.question) for questions in sets for question in questions]
    assert len(asked) == len(set(asked))
    assert [sum(not q.answerable for q in questions) for questions in sets[1:]] == [238, 180, 60, 420, 192]


def test_the_dialogues_are_many_and_say_how_a_reader_understands_them() -> None:
    dialogues = [question for path in DIALOGUES for question in read_questions(path).questions]
    assert len(dialogues) == 130 and all(question.history and question.standalone for question in dialogues)
    changes = [question for question in dialogues if question.type == "topic-change"]
    assert len(changes) == 15 and all(question.standalone == question.question for question in changes)


def test_the_paraphrases_cite_words_of_the_corpus() -> None:
    texts = {article.id: article.text for article in load([ARTICLES]).articles}
    rows = [json.loads(line) for line in PARAPHRASES.read_text(encoding="utf-8").splitlines()]
    assert sum("altered" not in row for row in rows) >= 330 and sum("altered" in row for row in rows) >= 120
    assert all(row["quote"] in texts[row["article_id"]] for row in rows)


@pytest.mark.parametrize("path", [OWN, ACROSS, *NEAR, *PAIRS, *DIALOGUES], ids=lambda path: path.stem)
def test_the_evidence_of_our_questions_is_in_the_corpus_and_holds_the_answers(path: Path) -> None:
    texts = {article.id: article.text for article in load([ARTICLES]).articles}
    for question in read_questions(path).questions:
        assert question.answerable == bool(question.answers) == bool(question.evidence), question.id
        for evidence in question.evidence:
            assert evidence.quote in texts[str(evidence.article_id)], question.id
        said = fold("".join(evidence.quote for evidence in question.evidence))
        assert all(any(fold(wording) in said for wording in fact) for fact in question.answers), question.id


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "line 2: not JSON"),
        ('{"id": "b"}', "line 2, question: Field required"),
        ('{"id": "a", "question": "?"}', "line 2: the id 'a' is taken"),
        ('{"id": "b", "question": "?", "anwsers": []}', "line 2, anwsers: Extra inputs"),
        ("[]", "line 2, the line: Input should be"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text('{"id": "a", "question": "?", "evidence": ["一句"]}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        read_questions(path)


def test_a_squad_set_becomes_articles_and_questions_that_find_them(tmp_path: Path) -> None:
    context = "苏州在2021年突破4万亿元。\n来源：某报不是署名行，因为它很长，" + "字" * 60
    qas = [{"id": "q1", "question": "哪一年突破？", "answers": [{"text": "2021年", "answer_start": 3}]}]
    squad = {"data": [{"title": "苏州", "paragraphs": [{"context": context, "qas": qas}]}]}
    source = tmp_path / "Set.json"
    source.write_text(json.dumps(squad), encoding="utf-8")
    assert import_squad(source, tmp_path / "corpus", tmp_path / "q.jsonl") == (1, 1)
    (article,) = load([tmp_path / "corpus"]).articles
    (question,) = read_questions(tmp_path / "q.jsonl").questions
    assert article.title == "苏州" and article.id == question.evidence[0].article_id == "set-00001"
    assert question.evidence[0].quote in article.text and question.answers == [["2021年"]]


@pytest.mark.parametrize("content", ["[]", "{", '{"data": [{"paragraphs": 3}]}'])
def test_what_is_not_squad_is_refused(tmp_path: Path, content: str) -> None:
    source = tmp_path / "set.json"
    source.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=r"set.json is not a question set in SQuAD's format"):
        import_squad(source, tmp_path / "corpus", tmp_path / "q.jsonl")
