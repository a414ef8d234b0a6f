"""Rules on text of another council's letter."""

from collections.abc import Iterator

from assembler.checks import authorities
from assembler.review.rule import Case, Remark, look


@look("left.other_council")
def other_council(case: Case) -> Iterator[Remark]:
    """Another council is named: text reused from another letter sends its business to this one."""
    details = case.workbook.assessment.details
    if not details.authority.strip():  # every council would be another one, its own included
        return
    for passage in case.copy.passages:
        for name in authorities.strangers(passage.text, details):
            yield Remark(
                passage.place,
                f"“{name}” is named in a letter to {details.authority}.",
                "Take it out, or, if it belongs, add the name to Other authorities mentioned "
                f"({case.where('other_authorities')}).",
            )
