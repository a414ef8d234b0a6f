"""Every code is explained, on the command line and on one page, from the same text."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from assembler.checks.run import RULES
from assembler.cli import explain
from assembler.review.run import RULES as REVIEW_RULES
from support.paths import ROOT

_CODE = re.compile(
    r'"((?:workbook|answers|outcomes|recommendations|details|cells|file|document|folder)\.[a-z_]+)"'
)


def test_the_page_of_checks_is_fresh(request: pytest.FixtureRequest) -> None:
    path = ROOT / "docs" / "checks.md"
    if request.config.getoption("--update-goldens"):
        path.write_text(explain.page(), encoding="utf-8", newline="\n")
    assert path.read_text("utf-8") == explain.page()


def used() -> set[str]:
    """Return the codes that validate, build and review can show."""
    package = Path(explain.__file__).parents[1]
    files = [*package.glob("checks/*.py"), *package.glob("workbook/*.py")]
    files += [*package.glob("review/*.py"), package / "findings.py"]
    found = (path.read_text("utf-8") for path in files if path.name != "explain.py")
    return {code for text in found for code in _CODE.findall(text)}


def test_every_code_is_explained() -> None:
    assert used() <= explain.explanations().keys()


def test_every_explanation_is_of_a_code_that_something_gives() -> None:
    assert set(explain.READING) <= used()
    assert set(explain.SELECTING) <= used()
    assert all(rule.explanation for rule in (*RULES, *REVIEW_RULES))


@pytest.mark.parametrize("code", ["outcomes.reason", "workbook.sheet", "narrative.acronym"])
def test_a_code_is_explained_on_the_command_line(run: Callable[..., Result], code: str) -> None:
    result = run("validate", "--explain", code)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{code} (")
    assert max(map(len, result.stdout.splitlines())) <= 80


def test_an_unknown_code_is_answered_with_the_nearest(run: Callable[..., Result]) -> None:
    result = run("validate", "--explain", "outcome.reason")
    assert result.exit_code == 2
    assert "Did you mean 'outcomes.reason'?" in result.stderr
