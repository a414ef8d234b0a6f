"""Rules on the adviser's prose: what was left over, and house style as advice."""

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from assembler import resources
from assembler.checks.checked_assessment import CheckedAssessment, rule
from assembler.checks.printed_passages import PrintedPassage, around
from assembler.findings import Place, Severity
from assembler.leftover_marks import is_leftover_mark, leftover_marks
from assembler.model import Edition
from assembler.rules import Problem, Stage
from assembler.wording import latin, listed, quoted, straight, whole_words

_MOST_WORDS = 40
_SENTENCE_SHOWN = 32
_MOST_SHOWN = 4
# Every pattern that looks through all of the prose begins with a letter or sign, and only then asks
# what is before it: such a pattern is found without a try at each place of the text.
_DOUBLED = re.compile(r"\b(?P<word>[a-z]++(?:'[a-z]++)?+) (?P=word)\b(?!['-])")
# Words that may rightly follow themselves.
_MAY_DOUBLE = frozenset({"that", "had", "is", "her", "who", "so"})
_LOWER = re.compile(r"(?<![\w@./-])[A-Za-z]?[a-z]{2,}(?![\w@/]|\.\w)")
_ACRONYM = re.compile(r"(?P<short>[A-Z](?<![\w&@./'-][A-Z])[A-Z]{1,6})s?(?![\w&@-]|\.\w|'[a-rt-z])")
_IN_BRACKETS = re.compile(r"(?<=\w )\((?P<short>[A-Z]{2,7})s?\)")
_THEN_SPELLED = re.compile(r"\b(?P<short>[A-Z]{2,7})s? \((?P<words>[A-Za-z][\w,&' -]{5,80})\)")
_SENTENCE_END = re.compile(r"[.!?](?P<after>[\"”')]?\s+)(?=[A-Z“\"(])")
_WORDS = re.compile(r"[\w'’-]+")
_ANY_WORD = re.compile(r"\w+")
_VULNERABLE = re.compile(
    r"[Vv](?<!\w[Vv])ulnerab(?:le|ility|ilities) (?:people |individuals |persons |children )?"
    r"to (?:\w+ ){0,4}?(?:radicali[sz]|extremis|terroris|being drawn|grooming)\w*"
)
_BENCHMARK = re.compile(r"[Bb](?<!\w[Bb])enchmark (?P<number>[0-9]{1,3})\b")


@rule("narrative.left_over", Severity.WARNING, Stage.ACROSS)
def left_over(checked: CheckedAssessment) -> Iterator[Problem]:
    """A mark that was meant to be replaced is still there: TBC, XXX, ??, [name], {{ name }}."""
    for passage in (*checked.narrative, *_fields(checked)):
        for mark in leftover_marks(passage.text):
            yield Problem(
                f"“{mark[0]}” looks left over.",
                "Replace it with what it stands for, or take it out.",
                (passage.place,),
            )


@rule("narrative.doubled", Severity.WARNING)
def doubled(checked: CheckedAssessment) -> Iterator[Problem]:
    """A word is repeated, as in “the the”."""
    for passage in checked.narrative:
        for found in _DOUBLED.finditer(passage.text):
            if found["word"] not in _MAY_DOUBLE:
                yield Problem(
                    f"a word is repeated: {around(passage.text, found.start(), found.end(), 12)}.",
                    "Delete one of the two words.",
                    (passage.place,),
                )


@rule("narrative.american", Severity.WARNING)
def american(checked: CheckedAssessment) -> Iterator[Problem]:
    """A spelling is American. The list is short and holds only what is never right in Britain."""
    british = spellings()
    for passage in checked.narrative:
        if british.keys().isdisjoint(passage.words):
            continue
        for found in _LOWER.finditer(passage.text):
            word = found[0]
            right = british.get(word.lower())
            # A capital in mid-sentence is a name: "the World Health Organization".
            name = word[0].isupper() and not _starts_sentence(passage.text, found.start())
            if right and not name:
                yield Problem(
                    f"“{word}” is an American spelling.", f"Write {right}.", (passage.place,)
                )


