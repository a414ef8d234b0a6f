"""Rules that find text of another council's letter: its name, its people, its address."""

import re
from collections.abc import Iterable, Iterator, Mapping

from assembler.checks import gazetteer
from assembler.checks.gazetteer import Authority, Mention
from assembler.checks.passages import WORD, Passage, around, stands, straight, words
from assembler.checks.rule import Case, Found, Neighbours, Stage, Trace, check
from assembler.findings import Place, Severity
from assembler.model import Details

_POSTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}\b")
_KIND = re.compile(
    r"\b(?:London Borough of|Royal Borough of|City of|Metropolitan|County|City|Borough|District|"
    r"Unitary|Combined|Council|Authority|the|of|and)\b",
    re.IGNORECASE,
)
_MOST_SHOWN = 3
_MOST_ALIKE = 3


def neighbours(run: Iterable[Details]) -> Neighbours:
    """Gather what would give each council of a run away in another's letter.

    Of words that many councils share a few are kept, the same ones in any order of the run.
    """
    traces: dict[str, tuple[Trace, ...]] = {}
    lengths: dict[str, tuple[int, ...]] = {}
    councils: set[str] = set()
    for details in run:
        councils.add(details.authority)
        for trace in _traces(details):
            if said := words(trace.words):
                alike = {*traces.get(key := " ".join(said), ()), trace}
                traces[key] = tuple(sorted(alike)[:_MOST_ALIKE])
                lengths[said[0]] = tuple({*lengths.get(said[0], ()), len(said)})
    return Neighbours(traces, lengths, frozenset(councils - {""}))


@check("authorities.other", Stage.CELLS, Severity.WARNING)
def other(case: Case) -> Iterator[Found]:
    """The text names another local authority than the one the letter goes to.

    Text reused from another letter sends one council's business to another. The council's own
    districts, its county, and whatever stands under Other authorities mentioned may be named.
    """
    details = case.assessment.details
    quiet = _quiet(details)
    found: dict[str, list[tuple[Passage, Mention]]] = {}
    people = _people(details)
    for passage in _texts(case):
        if gazetteer.first_words().isdisjoint(passage.words):
            continue
        for mention in gazetteer.mentions(_without(people, passage.text)):
            if not _is_quiet(mention, quiet, details):
                found.setdefault(mention.form, []).append((passage, mention))
    if not found:
        return
    places = tuple(dict.fromkeys(passage.place for hits in found.values() for passage, _ in hits))
    yield Found(
        f"{_listed(found)} in a letter to {details.authority or 'this council'}.",
        "Take it out if the text was written for another council; if it belongs, add the name to "
        f"Other authorities mentioned ({_place(details, 'other_authorities')}).",
        places,
    )


def strangers(text: str, details: Details) -> Iterator[str]:
    """Name the authorities that a text speaks of and a letter to this council may not."""
    quiet = _quiet(details)
    for mention in gazetteer.mentions(_without(_people(details), straight(text))):
        if not _is_quiet(mention, quiet, details):
            yield mention.form


@check("authorities.run", Stage.ACROSS, Severity.WARNING)
def run(case: Case) -> Iterator[Found]:
    """The text holds the name, a person or the address of another council of the same run.

    Every workbook given on one command line, or in one folder, is held against the others. What a
    workbook shares with another (the same Prevent Adviser, say) is not reported.
    """
    details = case.assessment.details
    own = _own_words(details)
    hits: dict[Trace, dict[Place, None]] = {}
    for passage in _texts(case):
        if not any(t.council != details.authority for t in _perhaps(passage, case.neighbours)):
            continue
        for trace in _traced(passage, case.neighbours):
            mine = trace.council == details.authority or _folded(trace.words) in own
            if not mine:
                hits.setdefault(trace, {})[passage.place] = None
    for trace, places in hits.items():
        yield Found(
            f"“{trace.words}” is {trace.what} of {trace.council}, another workbook of this run.",
            "Take it out if the text was written for that council.",
            tuple(places),
        )


def _texts(case: Case) -> Iterator[Passage]:
    yield from case.narrative
    details = case.assessment.details
    for name in ("recipient_job_title", "signatory_job_title"):
        if getattr(details, name):
            yield Passage(straight(getattr(details, name)), details.places[name])


