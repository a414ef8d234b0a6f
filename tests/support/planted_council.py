"""A made-up council whose letter and Annex A state facts of every kind, to be contradicted."""

from dataclasses import replace

from assembler.model import Answer, Assessment, Level, Recommendation, Strength
from assembler.rich_text import from_text
from support.sound_workbook import sound

SUMMARIES = {
    1: (
        "The Prevent board meets quarterly and is chaired by the chief executive.\n"
        "All 12 specified authorities attended in May 2024 and again in March 2025. A champion "
        "among the members attends each meeting."
    ),
    2: (
        "The risk assessment was agreed on 6 February 2025 and is reviewed twice a year.\n"
        "The council should use the regional template by September 2025. Three local risks are "
        "named."
    ),
    3: (
        "There is no partnership plan for the coming year. The council has not set owners or "
        "dates for its actions.\n"
        "A draft plan should be ready in June 2025, before the board meets."
    ),
    4: (
        "Referrals are screened within two working days. Of 48 referrals, 9 were adopted by the "
        "panel.\n"
        "Most schools and colleges know the pathway well."
    ),
    6: (
        "Training was completed by 85% of staff, up from 60% a year ago.\n"
        "Councillors were trained in autumn 2024."
    ),
    7: (
        "Guidance on hiring was sent to all 140 halls, at a cost of £12,500.\n"
        "Two events were stopped after a call from a hall."
    ),
    8: (
        "A newsletter reaches every parish council each month.\n"
        "The website was renewed, and every school has a named contact."
    ),
}
STRENGTHS = (
    Strength("Board", from_text("The chair challenges partners and is not a member of the panel.")),
    Strength("Venues", from_text("Owners of halls always know whom to call, day or night.")),
)
RECOMMENDATIONS = (
    Recommendation(
        3,
        "Plan",
        from_text("The council should adopt a partnership plan before the end of September 2025."),
    ),
    Recommendation(6, "Staff", from_text("Train at least 95% of staff who work with families.")),
)
# Benchmarks 1 and 7 are Exceeding, 3 is Not met, the others are Met.
_EXCEEDING, _NOT_MET = (1, 7), 3


def planted_council() -> Assessment:
    """Return the council's assessment, which has no error."""
    plain = sound()
    evidence = dict(plain.evidence)
    for benchmark in plain.edition.scored:
        if benchmark.number not in _EXCEEDING:
            for criterion in benchmark.criteria:
                if criterion.level is Level.EXCEEDING:
                    row = evidence[criterion.ref]
                    evidence[criterion.ref] = replace(row, answer=Answer.NO)
                if criterion.level is Level.NOT_MET and benchmark.number == _NOT_MET:
                    row = evidence[criterion.ref]
                    evidence[criterion.ref] = replace(row, answer=Answer.YES)
                if criterion.level is Level.MET and benchmark.number == _NOT_MET:
                    row = evidence[criterion.ref]
                    evidence[criterion.ref] = replace(row, answer=Answer.NO)
    outcomes = {
        number: replace(each, summary=from_text(SUMMARIES.get(number, "")))
        for number, each in plain.outcomes.items()
    }
    return replace(
        plain,
        evidence=evidence,
        outcomes=outcomes,
        strengths=STRENGTHS,
        recommendations=RECOMMENDATIONS,
    )
