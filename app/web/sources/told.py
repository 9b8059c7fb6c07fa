"""How far a change of the sources is, and what came of it, as HTML. Everything from outside is escaped."""

from collections.abc import Sequence
from html import escape
from pathlib import Path, PurePath
from typing import Any

from app.editing import AllRefused, Change, Step, Uploads
from app.web.article.opener import open_article
from app.web.sources.reasons import kind_in, reason_in
from app.web.sources.words import WORDS
from app.web.texts import Language
from corpus.errors import GusuError
from index.errors import StoreBusy
from index.generation import Generation
from index.identity import still_there
from index.rollback import Rollback
from index.summary import BuildSummary, SourceReceipt


def progress_html(change: Change[Any], step: Step, language: Language) -> str:
    """What is being done, how much of it is done, and the state of each file."""
    words = WORDS[language]
    if step.stage == "wait":
        said = words["waiting"].format(ahead=step.ahead) if step.ahead else words["starting"]
    elif step.stage == "load" and step.total > 1:
        said = words["loading_some"].format(done=min(step.done + 1, step.total), total=step.total)
    elif step.stage == "embed" and step.total:
        said = words["embedding"].format(done=min(step.done, step.total), total=step.total)
    else:
        said = words[{"load": "loading", "embed": "loading"}.get(step.stage, "writing")]
    share = f' value="{step.done}" max="{step.total}"' if step.total else ""
    files = _files(change.sources, step, words) if change.kind == "upload" else ""
    return (
        f'<section class="work" role="status"><h3>{escape(words[f"doing_{change.kind}"])}</h3>'
        f'<p>{escape(said)}</p><progress aria-label="{escape(said)}"{share}></progress>{files}</section>'
    )


def said_html(message: str, failed: bool = False) -> str:
    """A line of ours."""
    role = "alert" if failed else "status"
    return f'<section class="work"><p role="{role}">{escape(message)}</p></section>'


def failed_html(error: Exception, language: Language) -> str:
    """Why a change was not made."""
    words = WORDS[language]
    if isinstance(error, StoreBusy):
        return said_html(words["busy"], failed=True)
    if isinstance(error, AllRefused):
        receipts = [SourceReceipt(one.path, None, "refused", reason=one.reason) for one in error.refused]
        return f'<section class="work" role="alert">{_receipts(receipts, words, language)}</section>'
    if not isinstance(error, GusuError):
        return said_html(words["broken"], failed=True)
    reason = reason_in(language, str(error))
    return said_html(words["failed"].format(reason=reason), failed=True)


def added_html(done: BuildSummary, uploads: Uploads, store: Path, language: Language) -> str:
    """What came of an addition: the counts, and the receipt of each source."""
    words = WORDS[language]
    lies = ""
    if any(receipt.state != "refused" and uploads.holds(receipt.path) for receipt in done.receipts):
        lies = f'<p class="quiet">{escape(words["lies"].format(folder=uploads.folder, store=store))}</p>'
    return (
        f'<section class="work done"><p role="status">{escape(_counts(done, words))}</p>'
        f"{_receipts(done.receipts, words, language)}{lies}</section>"
    )


def removed_html(done: BuildSummary, paths: Sequence[str], language: Language) -> str:
    """What came of a removal; ``paths`` are what the articles were loaded from."""
    words = WORDS[language]
    stay = [path for path in paths if still_there(path)]
    notes = "".join(f'<p class="quiet">{escape(words["file_stays"].format(path=path))}</p>' for path in stay)
    said = escape(words["removed"].format(count=done.removed))
    return f'<section class="work done"><p role="status">{said}</p>{notes}</section>'


def undone_html(done: Rollback, language: Language) -> str:
    """What going back did."""
    words = WORDS[language]
    said = words["undone"].format(
        generation=done.generation,
        before=done.before,
        back=len(done.back),
        gone=len(done.gone),
        changed=len(done.changed),
    )
    return f'<section class="work done"><p role="status">{escape(said)}</p></section>'


def receipt_html(generation: Generation, article_id: str, language: Language) -> str:
    """How an article of the store was read. Raises: KeyError if there is none of this id."""
    article = generation.article(article_id)
    receipt = SourceReceipt(
        path=article.path,
        article_id=article_id,
        state="unchanged",
        format=article.receipt.format,
        encoding=article.receipt.encoding,
        characters=len(article.text),
        left_out=article.receipt.left_out,
        passages=len(generation.rows_of([article_id])),
        duplicates=tuple(other for other, _ in generation.alike.near(article_id)),
        warnings=article.receipt.warnings,
    )
    words = WORDS[language]
    title = f"<h3>{escape(words['receipt'])}：{escape(article.title)}</h3>"
    return f'<section class="work done">{title}{_facts(receipt, words, language)}</section>'


def _counts(done: BuildSummary, words: dict[str, str]) -> str:
    return words["done"].format(
        seconds=f"{done.seconds:.1f}",
        added=done.added,
        updated=done.updated,
        removed=done.removed,
        unchanged=done.unchanged,
        refused=len(done.refused),
    )


def _files(names: Sequence[str], step: Step, words: dict[str, str]) -> str:
    """Files are read in their order; when all are, the index is made of them together."""
    items = ""
    for number, name in enumerate(names):
        state = "file_waiting"
        if step.stage in ("embed", "write") or (step.stage == "load" and number < step.done):
            state = "file_loaded"
        elif step.stage == "load" and step.total and number == step.done:
            state = "file_loading"
        items += f'<li class="{state}"><b>{escape(name)}</b> <span>{escape(words[state])}</span></li>'
    return f'<ul class="files">{items}</ul>'


def _receipts(receipts: Sequence[SourceReceipt], words: dict[str, str], language: Language) -> str:
    items = "".join(f"<li>{_receipt(receipt, words, language)}</li>" for receipt in receipts)
    return f'<ol class="receipts">{items}</ol>'


def _receipt(receipt: SourceReceipt, words: dict[str, str], language: Language) -> str:
    name = receipt.path if "://" in receipt.path else PurePath(receipt.path).name
    state = words[receipt.state]
    head = f'<p><b>{escape(name)}</b> <span class="state {receipt.state}">{escape(state)}</span></p>'
    if receipt.state == "refused":
        return f"{head}<p>{escape(reason_in(language, receipt.reason))}</p>"
    return head + _facts(receipt, words, language)


def _facts(receipt: SourceReceipt, words: dict[str, str], language: Language) -> str:
    facts = [words["kept"].format(characters=receipt.characters, passages=receipt.passages)]
    if receipt.format:
        facts.append(words["format"].format(format=receipt.format))
    if receipt.encoding:
        facts.append(words["encoding"].format(encoding=receipt.encoding))
    lines = [escape(" · ".join(facts))]
    for left in receipt.left_out:
        kind = kind_in(language, left.kind)
        lines.append(escape(words["left_out"].format(kind=kind, characters=left.characters, example=left.example)))
    if receipt.duplicates:
        links = "、".join(open_article(other, other) for other in receipt.duplicates)
        lines.append(escape(words["duplicates"]) + links)
    lines += [escape(words["warning"].format(warning=reason_in(language, said))) for said in receipt.warnings]
    lines.append(escape(words["path"].format(path=receipt.path)))
    opener = open_article(receipt.article_id, words["open"]) if receipt.article_id else ""
    return f"<ul><li>{'</li><li>'.join(lines)}</li></ul><p>{opener}</p>"
