"""The last look before a letter goes: Word files as they are now against the workbook as it is now.

Rules live in families beside this module; a new rule is one function there. `desk` finds the files.
"""

from assembler.findings import Finding, Severity
from assembler.review import (
    accessibility,
    annex_rules,
    leftovers,
    letter_rules,
    page_rules,
    properties,
    strangers,
)
from assembler.review.rule import RULES, Case

FAMILIES = (leftovers, strangers, letter_rules, annex_rules, page_rules, properties, accessibility)

__all__ = ["FAMILIES", "RULES", "run"]


def run(case: Case) -> tuple[Finding, ...]:
    """Give everything the rules find in one document, errors first."""
    found = [finding for rule in RULES for finding in rule.findings(case)]
    return tuple(sorted(found, key=lambda finding: finding.severity is not Severity.ERROR))
