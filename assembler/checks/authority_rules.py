"""Rules that find text of another council's letter: its name, its people, its address."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from assembler.checks import find_authority_names, shared_paragraphs
from assembler.checks.checked_assessment import CheckedAssessment, rule
from assembler.checks.councils_of_run import Identifier, emails_of, identifiers_of
from assembler.checks.find_authority_names import Authority, Mention
from assembler.checks.printed_passages import PrintedPassage, around
from assembler.findings import Place, Severity
from assembler.model import Details
from assembler.rules import Problem, Stage
from assembler.wording import folded, latin, listed, quoted, straight, whole_words

_MOST_SHOWN = 3


@rule("authorities.other", Severity.WARNING)
def other(checked: CheckedAssessment) -> Iterator[Problem]:
    """The text names another local authority than the one the letter goes to.

    Text reused from another letter sends one council's business to another. The council's own
    districts, its county, and whatever stands under Other authorities mentioned may be named.
    """
    details = checked.assessment.details
    quiet = _quiet(details)
    found: dict[str, list[tuple[PrintedPassage, Mention]]] = {}
    people = _people(details)
    for passage in _texts(checked):
        if find_authority_names.first_words().isdisjoint(passage.words):
            continue
        for mention in find_authority_names.mentions(_without(people, passage.searched)):
            if not _may_be_named(mention, passage.searched, quiet, details):
                found.setdefault(mention.form, []).append((passage, mention))
    if not found:
        return
    places = tuple(dict.fromkeys(passage.place for hits in found.values() for passage, _ in hits))
    yield Problem(
        f"{_named(found)} in a letter to {details.authority or 'this council'}.",
        "Take it out if the text was written for another council; if it belongs, add the name to "
        f"Other authorities mentioned ({_place(details, 'other_authorities')}).",
        places,
    )


def strangers(text: str, details: Details) -> Iterator[str]:
    """Name the authorities that a text speaks of and a letter to this council may not."""
    quiet = _quiet(details)
    searched = _without(_people(details), latin(straight(text)))
    for mention in find_authority_names.mentions(searched):
        if not _may_be_named(mention, searched, quiet, details):
            yield mention.form


@rule("authorities.run", Severity.WARNING, Stage.ACROSS)
def run(checked: CheckedAssessment) -> Iterator[Problem]:
    """The text holds the name, a person or the address of another council of the same run.

    Every workbook given on one command line, or in one folder, is held against the others. What a
    workbook shares with another (the same Prevent Adviser, say) is not reported.
    """
    details = checked.assessment.details
    shared = _own_phrases(details)
    hits: dict[Identifier, dict[Place, None]] = {}
    for passage in _texts(checked):
        if not any(i.council != details.authority for i in checked.others.may_be_in(passage)):
            continue
        for identifier in checked.others.found_in(passage):
            if identifier.council != details.authority and folded(identifier.phrase) not in shared:
                hits.setdefault(identifier, {})[passage.place] = None
    for identifier, places in hits.items():
        yield Problem(
            f"“{identifier.phrase}” is {identifier.kind} of {identifier.council}, another workbook "
            "of this run.",
            "Take it out if the text was written for that council.",
            tuple(places),
        )


@rule("authorities.copied", Severity.WARNING, Stage.ACROSS)
def copied(checked: CheckedAssessment) -> Iterator[Problem]:
    """An address, an email address or a person thanked is that of another council's workbook too.

    A workbook made by copying another and typing over it may keep details of the first council.
    """
    details = checked.assessment.details
    address = " ".join(details.recipient_address)
    if councils := checked.others.with_the_same(address, details.authority):
        yield Problem(
            f"the address is that of {listed(councils, _MOST_SHOWN)} too, in this run.",
            "Check whose address it is.",
            (details.places["recipient_address"],),
        )
    for person in details.thanked:
        if councils := checked.others.with_the_same(person, details.authority):
            yield Problem(
                f"{person} is thanked in the letter to {listed(councils, _MOST_SHOWN)} too.",
                "Check whose Prevent lead it is.",
                (details.places["thanked"],),
            )
    for email, field in emails_of(details).items():
        if councils := checked.others.with_the_same(email, details.authority):
            yield Problem(
                f"{email} is in the workbook of {listed(councils, _MOST_SHOWN)} too.",
                "Check whose email address it is.",
                (details.places[field],),
            )


@rule(shared_paragraphs.CODE, Severity.WARNING, Stage.ACROSS)
def shared(checked: CheckedAssessment) -> Iterator[Problem]:
    """Paragraphs are word for word the same in the letter to another council of the run.

    They are either wording that many letters share or text copied by mistake. Looked for where
    several workbooks are given together; the edition's own wording does not count.
    """
    council = checked.assessment.details.authority
    yield from shared_paragraphs.problems(
        (quoted(passage.text), passage.place, others)
        for passage in checked.narrative
        if (others := checked.others.with_the_same(passage.text, council))
    )


def _texts(checked: CheckedAssessment) -> Iterator[PrintedPassage]:
    yield from checked.narrative
    details = checked.assessment.details
    for name in ("recipient_job_title", "signatory_job_title"):
        if getattr(details, name):
            yield PrintedPassage(straight(getattr(details, name)), details.places[name])


def _quiet(details: Details) -> frozenset[Authority]:
    """Return the authorities that may be named: its own, its districts or county, the allowed."""
    return _allowed(details.authority, details.other_authorities)


@lru_cache(maxsize=64)
def _allowed(authority: str, others: tuple[str, ...]) -> frozenset[Authority]:
    own = set(find_authority_names.named(authority))
    names = {authority.name for authority in own}
    counties = {authority.county for authority in own}
    family = {a for a in find_authority_names.known() if a.county in names or a.name in counties}
    allowed = {a for line in others for a in find_authority_names.named(line)}
    return frozenset(own | family | allowed)


def _may_be_named(
    mention: Mention, text: str, quiet: frozenset[Authority], details: Details
) -> bool:
    """Whether a mention is of an allowed authority, or a part of a longer name that is allowed.

    "North East Somerset" is short for Bath and North East Somerset; Somerset is another council.
    """
    if quiet.intersection(mention.owners):
        return True
    before = text[max(mention.start - 30, 0) : mention.start].split()
    phrase = f"{before[-1]} {mention.form}" if before else ""
    names = (details.authority, *details.other_authorities)
    return bool(phrase) and any(any(whole_words(phrase, straight(name))) for name in names)


def _people(details: Details) -> tuple[str, ...]:
    """Return the people of the workbook, whose surname may be a council's name."""
    names = (details.recipient_name, details.adviser, details.signatory_name)
    people = (*names, *details.copied_to, *details.thanked)
    return tuple(straight(person) for person in people if " " in person)


def _without(people: tuple[str, ...], text: str) -> str:
    """Blank people out of a text."""
    for person in people:
        text = text.replace(person, "_" * len(person))
    return text


def _named(found: Mapping[str, list[tuple[PrintedPassage, Mention]]]) -> str:
    quotes = (
        f"{form} ({around(passage.text, mention.start, mention.end)})"
        for form, ((passage, mention), *_) in found.items()
    )
    return f"{listed(quotes, _MOST_SHOWN)} {'are' if len(found) > 1 else 'is'} named"


def _place(details: Details, name: str) -> str:
    return str(details.places.get(name, "Letter"))


def _own_phrases(details: Details) -> frozenset[str]:
    """Return what identifies this council, whoever else shares it."""
    phrases = {folded(identifier.phrase) for identifier in identifiers_of(details)}
    people = (details.adviser, details.signatory_name, *details.other_authorities)
    return frozenset(phrases | {folded(straight(name)) for name in people})
