"""What an empty conversation says of itself, and the questions it suggests: those that the corpus answers."""

import threading
from collections.abc import Callable
from functools import lru_cache

from app.answer.engine import Engine
from app.web.chat.asking import Asking
from app.web.texts import TEXTS, Language, other


class Examples:
    """Suggested questions; each is tried once for all pages of a generation."""

    def __init__(self, engine: Callable[[], Engine], asking: Asking) -> None:
        self._engine = engine
        self._asking = asking
        self._trying = threading.Lock()  # pages that open at once do not all try the same examples
        self._answered = lru_cache(maxsize=64)(self._ask)

    def welcome(self, language: Language) -> dict[str, object]:
        """``line``: how much the corpus holds; ``examples``: questions that it answers. Waits for the engine."""
        generation = self._engine().searcher.generation()
        texts, date = TEXTS[language], generation.newest()
        count = generation.manifest.articles
        line = texts.holds.format(articles=count, date=date) if date else texts.holds_undated.format(articles=count)
        return {"line": line, "examples": [text for text in texts.examples if self._is_answered(text, generation.name)]}

    def foresee(self, language: Language) -> None:
        """Have the other language's examples ready when the reader turns to it; readers' own questions go first."""
        for text in TEXTS[other(language)].examples:
            self._asking.wait_for_readers()
            self._is_answered(text, self._engine().searcher.generation().name)

    def _is_answered(self, example: str, generation: str) -> bool:
        with self._trying:
            return self._answered(example, generation)

    def _ask(self, example: str, generation: str) -> bool:
        return self._engine().unwatched().ask(example).answered
