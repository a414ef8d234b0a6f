"""Rule on sentences that say another outcome of a benchmark than Annex A does."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assembler.model import Level
from assembler.review.reviewed_document import ReviewedDocument, problem, rule
from assembler.review.sentence_facts import NUMBER_WORDS
from assembler.review.table_rows import CELLS, benchmarks
from assembler.rules import Problem
from assembler.wording import plain

_LEVELS = {str(level).lower(): str(level) for level in Level}
_FIX = "Put the sentence right, or the outcome."
_NUMBER = r"benchmark (?P<number>[0-9]{1,2})\b"
_AFTER = (
    r"(?! (?:with|by|through|quarterly|monthly|regularly|in|at|on|to|for|twice|once|annually|and"
    r"|criteri|statement|all|every|as))"
)
_RATED = (
    r"\b(?:is|was|as|been|remains|outcome of|outcome is|rated|graded|assessed|judged)\b"
    rf"[ :‘’'\"“]*(?P<level>exceeding|not met|met)\b{_AFTER}"
)
# What every claim has, so that few texts are read further.
_MAY_CLAIM = re.compile(r"[Mm]et\b|[Mm]eet|[Ee]xceed|[Ff]ail|[Ff]all|[Ff]ell|MET\b|EXCEED|FAIL")
# "Benchmark 3 was rated Met"; in a summary, "it was rated Met".
_CLAIM = re.compile(rf"(?:{_NUMBER}[^.;]{{0,60}}?)?{_RATED}", re.IGNORECASE)
_VERBS_BEFORE = re.compile(r"(?: (?:is|was|has|been|now))* ?$")
# "The council fails benchmark 3", "exceeds benchmark 3".
_VERB = re.compile(
    r"\b(?P<not>fail(?:s|ed)(?: to meet)?|f(?:alls|ell) short of"
    r"|(?:do|does|did|has|have)(?: not|n't)(?: yet| fully)? me?et)"
    rf"(?: the (?:requirements|criteria) of)? {_NUMBER}"
    rf"|\b(?P<exceeds>exceed(?:s|ed)) {_NUMBER.replace('number', 'exceeded')}"
    rf"|\b(?P<meets>meets|met) {_NUMBER.replace('number', 'met')}",
    re.IGNORECASE,
)
# "All eight benchmarks were met", "three of the benchmarks were rated Exceeding".
_COUNT = re.compile(
    r"\b(?:(?P<every>all|every|each|no|none)(?: of)?(?: the| your)? ?)?"
    rf"(?P<count>[0-9]{{1,2}}|{'|'.join(NUMBER_WORDS)})?(?: of)?(?: the| your| these)?"
    r"(?: scored)? ?\bbenchmarks? (?:is|are|was|were|has been|have been)"
    r"(?: (?:rated|graded|assessed|judged))?(?: as| to be)?[ ‘’'\"“]*"
    rf"(?P<level>exceeding|exceeded|not met|met)\b(?P<or> or exceed(?:ed|ing))?{_AFTER}",
    re.IGNORECASE,
)


@rule("outcome.claim")
def claim(reviewed: ReviewedDocument) -> Iterator[Problem]:
    """A sentence says another outcome than Annex A does."""
    outcomes = {b.number: b.outcome for b in reviewed.workbook.context.benchmarks if b.scored}
    rows = {
        id(p): b.number for b, row in benchmarks(reviewed) for p in row.get(CELLS["summary"], ())
    }
    titles = _titles(reviewed)
    for kind in ("letter", "annex-a"):
        for passage in reviewed.parts.get(kind, ()):
            text = plain(passage.text)
            if not _MAY_CLAIM.search(text):
                continue
            for said in _false_claims(text, outcomes, rows.get(id(passage)), titles):
                yield problem(
                    passage.place,
                    f"“{said.words}” does not fit the {said.outcome}.",
                    _FIX,
                )


@dataclass(frozen=True)
class _Claim:
    """Words that claim an outcome, and what is so: "outcome of benchmark 3, Met"."""

    words: str
    outcome: str


def _false_claims(
    text: str, outcomes: Mapping[int, str], row: int | None, titles: Mapping[str, int]
) -> Iterator[_Claim]:
    for found in _CLAIM.finditer(text):
        said = _LEVELS[found["level"].lower()]
        number = int(found["number"]) if found["number"] else _titled(text, found, titles) or row
        plainly = found["level"] == said or found["number"]
        if number and plainly and said != outcomes.get(number, said):
            yield _of_benchmark(found[0], number, outcomes[number])
    for found in _VERB.finditer(text):
        number = int(found["number"] or found["exceeded"] or found["met"])
        if number in outcomes and not _fits(found, outcomes[number]):
            yield _of_benchmark(found[0], number, outcomes[number])
    for found in _COUNT.finditer(text):
        if not _is_true_count(found, list(outcomes.values())):
            counts = ", ".join(
                f"{list(outcomes.values()).count(str(level))} {level}" for level in Level
            )
            yield _Claim(found[0].strip(), f"outcomes in Annex A: {counts}")


def _of_benchmark(words: str, number: int, outcome: str) -> _Claim:
    return _Claim(words, f"outcome of benchmark {number}, {outcome}")


def _fits(found: re.Match[str], outcome: str) -> bool:
    if found["not"]:
        return outcome == Level.NOT_MET
    return outcome == Level.EXCEEDING if found["exceeds"] else outcome != Level.NOT_MET


def _is_true_count(found: re.Match[str], outcomes: list[str]) -> bool:
    level = found["level"].lower()
    exceeding, not_met = outcomes.count(Level.EXCEEDING), outcomes.count(Level.NOT_MET)
    met = outcomes.count(Level.MET)
    if level == "met":  # a benchmark that is exceeded is met too
        true = {met + exceeding} if found["or"] else {met, met + exceeding}
    else:
        true = {not_met} if level == "not met" else {exceeding}
    count = _as_number(found["count"])
    every = (found["every"] or "").lower()
    if every in {"no", "none"}:
        return 0 in true
    if every:
        return max(true) == len(outcomes) and count in {None, len(outcomes)}
    return count is None or count in true


def _as_number(word: str | None) -> int | None:
    if not word:
        return None
    return int(word) if word.isdigit() else NUMBER_WORDS.index(word.lower())


def _titled(text: str, found: re.Match[str], titles: Mapping[str, int]) -> int | None:
    """Return the benchmark whose title stands just before a claim: "Training was rated Met"."""
    before = _VERBS_BEFORE.sub("", text[: found.start()]).lower()
    return next((number for title, number in titles.items() if before.endswith(title)), None)


def _titles(reviewed: ReviewedDocument) -> Mapping[str, int]:
    """Return the numbers of the benchmarks by their titles in lower case, without a dash."""
    return {
        plain(title).strip(" -–").lower(): benchmark.number
        for benchmark in reviewed.workbook.context.benchmarks
        for title in (benchmark.title, benchmark.annex_a_title)
    }
