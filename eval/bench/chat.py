"""Answers by a chat model beside extracted ones: right, cited, carried by their sources, and how soon.

python -m eval.bench.chat --llm gguf:model.gguf [--count 80]     # of eval/questions/suzhou.jsonl, evenly drawn
"""

import argparse
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import corpus as corpus_room
from app.answer.chat_model import ChatModel
from app.answer.engine import Engine
from app.answer.events import EXTRACTIVE, Answer, Citation
from app.answer.reader.reader import PassageReader
from app.build_engine import build_chat, build_embedder
from app.settings import read_settings
from eval.bench.answers import OWN
from eval.dataset import Question, read_questions
from eval.match import holds
from index.build import Builder
from index.search import Searcher


def figures(asked: Sequence[tuple[Question, Answer]]) -> dict[str, float]:
    """What came of questions.

    ``exact``: of the answerable, those whose answer's sentences hold every key fact. ``citation precision``: of the
    citations of answers to them, those whose words are of the gold evidence or hold a key fact. ``citation recall``:
    of the key facts that an answer holds, those that stand in words it cites. ``carried before``: of all sentences
    that were written, those that some evidence carries; ``carried``: of those that are shown.
    """
    yes = [(q, a) for q, a in asked if q.answerable]
    no = [a for q, a in asked if not q.answerable]
    answered = [(q, a) for q, a in yes if a.answered]
    facts = [(fact, a) for q, a in answered for fact in q.answers if holds(fact, _said(a))]
    cited = [(q, c) for q, a in answered for c in a.citations]
    shown = [sentence for _, a in asked for sentence in a.sentences]
    dropped = sum(len(a.dropped) for _, a in asked)
    carried = sum(sentence.support != "unsupported" for sentence in shown)
    first = [a.timings_ms["first_token"] / 1000 for _, a in asked if "first_token" in a.timings_ms]
    found = {
        "questions": len(asked),
        "exact": np.mean([all(holds(fact, _said(a)) for fact in q.answers) for q, a in yes]),
        "false refusals": np.mean([not a.answered for _, a in yes]),
        "refused": np.mean([not a.answered for a in no]),
        "citation precision": np.mean([_is_gold(q, c) for q, c in cited]),
        "citation recall": np.mean([any(holds(fact, c.quote) for c in a.citations) for fact, a in facts]),
        "carried before": carried / max(1, len(shown) + dropped),
        "carried": carried / max(1, len(shown)),
        "own words of a chat model": np.mean([a.answerer != EXTRACTIVE for _, a in answered]),
        "sentences": np.mean([len(a.sentences) for _, a in answered]),
        "seconds, median": np.median([a.timings_ms["total"] / 1000 for _, a in asked]),
    }
    if first:
        found |= {"first token, s, median": np.median(first), "first token, s, p95": np.percentile(first, 95)}
    return {name: round(float(value), 3) for name, value in found.items()}


def _said(answer: Answer) -> str:
    return "\n".join(sentence.text for sentence in answer.sentences)


def _is_gold(question: Question, citation: Citation) -> bool:
    gold = (e.quote for e in question.evidence if e.article_id == citation.article_id)
    return any(citation.quote in quote or quote in citation.quote for quote in gold) or any(
        holds(fact, citation.quote) for fact in question.answers
    )


def main() -> None:
    """Run the benchmark that the arguments name and print its figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--llm", required=True, help="the chat model, as gusu ask names it")
    parser.add_argument("--count", type=int, default=80, help="how many questions")
    parser.add_argument("--answers", type=Path, help="file that each question's answers are written to, as JSON lines")
    arguments = parser.parse_args()
    settings = read_settings(llm=arguments.llm)
    every = list(read_questions(OWN / "suzhou.jsonl").questions)
    drawn = [every[round(n)] for n in np.linspace(0, len(every) - 1, min(arguments.count, len(every)))]
    with tempfile.TemporaryDirectory() as folder:
        embedder = build_embedder(settings)
        articles = Path(corpus_room.__file__).parent / "articles"
        Builder(Path(folder) / "store", embedder, settings.splitter).build([articles])
        engine = Engine(Searcher(Path(folder) / "store", embedder), PassageReader(settings.cache))
        models: dict[str, ChatModel | None] = {EXTRACTIVE: None, arguments.llm.split("/")[-1]: build_chat(settings)}
        for name, chat in models.items():
            asked = [(question, engine.ask(question.question, chat=chat)) for question in drawn]
            print(json.dumps({"answerer": name, **figures(asked)}, ensure_ascii=False), flush=True)
            if arguments.answers and chat is not None:
                rows = ({"question": q.question, "answer": a.answer, "dropped": a.dropped} for q, a in asked)
                lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
                arguments.answers.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
