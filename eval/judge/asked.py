"""What a judge is asked about an answer: its sentences as numbered statements, beside the passages that they cite."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.answer.chat_model import Message
from corpus.draft import guess_language
from eval.judge import prompts
from eval.judge.defused import defused, defused_line
from eval.run.record import Context, Record

_CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_OTHERS_A_TOKEN = 3  # characters


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as a judge sees it: ``about`` is its title, date and heading."""

    about: str
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """Statements to check against passages, in one prompt."""

    statements: tuple[str, ...]
    passages: tuple[Passage, ...]

    def messages(self, language: str) -> list[Message]:
        """The prompt, in the language of the question."""
        prompt = prompts.faithfulness()
        sources = [
            prompt.source.format(about=_attribute(one.about), text=defused(one.text).strip()) for one in self.passages
        ]
        listed = [
            prompt.statement.format(n=n, text=defused_line(text)) for n, text in enumerate(self.statements, start=1)
        ]
        user = prompt.user.of(language).format(
            sources="\n".join(sources), statements="\n".join(listed), count=len(listed)
        )
        return [Message("system", prompt.system.of(language).strip()), Message("user", user)]


def is_answered(record: Record) -> bool:
    """Whether there is an answer to judge: no error, no refusal, and more than retrieval ran."""
    return bool(record.result and record.result.get("answered") and record.result.get("sentences"))


def question_of(record: Record) -> str:
    """What was meant: the question as a careful reader understands it, or as it was understood when it was asked."""
    understood = (record.result or {}).get("standalone_question")
    return record.standalone or understood or record.question


def language_of(record: Record) -> str:
    """Language that the judge is spoken to in: the question's."""
    return guess_language(question_of(record))


def questions_messages(record: Record) -> list[Message]:
    """The prompt for the questions that the answer answers. The question itself is not in it."""
    prompt, language = prompts.relevance(), language_of(record)
    answer = "\n".join(defused_line(sentence["text"]) for sentence in _sentences(record))
    return [
        Message("system", prompt.system.of(language).strip()),
        Message("user", prompt.user.of(language).format(answer=answer)),
    ]


def checks(record: Record, most_tokens: int) -> list[Check]:
    """The answer's sentences in their order, as many in a check as their passages leave room for.

    A sentence is checked against the passages it cites, one that cites none against all that the answer cites. Where
    the passages of a single sentence are longer than ``most_tokens``, each is cut to its share around the cited words.
    Empty if the answer cites nothing: nothing supports it, and no judge is needed to say so.
    """
    found: list[Check] = []
    for sentence in _sentences(record) if record.contexts else ():
        passages = _passages(record, sentence["citations"], most_tokens)
        if found:
            together = tuple(dict.fromkeys((*found[-1].passages, *passages)))
            if sum(about_tokens(one.text) for one in together) <= most_tokens:
                found[-1] = Check((*found[-1].statements, sentence["text"]), together)
                continue
        found.append(Check((sentence["text"],), passages))
    return found


def about_tokens(text: str) -> int:
    """About how many tokens a text has, rather too many: one for a Chinese character, one for three others."""
    chinese = len(_CHINESE.findall(text))
    return chinese + -(-(len(text) - chinese) // _OTHERS_A_TOKEN)


def _sentences(record: Record) -> Sequence[dict[str, Any]]:
    found: list[dict[str, Any]] = (record.result or {}).get("sentences", [])
    return found


def _passages(record: Record, numbers: Sequence[int], most_tokens: int) -> tuple[Passage, ...]:
    cited: dict[tuple[str, int], list[dict[str, Any]]] = {}
    contexts: dict[tuple[str, int], Context] = {}
    for citation, context in zip((record.result or {})["citations"], record.contexts, strict=True):
        if citation["n"] in numbers or not numbers:
            place = (context.article_id, context.start)
            contexts[place] = context
            cited.setdefault(place, []).append(citation)
    total = sum(about_tokens(context.text) for context in contexts.values())
    share = most_tokens // len(contexts) if total > most_tokens else most_tokens
    return tuple(_passage(context, cited[place], share) for place, context in contexts.items())


def _passage(context: Context, cited: Sequence[dict[str, Any]], most_tokens: int) -> Passage:
    """The passage, or as much of it around the cited words as ``most_tokens`` hold; these words at least."""
    about = " · ".join(part for part in (cited[0]["title"], cited[0]["date"], context.heading) if part)
    text, tokens = context.text, about_tokens(context.text)
    if tokens <= most_tokens:
        return Passage(about, text)
    start = min(citation["start"] for citation in cited) - context.start
    end = max(citation["end"] for citation in cited) - context.start
    margin = max(0, len(text) * most_tokens // tokens - (end - start)) // 2
    return Passage(about, text[max(0, start - margin) : end + margin])


def _attribute(text: str) -> str:
    return defused_line(text).replace('"', "'")