@rule("narrative.acronym", Severity.WARNING)
def acronym(checked: CheckedAssessment) -> Iterator[Problem]:
    """An acronym is never spelled out, in the text or in the criteria.

    Spell it out where it first stands: “Multi-Agency Partnership Group (MAPG)”. The few that every
    reader knows are left alone.
    """
    spelled = {short for passage in checked.narrative for short in _spelled(passage.text)}
    known = _known(checked.assessment.edition) | spelled
    missing = {s: place for s, place in _first_uses(checked.narrative).items() if s not in known}
    yield from _acronyms(
        missing,
        "never spelled out",
        "Write {} in full the first time, with the short form in brackets after it.",
    )


@rule("narrative.acronym_late", Severity.WARNING)
def acronym_late(checked: CheckedAssessment) -> Iterator[Problem]:
    """An acronym is used before the text spells it out: letter first, then Annex A."""
    late: dict[str, Place] = {}
    used: dict[str, Place] = {}
    known = _known(checked.assessment.edition)
    for passage in checked.narrative:
        spelled = _spelled(passage.text)
        for found in _ACRONYM.finditer(passage.text):
            short = found["short"]
            if short in spelled and found.start() >= spelled[short]:
                if short in used and short not in late:
                    late[short] = used[short]
                known |= {short}
            elif short not in known:
                used.setdefault(short, passage.place)
    yield from _acronyms(
        late, "used before it is spelled out", "Spell out {} where it is first used."
    )


@rule("narrative.sentence", Severity.WARNING)
def sentence(checked: CheckedAssessment) -> Iterator[Problem]:
    """A sentence is so long that its reader gets lost: more than 40 words."""
    for passage in checked.narrative:
        for part in _sentences(passage.text):
            # A sentence of so many words has at least twice as many characters.
            if len(part) <= 2 * _MOST_WORDS:
                continue
            if (count := len(_WORDS.findall(part))) > _MOST_WORDS:
                yield Problem(
                    f"{quoted(part, _SENTENCE_SHOWN)} has {count} words.",
                    "Split it.",
                    (passage.place,),
                )


@rule("narrative.look_alike", Severity.WARNING)
def look_alike(checked: CheckedAssessment) -> Iterator[Problem]:
    """A word holds letters of another alphabet that look like ours, such as the Cyrillic о.

    Such words come from copied web pages and PDFs. Nobody sees it, but searches, spelling and
    screen readers miss the word.
    """
    for passage in (*checked.narrative, *_fields(checked)):
        if passage.text.isascii() or passage.text == (readable := latin(passage.text)):
            continue
        for word in _ANY_WORD.finditer(passage.text):
            found, meant = word[0], readable[word.start() : word.end()]
            if found != meant and meant.isascii() and any(c.isascii() for c in found):
                wrong = next(c for c, m in zip(found, meant, strict=True) if c != m)
                yield Problem(
                    f"in “{found}” the letter “{wrong}” is from another alphabet.",
                    "Type the word again.",
                    (passage.place,),
                )


@rule("narrative.susceptible", Severity.WARNING)
def susceptible(checked: CheckedAssessment) -> Iterator[Problem]:
    """People are called vulnerable to radicalisation; the Prevent duty says susceptible."""
    for passage in checked.narrative:
        for found in _VULNERABLE.finditer(passage.text):
            yield Problem(
                f"“{found[0]}”: the Prevent duty says susceptible.",
                "Write susceptible, unless the words are quoted.",
                (passage.place,),
            )


@rule("narrative.apostrophe", Severity.WARNING)
def apostrophe(checked: CheckedAssessment) -> Iterator[Problem]:
    """The council's own name stands in the plural where the possessive is meant.

    “Exampleshire County Councils plan” needs an apostrophe.
    """
    authority = straight(checked.assessment.details.authority)
    if not re.search(r"(?:Council|Authority|Borough)$", authority):
        return
    for passage in checked.narrative:
        ends = whole_words(f"{authority}s", passage.text)
        if any(passage.text[end : end + 1] != "'" for end in ends):
            yield Problem(
                f"“{authority}s” has no apostrophe.", f"Write {authority}’s.", (passage.place,)
            )


