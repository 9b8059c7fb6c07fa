"""Questions made of English sentences."""

import re
from collections.abc import Iterator

from app.answer.cloze.made import Made

_SHORTEST, _LONGEST = 18, 110  # characters of a question
_GLOSS = re.compile(r"\s?\([^()]*\)")
_YEAR = r"(?:19|20)\d\d"
_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_DATE = rf"(?:\d{{1,2}} )?(?:(?:{_MONTH}) )?{_YEAR}"
_LOOSE = r"(?:at least |more than |over |about |up to |nearly |some |only )?"
_SUBJECT = r"(?P<who>[A-Z][\w&'’–-]*(?: (?:[A-Z][\w&'’–-]*|of|for|and))*(?:'s [\w ]+?)?)"
_NOUNS = rf"(?P<nouns>[a-zA-Z][\w -]{{2,60}}?)(?= (?:in|by) {_DATE}|,| that | which | and |\.|;|$)"
_WHEN_FIRST = rf"^(?P<when>(?:By the end of|By|In) {_DATE}),? "
_AIMS = re.compile(
    rf"(?:{_WHEN_FIRST})?{_SUBJECT} (?:also )?(?P<aim>aims|plans|wants|intends)(?P<by> (?:in|by) {_DATE})? to "
    rf"(?P<verb>have|foster|build|develop|add|train|set up) {_LOOSE}(?P<number>\d[\d,]*) {_NOUNS}"
)
_HAD = re.compile(rf"^{_SUBJECT} (?P<verb>had|has) {_LOOSE}(?P<number>\d[\d,]*) {_NOUNS}(?P<in> in {_DATE})?")
_FOUNDED = re.compile(
    rf"^{_SUBJECT},?(?: an? [^,]+,)? (?:was )?(?P<verb>founded|set up)(?: in [A-Z][\w, ]*?)?"
    rf"(?: by (?P<by>(?:[A-Z][\w-]+ ?){{2,3}}))?,? ?in (?P<year>{_YEAR})(?: by (?P<founder>(?:[A-Z][\w-]+ ?){{2,3}}))?"
)
_AMOUNT = r"(?P<amount>[^,;]*?(?:yuan|P|PFLOPS|%))(?=[ ,;.]|$)"
_WAS = re.compile(rf"^(?P<what>[A-Z][\w ’'-]*?'s [\w -]+? in {_YEAR}) (?P<verb>was|is) {_LOOSE}{_AMOUNT}")
_REACH = re.compile(rf"^(?P<what>[A-Z][\w -]+?) (?P<verb>is|are) to reach {_AMOUNT}(?P<by> by {_YEAR})")
_LEMMAS = {
    **{"overtook": "overtake", "launched": "launch", "accepted": "accept", "presented": "present", "issued": "issue"},
    **{"passed": "pass", "declared": "declare", "opened": "open", "turned down": "turn down", "won": "win"},
}
_DID = re.compile(
    rf"^(?P<who>[A-Z][\w '’-]+?)(?:, [^,]+,)? (?P<verb>{'|'.join(_LEMMAS)}) (?P<what>[^,;]{{5,70}}?)"
    rf"(?: for the first time)? (?:in|on) (?P<date>{_DATE})(?=[,.;]|$)"
)
_STANDS = re.compile(r"^(?P<what>[A-Z]{2,8}) stands for (?P<said>[^:;,.]+)")
_RANKS = re.compile(r"^(?P<what>The [\w– -]+?) ranks (?P<rank>\w+) (?P<among>(?:among|in) [^,.;]{5,70})")
_VAGUE = re.compile(r"\b(?:it|its|they|their|this|that|these|those|he|she|both|other|others)\b", re.IGNORECASE)


def english_questions(sentence: str) -> Iterator[Made]:
    """Questions that a sentence answers, each of which can be understood by itself."""
    said = _GLOSS.sub("", sentence.strip())
    for made in _made(said):
        question = re.sub(r"(?<=\s)The(?=\s)", "the", " ".join(made.question.split()))
        if (
            _SHORTEST <= len(question) <= _LONGEST
            and not _VAGUE.search(question)
            and question.count("“") == question.count("”")
        ):
            yield Made(question, made.answer.strip(), made.kind)


def _made(said: str) -> Iterator[Made]:
    if match := _AIMS.search(said):
        when = match["by"] or (f" {match['when'][0].lower()}{match['when'][1:]}" if match["when"] else "")
        aim = match["aim"].removesuffix("s")
        yield Made(
            f"How many {match['nouns']} does {match['who']} {aim} to {match['verb']}{when}?", match["number"], "count"
        )
    elif match := _HAD.match(said):
        do = "did" if match["verb"] == "had" else "does"
        yield Made(f"How many {match['nouns']} {do} {match['who']} have{match['in'] or ''}?", match["number"], "count")
    if match := _FOUNDED.match(said):
        yield Made(f"When was {match['who']} {match['verb']}?", match["year"], "when")
        if founder := match["by"] or match["founder"]:
            yield Made(f"Who {match['verb']} {match['who']}?", founder, "who")
    if match := _WAS.match(said):
        yield Made(f"What {match['verb']} {match['what']}?", match["amount"], "measure")
    if match := _REACH.match(said):
        what = (
            match["what"]
            if match["what"].startswith(("Suzhou", "AI"))
            else match["what"][0].lower() + match["what"][1:]
        )
        yield Made(f"How large {match['verb']} {what} to be{match['by']}?", match["amount"], "measure")
    if match := _DID.match(said):
        yield Made(f"When did {match['who']} {_LEMMAS[match['verb']]} {match['what']}?", match["date"], "when")
    if match := _STANDS.match(said):
        yield Made(f"What does {match['what']} stand for?", match["said"], "meaning")
    if match := _RANKS.match(said):
        what = f"the{match['what'][3:]}"
        yield Made(f"Where does {what} rank {match['among']}?", match["rank"], "rank")
