"""Anything at all in: a sentence or sound documents out. `python -m support.fuzz` runs longer."""

import random
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assembler.editions.load import shipped
from assembler.letter import context
from assembler.model import Outcome, Strength
from assembler.pipeline.assess import assess
from assembler.rich_text import from_text
from assembler.templating import template_set
from assembler.workbook.write import write
from support import fuzz
from support.sound_workbook import sound

Faults = Callable[[Iterable[Path]], list[str]]

_SEASONING = [
    "{{ x }}", "{% for %}", "_x000D_", "_xD800_", "]]>", "<w:p/>", "&amp;", "=1+1", "- item",
    "• item",
    "https://www.gov.uk/?a=1&b=2", "a@b.gov.uk", "\u202e", "\ueeee", "\uefef", "\ufffe", "\x0b\x0c",
    "Kent County Council", "(MAPG)", "TBC", "the the", "x" * 300, "http://[", "www.", "\t\t",
]  # fmt: skip
TEXTS = st.lists(
    st.one_of(
        st.sampled_from(_SEASONING),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        st.just("\n"),
    ),
    max_size=12,
).map("".join)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(TEXTS, min_size=9, max_size=9))
def test_whatever_is_written_in_a_workbook_its_documents_are_sound(
    faults: Faults, texts: list[str]
) -> None:
    base = sound()
    name, job, heading, point, *summaries = texts
    made = replace(
        base,
        details=replace(base.details, recipient_name=name or "A B", recipient_job_title=job),
        strengths=(Strength(heading or "A", from_text(point or "B")), *base.strengths),
        outcomes={
            n: Outcome(n, summary=from_text("A\n" + summaries[n % len(summaries)]))
            for n in base.outcomes
        },
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "any.xlsx"
        path.write_bytes(write(made))
        found = assess(path, shipped())
        if found.assessment is None or not found.may_be_built:
            return
        made = template_set.find(None).render(context.context(found.assessment, found.graded))
        for kind, one in made.items():
            (Path(folder) / f"{kind}.docx").write_bytes(one.content)
        assert faults(Path(folder).glob("*.docx")) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_spoilt_workbook_gives_a_sentence_or_sound_documents(
    tmp_path: Path, faults: Faults, seed: int
) -> None:
    for number in range(25):
        chance = random.Random(f"workbook-{seed}-{number}")  # noqa: S311 - to be had again
        verdict, documents = fuzz.workbook_case(chance, tmp_path)
        assert verdict in {"built", "to put right", "said"}
        assert faults(documents) == []


@pytest.mark.parametrize("seed", range(4))
def test_a_spoilt_template_gives_a_sentence_or_a_document(tmp_path: Path, seed: int) -> None:
    for number in range(40):
        chance = random.Random(f"template-{seed}-{number}")  # noqa: S311 - to be had again
        verdict, documents = fuzz.template_case(chance, tmp_path)
        assert verdict in {"rendered", "said"}
        assert all(fuzz.well_formed(path) for path in documents)
