"""What the edition gives is filled in once a process: no document may show that it was."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from assembler import grading
from assembler.editions.load import load
from assembler.errors import AssemblerError
from assembler.letter import context as letter
from assembler.letter.context import EditionList, LetterContext
from assembler.rich_text import Paragraph, Span
from assembler.templating import render
from support import hostile_files, paths
from support.councils import five
from support.template_faults import Plant

# A template whose loop over the levels uses nothing of the benchmark round it.
BEFORE = paths.DATA / "templates_before" / "annex-b.docx"
LOOP = "{%p for level in benchmark.levels %}"
HEADING = "{{ level.heading }}"


def contexts() -> list[LetterContext]:
    return [letter.context(one, grading.settle(one)) for one in five().values()]


def planted_before(plant: Plant) -> bytes:
    document = Document(str(BEFORE))
    plant(document)
    held = BytesIO()
    document.save(held)
    return held.getvalue()


def one_by_one(context: LetterContext) -> LetterContext:
    """The same words in lists that nothing is kept of."""
    benchmarks = tuple(replace(b, levels=(*b.levels,)) for b in context.benchmarks)
    return replace(context, benchmarks=benchmarks, unscored=())


def says(old: str, *new: str) -> Plant:
    """Replace a paragraph of the table's third row by others of its kind."""

    def plant(document: Any) -> None:
        (paragraph,) = [p for p in document.tables[0].rows[2].cells[1].paragraphs if p.text == old]
        for text in new:
            paragraph.insert_paragraph_before(text, paragraph.style)
        paragraph._element.getparent().remove(paragraph._element)  # noqa: SLF001

    return plant


VARIATIONS: dict[str, Plant | None] = {
    "as shipped": None,
    "looks at the council": says(HEADING, "{{ level.heading }} for {{ authority }}"),
    "looks at the benchmark": says(HEADING, "{{ benchmark.outcome }}: {{ level.heading }}"),
    "counts": says(HEADING, "{{ loop.index }} of {{ loop.length }}: {{ level.heading }}"),
    "has a name twice": says(
        HEADING, "{%p for benchmark in level.criteria %}", "{{r benchmark.text }}", "{%p endfor %}"
    ),
    "asks for a name that a loop inside brings along": says(
        HEADING, "{{r point }}", "{%p for point in level.criteria %}", "{%p endfor %}"
    ),
    "goes through a part": says(LOOP, "{%p for level in benchmark.levels[1:] %}"),
    "goes through it in words": says(LOOP, "{%p for level in (benchmark.levels or ()) %}"),
}


@pytest.mark.parametrize("case", VARIATIONS)
def test_a_loop_makes_the_same_whether_it_is_kept_or_not(case: str) -> None:
    change = VARIATIONS[case]
    content = planted_before(change or (lambda _: None))
    prepared = render.load_template("x.docx", content)
    for _ in range(2):
        for context in contexts():
            assert made(prepared, context) == made(prepared, one_by_one(context))


def made(prepared: render.Prepared, context: LetterContext) -> render.Rendered | str:
    try:
        return render.render(prepared, context)
    except AssemblerError as error:
        return error.what


def test_a_link_in_a_kept_loop_leads_where_it_should(
    faults: Callable[[Iterable[Path]], list[str]], tmp_path: Path
) -> None:
    prepared = render.load_template("x.docx", (BEFORE).read_bytes())
    for number, context in enumerate(contexts()):
        first, *others = context.benchmarks
        linked = Paragraph((Span("the duty", link="https://www.example.gov.uk/duty"),))
        group = replace(first.levels[0], criteria=first.levels[0].criteria[:1])
        group = replace(group, criteria=(replace(group.criteria[0], text=linked),))
        levels = EditionList([group])
        first = replace(first, levels=levels, note=Paragraph((Span("a", link="https://a.uk"),)))
        others[0] = replace(others[0], levels=levels)
        document = render.render(prepared, replace(context, benchmarks=(first, *others))).content
        parts = hostile_files.parts(document)
        links = parts["word/_rels/document.xml.rels"]
        assert links.count(b"https://www.example.gov.uk/duty") == 1
        found = re.search(rb'Id="(\w+)"[^>]*Target="https://www.example', links)
        assert found is not None
        assert parts["word/document.xml"].count(b'r:id="' + found[1] + b'"') == 2
        path = tmp_path / f"{number}.docx"
        path.write_bytes(document)
        assert faults([path]) == []


def test_a_fault_in_a_kept_loop_is_said_at_its_place() -> None:
    content = planted_before(says(HEADING, "{{ level.headin }}"))
    with pytest.raises(AssemblerError, match="there is no field 'headin'") as caught:
        render.render(render.load_template("x.docx", content), contexts()[0])
    assert "table 1, row 3, cell 2" in caught.value.what


def test_a_template_that_repeats_without_end_is_stopped_in_a_kept_loop_too() -> None:
    inside = "{%p for a in level.criteria %}"
    content = planted_before(says(HEADING, *[inside] * 9, "x", *["{%p endfor %}"] * 9))
    with pytest.raises(AssemblerError, match="repeats more than"):
        render.render(render.load_template("x.docx", content), contexts()[0])


def test_another_edition_has_its_own_words() -> None:
    invented = load(paths.INVENTED.read_text("utf-8"), "invented.toml")
    prepared = render.load_template("x.docx", (BEFORE).read_bytes())
    before = render.render(prepared, letter.blank(invented))
    render.render(prepared, contexts()[0])
    assert render.render(prepared, letter.blank(invented)) == before
    assert (
        invented.criteria[0].text.encode()
        in hostile_files.parts(before.content)["word/document.xml"]
    )
