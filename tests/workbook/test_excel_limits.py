"""Excel's own limits hold for any edition: no message is cut, no formula too long."""

import io
import re
import zipfile
from dataclasses import replace
from typing import Any
from xml.sax.saxutils import unescape

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from assembler.model import Answer, Benchmark, Criterion, Edition, Evidence, Level, empty_assessment
from assembler.rich_text import Span, from_spans
from assembler.workbook.write import write
from support.assessments import EDITION, finished
from support.validity_excel import excel_faults
from support.validity_package import Package

_LETTERS = {Level.MET: "M", Level.EXCEEDING: "E", Level.NOT_MET: "N"}
_TITLES = st.one_of(
    st.sampled_from(["Plans", 'The "Prevent" plan, and more', "x" * 300, "Ünïcode & <tags> 😀"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), min_size=1, max_size=80),
)


def benchmark(number: int, title: str, counts: tuple[int, int, int]) -> Benchmark:
    criteria = tuple(
        Criterion(f"B{number}-{_LETTERS[level]}{place}", level, f"{level} {place} is in place.")
        for level, count in zip(Level, counts, strict=True)
        for place in range(1, count + 1)
    )
    return Benchmark(number, title, title, dict.fromkeys(Level, "Criteria"), criteria)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    sizes = st.tuples(st.integers(1, 45), st.integers(0, 45), st.integers(0, 20))
    numbers = st.lists(st.integers(1, 400), min_size=1, max_size=40, unique=True)
    benchmarks = [benchmark(n, draw(_TITLES), draw(sizes)) for n in draw(numbers)]
    needs = draw(st.sampled_from([None, 1, 12]))
    return replace(EDITION, benchmarks=tuple(benchmarks), exceeding_needs=needs, year="1999-00")


@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(editions(), st.sampled_from([None, Answer.YES, Answer.NO]))
def test_any_edition_is_within_excel_s_limits(edition: Edition, answer: Answer | None) -> None:
    blank = empty_assessment(edition, "Exampleshire County Council")
    evidence = {ref: Evidence(ref, answer) for ref in blank.evidence}
    data = write(replace(blank, evidence=evidence))
    assert list(excel_faults(Package(data))) == []
    for rule in (
        r for s in load_workbook(io.BytesIO(data)) for r in s.data_validations.dataValidation
    ):
        assert len(rule.error or "") <= 224
        assert len(rule.prompt or "") <= 255
        assert not rule.error or rule.error.endswith(".")
        assert "…" not in f"{rule.error}{rule.prompt}{rule.promptTitle}{rule.errorTitle}"
        assert max(len(rule.errorTitle or ""), len(rule.promptTitle or "")) <= 32
    for formula in formulas(data):
        assert len(formula) <= 8192
        assert (
            max((len(text) for text in re.findall(r'"((?:[^"]|"")*)"', formula)), default=0) <= 255
        )


def rules(data: bytes) -> list[Any]:
    sheets = load_workbook(io.BytesIO(data)).worksheets
    return [rule for sheet in sheets for rule in sheet.data_validations.dataValidation]


def formulas(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sheets = [package.read(n).decode() for n in package.namelist() if "worksheets/s" in n]
    return [unescape(text) for sheet in sheets for text in re.findall("<f>(.*?)</f>", sheet)]


def test_a_benchmark_with_very_many_criteria_is_explained_without_their_refs() -> None:
    edition = replace(EDITION, benchmarks=(benchmark(1, "Plans", (150, 90, 60)),), year="1999-00")
    whole = empty_assessment(edition, "Exampleshire County Council")
    evidence = {c.ref: Evidence(c.ref, Answer.YES) for c in edition.criteria}
    book = load_workbook(io.BytesIO(write(replace(whole, evidence=evidence))), data_only=True)
    assert book["Annex A"]["G2"].value == "300 of 300 answered; 60 of 60 Not met statements are Yes"


def summary_of(*spans: Span) -> Any:
    base = finished()
    outcome = replace(base.outcomes[1], summary=from_spans(spans))
    return load_workbook(io.BytesIO(write(replace(base, outcomes={**base.outcomes, 1: outcome}))))[
        "Annex A"
    ]["F2"]


def test_a_link_longer_than_excel_takes_follows_its_words() -> None:
    link = "https://www.gov.uk/" + "a" * 2_100
    cell = summary_of(Span("See the guidance", link=link))
    assert cell.hyperlink is None
    assert cell.value == f"See the guidance ({link})"


def test_a_link_with_white_space_is_quoted() -> None:
    cell = summary_of(Span("See the guidance", link="https://www.gov.uk/the guidance"))
    assert cell.hyperlink.target == "https://www.gov.uk/the%20guidance"
