"""What a template of each kind has to print, so that no letter goes out without its date."""

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from assembler.findings import Finding, Place, error

# For each template: what is missing in words, and the fields of which one must be used.
_NEEDED: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "letter": (
        ("the date", ("date",)),
        ("the recipient's name", ("recipient.name",)),
        ("the recipient's address", ("recipient.address",)),
        ("the salutation", ("salutation",)),
        ("the people copied", ("copied_to",)),
        ("the headings of the strengths", ("strengths.heading",)),
        ("the text of the strengths", ("strengths.text",)),
        ("the headings of the recommendations", ("recommendations.heading",)),
        ("the text of the recommendations", ("recommendations.text",)),
        ("the benchmarks that are not scored", ("unscored",)),
        ("the signatory's name", ("sender.name",)),
        ("the contact email", ("contact_email",)),
        ("the security marking", ("security_marking",)),
    ),
    "annex-a": (
        ("the benchmarks", ("benchmarks",)),
        ("the benchmark's title", ("benchmarks.annex_a_title", "benchmarks.title")),
        ("the outcome", ("benchmarks.outcome",)),
        ("the summary of the outcome", ("benchmarks.summary",)),
        ("the security marking", ("security_marking",)),
    ),
    "annex-b": (
        ("the benchmarks", ("benchmarks",)),
        ("the benchmark's title", ("benchmarks.title", "benchmarks.annex_a_title")),
        ("the headings of the levels", ("benchmarks.levels.heading",)),
        ("the words of the criteria", ("benchmarks.levels.criteria.text",)),
        ("the sub-points of the criteria", ("benchmarks.levels.criteria.points",)),
        ("what stands for an unscored benchmark", ("benchmarks.note", "benchmarks.elsewhere")),
        ("the security marking", ("security_marking",)),
    ),
}


def faults(name: str, used: set[str], said: str) -> Iterator[Finding]:
    """Find what a template never prints. `used` are the paths of fields that it names.

    What follows only from a misspelt field, which `said` quotes, is not said again.
    """
    words = set(re.findall(r"\w+", said))
    for what, choices in _NEEDED.get(name, ()):
        tried = get_close_matches(choices[0].rpartition(".")[2], words, n=1, cutoff=0.75)
        if not used.intersection(choices) and not tried:
            fix = f"Write '{choices[0]}' where it belongs; see `assemble templates show`."
            yield error(
                "template.field.missing",
                f"it never prints {what}.",
                fix,
                Place("", "the whole text"),
            )
