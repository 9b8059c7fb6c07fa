"""What the articles of a build are to the live generation: new, changed, moved, the same, or one more source of one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from corpus.article import Article
from corpus.naming import text_key
from corpus.refusal import Refusal
from index.identity import Held, Identity, lies_in
from index.store.alike import Alike, Copy
from index.store.generation import Generation
from index.summary import SourceReceipt, State


class Sorting:
    """Sorts the articles of one build, and keeps account of them.

    ``adding``: what the store holds beside them stays. ``current``: what did not change need not be written again.
    """

    def __init__(self, live: Generation | None, held: Mapping[str, Held], adding: bool, current: bool) -> None:
        self._live = live
        self._held = held
        self._adding = adding
        self._current = current
        self.refused: list[Refusal] = []
        self.identity = Identity(live, held, self.refused, adding)
        self.added = self.updated = self.unchanged = 0
        self.seen: set[str] = set()
        self.copies: dict[str, list[Copy]] = {}
        self._read: set[str] = set()  # paths
        self._changed: set[str] = set()  # ids whose text is another one
        self._receipts: list[SourceReceipt] = []

    def to_write(self, sources: Iterable[Article | Refusal]) -> Iterator[tuple[Article, str]]:
        """The articles that must be written, with their content hashes."""
        for item in sources:
            if isinstance(item, Refusal):
                self.refused.append(item)
                continue
            self._read.add(item.path)
            holder = self.identity.copies.get(item.path)
            if holder is not None:
                self.copies.setdefault(holder, []).append(Copy.of(item))
                self._note(item, holder, "copy")
                continue
            self.seen.add(item.id)
            content_hash = item.content_hash()
            state = self._state(item, content_hash)
            self._note(item, item.id, state)
            if state != "unchanged" or not self._current:
                yield item, content_hash

    def kept(self) -> set[str]:
        """Ids of the articles that stay although they were not read now.

        In an addition, all but those whose source gave another; else those of refused sources, which are made to say
        so: a folder that could not be looked into keeps all that came from below it.
        """
        left = {name: one for name, one in self._held.items() if name not in self.seen and one.path not in self._read}
        if self._adding:
            return set(left)
        kept: set[str] = set()
        for number, refusal in enumerate(self.refused):
            place = {refusal.place}
            if lost := {name for name, one in left.items() if lies_in(one.path, place)}:
                kept |= lost
                said = f"{refusal.reason}; what was indexed from it before is kept"
                self.refused[number] = replace(refusal, reason=said)
        return kept

    def keep_copies(self, kept: Collection[str], without: Collection[str]) -> list[Article]:
        """Take over the copies known before whose sources were not read now, but those of articles in ``without``.

        Gives an article for each text that has lost the one that held it: its source was the other one's.
        """
        heirs: list[Article] = []
        for holder, copies in (self._live.alike.copies if self._live else {}).items():
            left = [copy for copy in copies if self._stands(copy.path)]
            if not left or holder in without:
                continue
            if holder in kept or (holder in self.seen and holder not in self._changed):
                self.copies.setdefault(holder, []).extend(left)
            elif self._live is not None:
                heir = _heir(self._live.article(holder), left[0], self.seen.union(kept))
                self.seen.add(heir.id)
                self.added += heir.id not in self._held
                self.updated += heir.id in self._held
                self.copies.setdefault(heir.id, []).extend(left[1:])
                heirs.append(heir)
        self.copies = {name: copies for name, copies in self.copies.items() if copies}
        return heirs

    def still_refused(self, before: Iterable[Refusal]) -> list[Refusal]:
        """Those of earlier refusals that were neither read nor refused now."""
        now = {refusal.place for refusal in self.refused} | {Path(path) for path in self._read}
        return [refusal for refusal in before if refusal.place not in now]

    def receipts(self, passages: Mapping[str, int], alike: Alike) -> tuple[SourceReceipt, ...]:
        """One of every source: those read, in order, then those refused.

        ``passages`` are their numbers by the ids of the articles that were written.
        """
        counts = {name: one.passages for name, one in self._held.items()} | dict(passages)
        whole = [
            replace(one, passages=counts[name], duplicates=tuple(other for other, _ in alike.near(name)))
            for one in self._receipts
            if (name := one.article_id) is not None
        ]
        return (*whole, *(SourceReceipt(one.path, None, "refused", reason=one.reason) for one in self.refused))

    def _state(self, article: Article, content_hash: str) -> State:
        before = self._held.get(article.id)
        if before is None:
            self.added += 1
            return "added"
        if before.content_hash != content_hash:
            self.updated += 1
            if self._live is not None and article.id in self._live.alike.copies:
                if text_key(self._live.article(article.id).text) != text_key(article.text):
                    self._changed.add(article.id)
            return "updated"
        self.unchanged += 1
        return "unchanged" if before.path == article.path else "moved"

    def _note(self, article: Article, article_id: str, state: State) -> None:
        receipt = article.receipt
        self._receipts.append(
            SourceReceipt(
                path=article.path,
                article_id=article_id,
                state=state,
                format=receipt.format,
                encoding=receipt.encoding,
                characters=len(article.text),
                left_out=receipt.left_out,
                warnings=receipt.warnings,
            )
        )

    def _stands(self, path: str) -> bool:
        """Whether a copy's source goes on giving what it gave: it was not read now, or could not be."""
        if self._adding:
            return path not in self._read
        return lies_in(path, {refusal.place for refusal in self.refused})


def _heir(article: Article, copy: Copy, taken: Collection[str]) -> Article:
    """An article of the same text, by the name of another of its sources."""
    names = (copy.id, *(f"{copy.id}-{n}" for n in range(2, len(taken) + 3)))
    return replace(
        article,
        id=next(name for name in names if name not in taken),
        title=copy.title,
        path=copy.path,
        publisher=copy.publisher,
        date=copy.date,
        url=copy.url,
    )
