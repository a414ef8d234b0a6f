"""Made-up councils: five that differ as real ones do, and any number more."""

import io
import random
from dataclasses import replace
from zipfile import ZIP_DEFLATED, ZipFile

from assembler.model import (
    Answer,
    Assessment,
    Evidence,
    LastYear,
    Level,
    Outcome,
    Recommendation,
    Strength,
)
from assembler.rich_text import Prose, Span, from_spans, from_text
from support.assessments import EDITION, finished

_WORDS = (
    "The board meets each quarter. Partners share what they know, and staff are trained. "
    "Risks are reviewed in spring and autumn; the plan names an owner for each action."
)


def five() -> dict[str, Assessment]:
    """Return five made-up councils by slug."""
    return {
        "exampleshire": finished("Exampleshire County Council"),
        "samplebury": _marked(),
        "testford": _full(),
        "pretendham": _weak(),
        "caer-esiampl": _welsh(),
    }


def many(count: int, seed: int = 1) -> dict[str, Assessment]:
    """Return many made-up councils by slug, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - the same councils each time, no secrets
    return {f"council-{number:03}": _any(number, chance) for number in range(1, count + 1)}


def renamed(workbook: bytes, old: str, new: str) -> bytes:
    """Return a workbook under another council's name; far quicker than to write another one."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for entry in before.infolist():
            after.writestr(entry, before.read(entry).replace(old.encode(), new.encode()))
    return made.getvalue()


def without(assessment: Assessment, benchmark: int) -> Assessment:
    """Return an assessment without the adviser's outcome for one benchmark."""
    blank = {**assessment.outcomes, benchmark: Outcome(benchmark)}
    return replace(assessment, outcomes=blank)


def _marked() -> Assessment:
    base = finished("Samplebury Metropolitan Borough Council")
    details = replace(
        base.details,
        security_marking="OFFICIAL-SENSITIVE",
        copied_to=("Sam Sample", "Robin Pattern", "Kim Specimen", "Chris Case"),
        thanked=("Sam Sample", "Robin Pattern", "Kim Specimen"),
        recipient_job_title="",
    )
    return replace(base, details=details, recommendations=())


def _full() -> Assessment:
    base = finished("Testford City Council")
    rich = from_spans(
        [
            Span("Staff were "),
            Span("well prepared", bold=True),
            Span(" and used "),
            Span("www.gov.uk/prevent-duty-training"),
            Span(" each month:\n- new staff\n- councillors\nAll of them came."),
        ]
    )
    long: Prose = from_text("\n".join([_WORDS * 3] * 7))
    outcomes = {n: replace(o, summary=long if o.summary else ()) for n, o in base.outcomes.items()}
    strengths = tuple(Strength(f"Strength of kind {n}", rich) for n in range(1, 8))
    advice = tuple(
        Recommendation(n, f"Advice on benchmark {n}", from_text(_WORDS)) for n in (1, 2, 3, 4, 6, 7)
    )
    return replace(base, outcomes=outcomes, strengths=strengths, recommendations=advice)


def _weak() -> Assessment:
    base = finished("Pretendham Borough Council")
    evidence = dict(base.evidence)
    outcomes = dict(base.outcomes)
    for ref in ("B2-N1", "B7-N1", "B7-N2"):
        evidence[ref] = Evidence(ref, Answer.YES, Answer.NO)
    evidence["B3-M1"] = Evidence("B3-M1", Answer.NO, Answer.NO)
    outcomes[3] = replace(outcomes[3], level=Level.NOT_MET, reason="There is no plan at all.")
    advice = tuple(
        Recommendation(n, f"Advice on benchmark {n}", from_text(_WORDS)) for n in (2, 3, 7)
    )
    return replace(base, evidence=evidence, outcomes=outcomes, strengths=(), recommendations=advice)


def _welsh() -> Assessment:
    base = finished("Caer Esiampl & Dyffryn Ffug County Borough Council")
    details = replace(
        base.details,
        recipient_name="Siân Enghraifft",
        salutation="Siân",
        copied_to=(),
        thanked=("Gŵyn Ffug",),
    )
    yes = {c.ref: Evidence(c.ref, _best(c.level)) for c in EDITION.criteria}
    return replace(base, details=details, evidence=yes)


def _best(level: Level) -> Answer:
    return Answer.NO if level is Level.NOT_MET else Answer.YES


def _any(number: int, chance: random.Random) -> Assessment:
    """Return a council with random answers: mostly good, some gaps, some overrides."""
    base = finished(f"Made-up Council {number:03}")
    evidence, outcomes = {}, {}
    for benchmark in EDITION.benchmarks:
        mood = chance.choice(["best", "good", "good", "gap", "weak"])
        for criterion in benchmark.criteria:
            answer = _by_chance(criterion.level, mood, chance)
            note = "It does not apply here." if answer is Answer.NOT_APPLICABLE else ""
            evidence[criterion.ref] = Evidence(criterion.ref, answer, note=note)
        outcome = base.outcomes[benchmark.number]
        if benchmark.scored and (mood == "gap" or chance.random() < 0.1):
            level, reason = chance.choice([*Level]), f"=Seen on site by adviser {number}"
            outcome = Outcome(benchmark.number, level, reason, outcome.summary)
        outcomes[benchmark.number] = outcome
    scored = [benchmark.number for benchmark in EDITION.scored]
    advice = tuple(
        Recommendation(n, f"=1+{n}" if n == 4 else f"Advice {n}", from_text(_WORDS))
        for n in chance.sample(scored, chance.randint(0, 3))
    )
    strengths = tuple(
        Strength(f"Strength {n}", from_text(_WORDS)) for n in range(chance.randint(0, 3))
    )
    before = ()
    if number % 3:
        before = tuple(
            LastYear(b.number, b.title, str(chance.choice([*Level])), *_asked(b.number, number))
            for b in EDITION.scored
        )
    return replace(
        base,
        evidence=evidence,
        outcomes=outcomes,
        strengths=strengths,
        recommendations=advice,
        last_year=before,
    )


def _asked(benchmark: int, number: int) -> tuple[Prose, Prose]:
    """Return a recommendation of last year and what became of it, for some councils both."""
    asked = from_text(f"Review plan {benchmark}.") if benchmark in {2, 6} else ()
    return asked, from_text("Done in spring.") if asked and number % 2 else ()


def _by_chance(level: Level, mood: str, chance: random.Random) -> Answer:
    if level is Level.NOT_MET:
        return Answer.YES if mood == "weak" and chance.random() < 0.5 else Answer.NO
    if level is Level.EXCEEDING:
        return Answer.YES if mood == "best" or chance.random() < 0.4 else Answer.NO
    if chance.random() < 0.03:
        return Answer.NOT_APPLICABLE
    return Answer.NO if mood in {"gap", "weak"} and chance.random() < 0.4 else Answer.YES