def _quiet(details: Details) -> frozenset[Authority]:
    """Give the authorities that may be named: the own one, its districts or county, the allowed."""
    own = set(gazetteer.named(details.authority))
    names = {authority.name for authority in own}
    counties = {authority.county for authority in own}
    family = {a for a in gazetteer.known() if a.county in names or a.name in counties}
    allowed = {a for line in details.other_authorities for a in gazetteer.named(line)}
    return frozenset(own | family | allowed)


def _is_quiet(mention: Mention, quiet: frozenset[Authority], details: Details) -> bool:
    named = (details.authority, *details.other_authorities)
    return bool(quiet.intersection(mention.owners)) or any(
        any(stands(mention.form, straight(text))) for text in named
    )


def _people(details: Details) -> tuple[str, ...]:
    """Give the workbook's own people, who may be called like a council."""
    names = (details.recipient_name, details.adviser, details.signatory_name)
    people = (*names, *details.copied_to, *details.thanked)
    return tuple(straight(person) for person in people if " " in person)


def _without(people: tuple[str, ...], text: str) -> str:
    """Blank people out of a text."""
    for person in people:
        text = text.replace(person, "_" * len(person))
    return text


def _listed(found: Mapping[str, list[tuple[Passage, Mention]]]) -> str:
    parts = []
    for form, hits in list(found.items())[:_MOST_SHOWN]:
        passage, mention = hits[0]
        parts.append(f"{form} ({around(passage.text, mention.start, mention.end)})")
    more = len(found) - len(parts)
    parts += [f"{more} more"] if more else []
    *most, last = parts
    names = f"{', '.join(most)} and {last}" if most else last
    return f"{names} {'are' if most else 'is'} named"


def _place(details: Details, name: str) -> str:
    return str(details.places.get(name, "Letter"))


def _traces(details: Details) -> Iterator[Trace]:
    council = straight(details.authority)
    if not council:
        return
    yield Trace(council, "the name", council)
    short = " ".join(_KIND.sub(" ", council).split())
    # The shipped list judges the names it knows with more care than a comparison could.
    if short and short != council and not gazetteer.named(council):
        yield Trace(short, "the name", council)
    for person in (details.recipient_name, *details.copied_to, *details.thanked):
        if " " in person.strip():
            yield Trace(straight(person.strip()), "a person", council)
    address = straight("\n".join(details.recipient_address))
    for postcode in _POSTCODE.findall(address.upper()):
        yield Trace(postcode, "the postcode", council)
    for line in details.recipient_address[:1]:
        words = straight(line).strip(" ,")
        if len(words.split()) > 1 and words != council:
            yield Trace(words, "the address", council)


def _own_words(details: Details) -> frozenset[str]:
    """Give what is this council's own, whoever else shares it."""
    own = {_folded(trace.words) for trace in _traces(details)}
    people = (details.adviser, details.signatory_name, *details.other_authorities)
    return frozenset(own | {_folded(straight(name)) for name in people})


def _perhaps(passage: Passage, known: Neighbours) -> Iterator[Trace]:
    """Give the traces whose words stand in a text: a look before a closer one."""
    if not known.lengths.keys().isdisjoint(passage.words):
        for place, word in enumerate(passage.in_order):
            if word in known.lengths:
                yield from _alike(passage.in_order, place, known)


def _alike(words: tuple[str, ...], place: int, known: Neighbours) -> Iterator[Trace]:
    """Give the traces that are made of the words at a place."""
    for count in known.lengths.get(words[place], ()):
        yield from known.traces.get(" ".join(words[place : place + count]), ())


def _traced(passage: Passage, known: Neighbours) -> Iterator[Trace]:
    """Find the traces in a text, the longest that stands at each place."""
    text, at = passage.text, 0
    for place, word in enumerate(WORD.finditer(text)):
        if word.start() < at or passage.in_order[place] not in known.lengths:
            continue
        alike = _alike(passage.in_order, place, known)
        for trace in sorted(alike, key=lambda trace: -len(trace.words)):
            end = word.start() + len(trace.words)
            if text.startswith(trace.words, word.start()) and not text[end : end + 1].isalnum():
                at = end
                yield trace
                break


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