@rule("narrative.benchmark", Severity.WARNING)
def benchmark(checked: CheckedAssessment) -> Iterator[Problem]:
    """The text speaks of a benchmark by a number that the edition does not have."""
    edition = checked.assessment.edition
    known = {benchmark.number for benchmark in edition.benchmarks}
    for passage in checked.narrative:
        for found in _BENCHMARK.finditer(passage.text):
            if int(found["number"]) not in known:
                yield Problem(
                    f"there is no benchmark {found['number']} in {edition.year}.",
                    "Check the number.",
                    (passage.place,),
                )


@cache
def spellings() -> Mapping[str, str]:
    """Return the American spellings of the shipped list, each with the British one."""
    return _table("american.csv")


@cache
def acronyms() -> Mapping[str, str]:
    """Return the short forms that need no spelling out, each with its meaning."""
    return _table("acronyms.csv")


def _table(name: str) -> Mapping[str, str]:
    text = (resources.folder("data") / name).read_text("utf-8")
    rows = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    next(rows)
    return dict(row for row in rows if len(row) == 2)  # noqa: PLR2004 - a word and its other


def _fields(checked: CheckedAssessment) -> Iterator[PrintedPassage]:
    """Return the printed fields of the sheet Letter, for marks that were never replaced."""
    details = checked.assessment.details
    for name, place in details.places.items():
        value = getattr(details, name)
        text = "\n".join(value) if isinstance(value, tuple) else value
        if isinstance(text, str) and name != "security_marking":
            yield PrintedPassage(straight(text), place)


def _starts_sentence(text: str, at: int) -> bool:
    before = text[max(at - 4, 0) : at].rstrip(" \"“'(")
    return not before or before[-1] in ".!?:;"


def _sentences(text: str) -> Iterator[str]:
    at = 0
    for end in _SENTENCE_END.finditer(text):
        yield text[at : end.start("after")]
        at = end.end()
    yield text[at:]


def _spelled(text: str) -> Mapping[str, int]:
    """Return the acronyms that a text spells out, each with where it does."""
    if "(" not in text:
        return {}
    found = {match["short"]: match.start("short") for match in _IN_BRACKETS.finditer(text)}
    for match in _THEN_SPELLED.finditer(text):
        if match["words"][0].upper() == match["short"][0]:
            found.setdefault(match["short"], match.start("short"))
    return found


def _first_uses(passages: tuple[PrintedPassage, ...]) -> dict[str, Place]:
    uses: dict[str, Place] = {}
    for passage in passages:
        if passage.text.isupper():  # a heading in capitals holds no acronyms
            continue
        for found in _ACRONYM.finditer(passage.text):
            if not is_leftover_mark(found["short"]):
                uses.setdefault(found["short"], passage.place)
    return uses


@lru_cache(maxsize=8)  # a run is of one or two years
def _known(edition: Edition) -> frozenset[str]:
    """Return the acronyms that need no spelling out: those all know, those the criteria use."""
    texts = (text for c in edition.criteria for text in (c.text, *c.points))
    used = (found["short"] for text in texts for found in _ACRONYM.finditer(text))
    return frozenset([*acronyms(), *used])


def _acronyms(found: Mapping[str, Place], what: str, fix: str) -> Iterator[Problem]:
    """Report all acronyms in one problem, so that a letter full of them gives one line."""
    if not found:
        return
    several = len(found) > 1
    verb, each = ("are", "each") if several else ("is", next(iter(found)))
    what = what.replace("it is", "they are") if several else what
    message = f"{listed(found, _MOST_SHOWN)} {verb} {what}."
    yield Problem(message, fix.format(each), tuple(dict.fromkeys(found.values())))
