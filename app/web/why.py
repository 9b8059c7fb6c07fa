"""An explanation of an answer as HTML: plain sentences first, figures in folded tables. Everything is escaped."""

from collections.abc import Sequence
from html import escape

from app.answer.events import Citation
from app.answer.explain import Explanation
from app.answer.explain.explanation import Best, CheckedSentence, DroppedSentence, Fact, Held, Understanding, Weighed
from app.answer.lacks import Kind
from app.answer.wording import lacking
from app.web.texts import Language
from app.web.why_words import CLAIMS, MISSES, SIGNALS, STAGES, WANTED, WORDS

_HELD = {Held.SENTENCE: "in_sentence", Held.PASSAGES: "in_passages", Held.NOWHERE: "nowhere"}
_SAME_YEAR = ("year", "other_year")  # misses that say what a missing year says
_IN_ALL = ("total", "first_token")  # no stages of their own


def why_html(explanation: Explanation, language: Language) -> str:
    """A ``<section class="why">``: styled by why.css, which is added to the page's styles."""
    words = WORDS[language]
    notice = "" if explanation.same_generation else _paragraph(words["older"], "notice")
    if not explanation.agrees:
        notice += _paragraph(words["disagrees"], "notice")
    parts = [
        (words["understood"], _understood(explanation.understanding, language)),
        (words["found"], _found(explanation, language)),
        (
            words["enough"],
            "".join(_weighed(one, len(explanation.weighed) > 1, language) for one in explanation.weighed),
        ),
        (words["checks"], "".join(_sentence(sentence, language) for sentence in explanation.sentences)),
        (words["dropped"], "".join(_dropped(sentence, language) for sentence in explanation.dropped)),
        (words["time"], _time(explanation.timings_ms, explanation.generation, language)),
    ]
    title = words["answered" if explanation.answered else "refused"]
    body = "".join(f"<h4>{escape(head)}</h4>{html}" for head, html in parts if html)
    return f'<section class="why"><h3>{escape(title)}</h3>{notice}{body}</section>'


def _understood(read: Understanding, language: Language) -> str:
    words = WORDS[language]
    if read.standalone == read.question:
        said = words["as_asked"]
    else:
        kind = "leaned" if read.leaned_on else "rewritten"
        said = words[kind].format(before=read.leaned_on, standalone=read.standalone)
        said += "" if read.by_rule else _joint(language) + words["by_model"]
    unit = words["unit"].format(unit=read.unit) if read.unit else ""
    years = words["years"].format(years=_listed(read.years, language)) if read.years else ""
    html = _paragraph(said) + _paragraph(
        words["wanted"].format(wanted=WANTED[language][read.wanted], unit=unit, years=years)
    )
    if len(read.parts) > 1:
        parts = _listed([f"“{_bare(part)}”" for part in read.parts], language)
        html += _paragraph(words["parts"].format(count=len(read.parts), parts=parts))
    return html


def _found(explanation: Explanation, language: Language) -> str:
    words, hits = WORDS[language], explanation.hits
    if not hits:
        return _paragraph(words["found_none"])
    read = sum(hit.read for hit in hits)
    said = words["found_hits"].format(count=len(hits), read=read, title=hits[0].hit.title)
    cited = [str(hit.hit.rank) for hit in hits if hit.cited]
    if cited:
        said += _joint(language) + words["cited_hits"].format(ranks=_listed(cited, language))
    rows = []
    for one in hits:
        place = f"{one.hit.title} › {one.hit.heading}" if one.hit.heading else one.hit.title
        used = "".join(f"[{n}]" for n in one.cited) or (words["read"] if one.read else "")
        rows.append(
            (
                str(one.hit.rank),
                place,
                _measure(one.dense_rank, one.hit.dense, 3),
                _measure(one.lexical_rank, one.hit.lexical, 1),
                f"{one.hit.score:.2f}",
                used,
            )
        )
    heads = [words[name] for name in ("rank", "place", "by_meaning", "by_words", "score", "used")]
    return _paragraph(said) + _folded(words["hits"], heads, rows, words["hits_note"])


def _weighed(weighed: Weighed, named: bool, language: Language) -> str:
    words = WORDS[language]
    html = f"<h5>{escape(_bare(weighed.part))}</h5>" if named else ""
    html += _words(weighed, language)
    if weighed.best is None:
        return html + _paragraph(words["found_none"])
    html += _quote(words["best"], weighed.best, language)
    near = weighed.sufficiency >= weighed.threshold
    kind = "sure_yes" if weighed.sufficient else "sure_but" if near else "sure_no"
    percent = int(100 * weighed.sufficiency)  # never rounded up to a threshold that was missed
    html += _paragraph(words[kind].format(percent=percent, threshold=round(100 * weighed.threshold)))
    reasons = _reasons(weighed, language)
    html += f"<ul>{''.join(f'<li>{escape(reason)}</li>' for reason in reasons)}</ul>" if reasons else ""
    rows = [(SIGNALS[language][s.name], f"{s.value:.2f}", f"{s.push:+.2f}") for s in weighed.signals]
    heads = [words["signal"], words["value"], words["push"]]
    return html + (_folded(words["signals"], heads, rows, words["signals_note"]) if rows else "")


def _reasons(weighed: Weighed, language: Language) -> list[str]:
    """What is missing, each thing said once, the decisive ones first."""
    words = WORDS[language]
    reasons = []
    if weighed.premise:
        reasons.append(words["premise"].format(asked=weighed.premise[0], told=weighed.premise[1]))
    if weighed.missing_years:
        reasons.append(words["missing_years"].format(years=_listed(weighed.missing_years, language)))
    lacks = [lack for lack in weighed.lacks if not (weighed.missing_years and lack.kind is Kind.YEAR)]
    reasons += [lacking(lack, language) for lack in lacks]
    names = [f"“{name}”" for name in weighed.missing_names if name not in {lack.words for lack in lacks}]
    if names:
        reasons.append(words["missing_names"].format(names=_listed(names, language)))
    told = {*_SAME_YEAR} if weighed.missing_years or any(lack.kind is Kind.YEAR for lack in lacks) else set()
    misses = [MISSES[language][name] for name in weighed.misses if name not in told]
    if misses:
        reasons.append(words["misses"].format(misses=_listed(misses, language)))
    return reasons


def _words(weighed: Weighed, language: Language) -> str:
    """The words of the question, a line for each place they stand in."""
    html = ""
    for held, name in _HELD.items():
        found = [word.text for word in weighed.words if word.held is held]
        if found:
            chips = " ".join(f'<span class="word {held.value}">{escape(text)}</span>' for text in found)
            html += f"<dt>{escape(WORDS[language][name])}</dt><dd>{chips}</dd>"
    return f'<dl class="words">{html}</dl>' if html else ""


def _sentence(sentence: CheckedSentence, language: Language) -> str:
    marks = "".join(f"[{n}]" for n in sentence.citations)
    said = f'<p class="checked {sentence.support}">{escape(sentence.text)}<span class="marks">{marks}</span></p>'
    return f"{said}{_paragraph(WORDS[language][sentence.support])}{_facts(sentence.facts, language)}"


def _facts(facts: Sequence[Fact], language: Language) -> str:
    words = WORDS[language]
    html = ""
    for fact in facts:
        if fact.missing:
            where, kind = words["fact_missing"], "lacking"
        elif fact.citations:
            where, kind = "".join(f"[{n}]" for n in fact.citations), "held"
        else:
            where, kind = words["fact_around"], "around"
        if claim := CLAIMS[language].get(fact.words):
            html += f'<li class="fact lacking">{escape(claim)}</li>'
        else:
            html += f'<li class="fact {kind}"><span>{escape(fact.words)}</span> <small>{escape(where)}</small></li>'
    return f'<ul class="facts">{html}</ul>' if html else ""


def _dropped(sentence: DroppedSentence, language: Language) -> str:
    words = WORDS[language]
    html = f'<p class="checked unsupported">{escape(sentence.text)}</p>'
    if not sentence.nearest:
        return html + _paragraph(words["none_near"])
    html += "".join(_quote(words["nearest"], citation, language) for citation in sentence.nearest)
    missing = [CLAIMS[language].get(word, f"“{word}”") for word in sentence.missing]
    return html + (_paragraph(f"{words['lacking']}{_joint(language)}{_listed(missing, language)}") if missing else "")


def _time(timings: dict[str, float], generation: str, language: Language) -> str:
    words, stages = WORDS[language], STAGES[language]
    rows = [(stages.get(name, name), f"{ms:.0f}") for name, ms in timings.items()]
    longest = max((name for name in timings if name not in _IN_ALL), key=lambda name: timings[name], default="")
    if not longest or "total" not in timings:
        return ""
    seconds = f"{timings['total'] / 1000:.2f}"
    said = words["total"].format(seconds=seconds, stage=stages.get(longest, longest))
    version = words["generation"].format(generation=generation)
    return _paragraph(said) + _folded(words["stage"], [words["stage"], words["ms"]], rows, version)


def _quote(lead: str, quoted: Best | Citation, language: Language) -> str:
    """Words of an article, with a button that opens it there."""
    text = quoted.text if isinstance(quoted, Best) else quoted.quote
    button = (
        f'<button type="button" class="open-article" data-article="{escape(quoted.article_id)}" '
        f'data-start="{quoted.start}" data-end="{quoted.end}" data-quote="{escape(text)}">'
        f"{escape(WORDS[language]['open'])}</button>"
    )
    about = f'<p class="small">{escape(quoted.title)} · {button}</p>'
    return f"{_paragraph(lead)}<blockquote>{escape(text)}</blockquote>{about}"


def _folded(summary: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str) -> str:
    """A table that opens on demand, with a note below."""
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    scrolls = f'<div class="table" role="region" aria-label="{escape(summary)}" tabindex="0">{table}</div>'
    return f"<details><summary>{escape(summary)}</summary>{scrolls}{_paragraph(note, 'small')}</details>"


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>' if kind else f"<p>{escape(text)}</p>"


def _measure(rank: int | None, score: float, digits: int) -> str:
    return "–" if rank is None else f"{rank} ({score:.{digits}f})"


def _listed(parts: Sequence[str], language: Language) -> str:
    return ("、" if language == "zh" else ", ").join(parts)


def _joint(language: Language) -> str:
    return "" if language == "zh" else " "


def _bare(part: str) -> str:
    return part.strip().rstrip("？?。. ")
