"""Templates: every planted fault is found at its place, and nothing is said of sound ones."""

import io
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assembler.editions import load
from assembler.findings import Severity
from assembler.letter import context as letter
from assembler.letter.context import LetterContext
from assembler.pipeline.assess import assess
from assembler.templating import render, template_set
from assembler.templating.dump import dump
from assembler.templating.lint.annotate import annotate
from assembler.templating.lint.check import CheckedTemplate, check
from assembler.templating.tidy import tidy
from support.paths import ROOT
from support.template_faults import (
    BOOKMARK,
    DEAR,
    PICTURE,
    STRENGTH,
    TEMPLATES,
    TEXT_BOX,
    Plant,
    after,
    all_of,
    american,
    at,
    commented,
    gone,
    inside,
    like_word,
    no_header_row,
    no_style,
    no_table_text,
    paragraphs,
    planted,
    rezipped,
    says,
    split,
    style,
    tracked,
)

WORKBOOK = ROOT / "inputs" / "cambridgeshire.xlsx"
LETTER, ANNEX_A, ANNEX_B = template_set.NAMES
DATE, LINE = "{{ date }}", "{{ line }}"
FOR_SENDER = "{%p for line in sender.address %}"
FOR_STRENGTH = "{%p for strength in strengths %}"
FOR_ROWS, END_ROWS = "{%tr for benchmark in benchmarks %}", "{%tr endfor %}"
THANKS = (
    "We look forward to continuing to work constructively and collaboratively with your team "
    "over the coming year."
)


def checked(name: str, content: bytes) -> CheckedTemplate:
    return check(f"{name}.docx", name, content, load.shipped())


def found(name: str, content: bytes) -> list[tuple[str, str, str]]:
    findings = checked(name, content).findings
    return [(f.places[0].at, f.message, f.fix) for f in findings]


# Each fault: the template, what is planted, the place, words of the message, words of the fix.
FAULTS: list[tuple[str, Plant, str, str, str]] = [
    (LETTER, says(DEAR, "Dear {{ salutation,"), "paragraph 19", "is not closed", "with }}"),
    (LETTER, says(DEAR, "Dear {{ salutation },"), "paragraph 19", "one bracket", "with }}"),
    (LETTER, says(DEAR, "Dear {{ salutation %},"), "paragraph 19", "ends with %}", "with }}"),
    (LETTER, says(DEAR, "Dear salutation }},"), "paragraph 19", "}} without {{", "Write the {{"),
    (LETTER, says(DEAR, "Dear { { salutation } },"), "paragraph 19", "a blank between", "blank"),
    (LETTER, says(DEAR, "Dear {salutation},"), "paragraph 19", "one bracket", "{{ salutation }}"),
    (LETTER, says(DEAR, "Dear {{ }},"), "paragraph 19", "is empty", "Name a field"),
    (
        LETTER,
        says(DEAR, "Dear {{ salutaton }},"),
        "paragraph 19",
        "no field 'salutaton'",
        "salutation",
    ),
    (LETTER, says(DATE, "{{ Date }}"), "paragraph 5", "no field 'Date'", "'date'"),
    (
        LETTER,
        says(STRENGTH, "{{ strength.headline }} – {{r strength.text[0] }}"),
        "paragraph 36",
        "'strengths' has no 'headline'",
        "'heading'",
    ),
    (
        LETTER,
        says(DEAR, "Dear {{ salutation.first }},"),
        "paragraph 19",
        "no part 'first'",
        "alone",
    ),
    (
        LETTER,
        says(DEAR, "Dear {{ salutation }}, {{ wording.relatd_example }}"),
        "paragraph 19",
        "2024-25 has no 'relatd_example'",
        "related_example",
    ),
    (
        LETTER,
        says(DEAR, "Dear {{ salutation|uper }},"),
        "paragraph 19",
        "no filter 'uper'",
        "'upper'",
    ),
    (
        LETTER,
        says(DEAR, "Dear {{ line }},"),
        "paragraph 19",
        "only inside its loop",
        "Move it between",
    ),
    (
        LETTER,
        says(DEAR, "Dear {{ copied_to }},"),
        "paragraph 19",
        "a whole list",
        "{%p for name in",
    ),
    (
        LETTER,
        says(DEAR, "Dear {{ recipient }},"),
        "paragraph 19",
        "a whole group",
        "name, job_title",
    ),
    (
        LETTER,
        says("{{r contact_email }}", "{{ contact_email }}"),
        "paragraph 71",
        "formatting or links",
        "{{r contact_email }}",
    ),
    (
        LETTER,
        says(DEAR, "Dear {{ salutation() }},"),
        "paragraph 19",
        "more than a field",
        "may only",
    ),
    (
        LETTER,
        says(DEAR, "Dear {{ salutation.__class__ }},"),
        "paragraph 19",
        "no part '__class__'",
        "may only print",
    ),
    (
        LETTER,
        says(DEAR, "Dear {{ first name }},"),
        "paragraph 19",
        "cannot be read",
        "templates show",
    ),
    (
        LETTER,
        says(FOR_SENDER, "{%p for line in sender.name %}"),
        "paragraph 2",
        "'sender.name' is not a list",
        "Print it",
    ),
    (
        LETTER,
        says(FOR_SENDER, "{%p for line in sender.adress %}"),
        "paragraph 2",
        "no 'adress'",
        "'address'",
    ),
    (
        LETTER,
        says(FOR_SENDER, "{%p fro line in sender.address %}"),
        "paragraph 2",
        "'fro'",
        "'for'",
    ),
    (
        LETTER,
        says(FOR_SENDER, "{% p for line in sender.address %}"),
        "paragraph 2",
        "is written",
        "{%p for",
    ),
    (
        LETTER,
        says(FOR_SENDER, "{%tr for line in sender.address %}"),
        "paragraph 2",
        "outside a table",
        "{%p",
    ),
    (LETTER, gone("{%p endfor %}"), "paragraph 2", "sender.address %}” is never ended", "endfor"),
    (LETTER, after(FOR_SENDER, "{%p if thanked %}"), "paragraph 3", "is not ended before", "endif"),
    (LETTER, gone("{%p if copied_to %}"), "paragraph 17", "never begun", "Take it out"),
    (
        LETTER,
        after(DEAR, "{%p if thanked %}"),
        "paragraph 20",
        "thanked %}” is never ended",
        "{%p endif %}",
    ),
    (
        LETTER,
        after(DEAR, "{%p else %}"),
        "paragraph 20",
        "does not belong to an 'if'",
        "Take it out",
    ),
    (
        LETTER,
        says("{%p endfor %}", "{% endfor %}"),
        "paragraph 4",
        "does not match",
        "{%p endfor %}",
    ),
    (
        LETTER,
        says(FOR_SENDER, "Our address: {%p for line in sender.address %}"),
        "paragraph 2",
        "“Our address:”",
        "paragraph of its own",
    ),
    (
        LETTER,
        all_of(says(DATE, "{% if thanked %}{{ date }}"), says(DEAR, f"{DEAR}{{% endif %}}")),
        "paragraph 19",
        "a different paragraph",
        "{%p if",
    ),
    (
        LETTER,
        says(DEAR, "Dear {% if thanked == “Sam” %}Sam{% endif %} {{ salutation }},"),
        "paragraph 19",
        "curly quotation marks",
        "straight",
    ),
    (LETTER, says(DEAR, "Dear {{- salutation }},"), "paragraph 19", "dash inside", "dash out"),
    (LETTER, says(DEAR, "Dear «Salutation», {{ salutation }}"), "paragraph 19", "mail-merge", "{{"),
    (
        LETTER,
        split(DEAR, ("Dear {{ salu", False), ("tation }},", True)),
        "paragraph 19",
        "changes its look",
        "Ctrl+Space",
    ),
    (
        LETTER,
        style(DEAR, "Greeting"),
        "paragraph 19",
        "paragraph style “Greeting”",
        "Choose a style",
    ),
    (
        LETTER,
        no_style("Hyperlink"),
        "paragraph 22",
        "character style “Hyperlink”",
        "shipped template",
    ),
    (
        LETTER,
        says("{%p if copied_to %}", "{%p if thanked %}"),
        "paragraph 14",
        "'copied_to' may hold fewer",
        "{%p if copied_to %}",
    ),
    (
        LETTER,
        says("{%p endfor %}", "{%p endfor line %}"),
        "paragraph 4",
        "more than 'endfor'",
        "endfor %}",
    ),
    (LETTER, gone(DATE), "the whole text", "never prints the date", "'date'"),
    (ANNEX_A, no_header_row, "table 1, row 1, cell 1", "does not repeat", "Repeat Header Rows"),
    (ANNEX_B, no_table_text, "table 1, row 1, cell 1", "no alternative text", "Table Properties"),
    (LETTER, american, "the file", "but en-US", "United Kingdom"),
    (
        LETTER,
        inside(DEAR, PICTURE.format("")),
        "paragraph 19",
        "no alternative text",
        "Edit Alt Text",
    ),
    (LETTER, inside(DEAR, TEXT_BOX), "paragraph 19", "text box", "ordinary paragraphs"),
    (LETTER, inside(STRENGTH, BOOKMARK), "paragraph 36", "inside a loop", "Delete it"),
    (LETTER, commented, "paragraph 19", "a comment here", "Delete it"),
    (LETTER, tracked, "paragraph 19", "tracked change", "Accept or reject"),
    (LETTER, says(THANKS, f"{THANKS[:-1]} 2024/25."), "paragraph 65", "the year", "financial_year"),
    (
        LETTER,
        says(THANKS, "We thank [name] for this."),
        "paragraph 65",
        "left over",
        "belongs here",
    ),
    (
        ANNEX_A,
        says("{{ benchmark.number }}", "{{ benchmark.nummer }}"),
        "table 1, row 4, cell 1",
        "no 'nummer'",
        "'number'",
    ),
    (
        ANNEX_A,
        says("No.", "No. {%tr for line in copied_to %}"),
        "table 1, row 1, cell 1",
        "whole row away",
        "row of its own",
    ),
    (
        ANNEX_B,
        says("{{ benchmark.title }}", "{{ benchmark.title }}{% vm %}"),
        "table 1, row 4, cell 1, paragraph 2",
        "no block 'vm'",
        "one of for, if",
    ),
    (
        ANNEX_A,
        says("{{ security_marking }}", "{{r contact_email }}"),
        "header, paragraph 1",
        "header, footer",
        "main text",
    ),
    (
        ANNEX_B,
        says("Home Office", "Home Office {{ authority }} {{ markng }}"),
        "first page header, paragraph 4",
        "no field 'markng'",
        "security_marking",
    ),
]


@pytest.mark.parametrize(
    ("name", "plant", "place", "message", "fix"), FAULTS, ids=[fault[3] for fault in FAULTS]
)
def test_a_fault_is_found_at_its_place_with_its_fix(
    name: str, plant: Plant, place: str, message: str, fix: str
) -> None:
    findings = found(name, planted(name, plant))
    matching = [one for one in findings if message in one[1]]
    assert [(one[0], fix in one[2]) for one in matching] == [(place, True)], findings


def test_at_least_forty_different_faults_are_planted() -> None:
    assert len({(fault[3], fault[4]) for fault in FAULTS}) >= 40


def test_every_fault_of_a_template_is_said_in_one_go() -> None:
    plants = [
        says(DEAR, "Dear {{ salutaton }},"),
        says(FOR_SENDER, "{%p for line in sender.adress %}"),
        says(THANKS, "We thank {you}."),
        gone(DATE),
    ]
    places = [place for place, _, _ in found(LETTER, planted(LETTER, all_of(*plants)))]
    assert places == ["the whole text", "paragraph 2", "paragraph 18", "paragraph 64"]


# What is sound


@pytest.mark.parametrize("name", template_set.NAMES)
def test_nothing_is_said_of_the_shipped_templates(name: str) -> None:
    assert found(name, (TEMPLATES / f"{name}.docx").read_bytes()) == []


def new_wording(document: Any) -> None:
    says(THANKS, "We look forward to working with {{ authority }} again.")(document)
    after(DEAR, "Your Prevent Adviser is {{ adviser }}. {# told in the spring #}")(document)


def new_letterhead(document: Any) -> None:
    says("Home Office", "Homeland Security Group")(document)
    inside("Homeland Security Group", PICTURE.format(" descr='A crest'"))(document)


def plainer(document: Any) -> None:
    heading = "{% if strength.heading %}{{ strength.heading|upper }}: {% endif %}"
    says(STRENGTH, heading)(document)
    after(heading, "{{r strength.text|first }}")(document)


def own_style(document: Any) -> None:
    document.styles.add_style("Closing Line", 1)
    at(document, THANKS).style = "Closing Line"
    after(FOR_STRENGTH, "{%p if loop.first and strengths|length > 1 %}", "{%p endif %}")(document)


@pytest.mark.parametrize("change", [new_wording, new_letterhead, plainer, own_style])
def test_nothing_is_said_of_an_honest_variation(change: Plant) -> None:
    assert found(LETTER, planted(LETTER, change)) == []


@pytest.mark.parametrize("name", template_set.NAMES)
def test_nothing_is_said_of_a_template_as_word_saves_it(name: str) -> None:
    assert found(name, like_word((TEMPLATES / f"{name}.docx").read_bytes())) == []


def test_only_what_libreoffice_lost_is_said_of_templates_that_it_saved(
    soffice: Callable[[str, Iterable[Path]], Path],
) -> None:
    folder = soffice("docx", [TEMPLATES / f"{name}.docx" for name in template_set.NAMES])
    saved = {name: (folder / f"{name}.docx").read_bytes() for name in template_set.NAMES}
    lost = ["the table has no alternative text."]  # LibreOffice drops it
    renamed = [
        "the style “Hyperlink” goes by another name inside the file (LibreOffice does that)."
    ]
    said = {name: [message for _, message, _ in found(name, saved[name])] for name in saved}
    assert said == {LETTER: renamed, ANNEX_A: renamed + lost, ANNEX_B: renamed + lost}
    tidied = {name: tidy(name, content) for name, content in saved.items()}
    said = {name: [message for _, message, _ in found(name, tidied[name])] for name in saved}
    assert said == {LETTER: [], ANNEX_A: lost, ANNEX_B: lost}


# Said, marked, written as text


def test_a_fault_in_many_places_names_the_first_ones(run: Callable[..., Result]) -> None:
    run("templates", "copy", "ours")
    letter = Path("ours/letter.docx")
    document = Document(str(letter))
    for paragraph in document.paragraphs[:12]:
        paragraph.runs[0].font.hidden = True
    document.save(str(letter))
    text = " ".join(run("templates", "check", "ours").output.split())
    assert "at the top, in “{{ sender.name }}”; at the top, in “{{ line }}”; " in text
    assert "; and in 3 more places: words here are hidden" in text


def test_the_command_says_all_and_ends_with_one(run: Callable[..., Result]) -> None:
    run("templates", "copy", "ours")
    letter = Path("ours/letter.docx")
    letter.write_bytes(planted(LETTER, says(DEAR, "Dear {{ salutaton }},")))
    result = run("templates", "check", "ours")
    assert result.exit_code == 1
    text = " ".join(result.output.split())
    assert "at the top, in “Dear {{ salutaton }},”: “{{ salutaton }}”: there is no field" in text
    assert "ours/annex-a.docx: nothing to put right." in result.output
    machine = json.loads(run("templates", "check", "ours", "--json").output)
    assert machine[0]["findings"] == [
        {
            "code": "template.name.unknown",
            "severity": "error",
            "places": ["paragraph 19"],
            "message": "“{{ salutaton }}”: there is no field 'salutaton'.",
            "fix": "Did you mean 'salutation'?",
        }
    ]


def test_a_marked_copy_holds_each_fault_as_a_comment_at_its_paragraph() -> None:
    plants = [says(DEAR, "Dear {{ salutaton }},"), says("Home Office", "{{ markng }}"), gone(DATE)]
    content = planted(LETTER, all_of(*plants))
    said = checked(LETTER, content)
    copy = Document(io.BytesIO(annotate(content, said)))
    comments = [comment.text for comment in copy.comments]
    assert len(comments) == len(said.faults) == 3
    assert "In the whole text: it never prints the date." in comments[0]
    assert any(text.startswith("“{{ salutaton }}”: there is no field") for text in comments)
    assert any(text.startswith("In first page header, paragraph 4: ") for text in comments)
    dear = next(p for p in copy.paragraphs if "salutaton" in p.text)
    assert "commentRangeStart" in dear._element.xml  # noqa: SLF001


def test_a_marked_copy_is_a_sound_document(
    tmp_path: Path, faults: Callable[[Iterable[Path]], list[str]]
) -> None:
    content = planted(ANNEX_A, all_of(no_header_row, says("No.", "No. {{ x }}")))
    path = tmp_path / "annex-a-to-fix.docx"
    path.write_bytes(annotate(content, checked(ANNEX_A, content)))
    assert faults([path]) == []


@pytest.mark.parametrize("name", template_set.NAMES)
def test_a_change_to_a_template_can_be_read_in_its_dump(
    name: str, golden: Callable[[str, str], None]
) -> None:
    content = (TEMPLATES / f"{name}.docx").read_bytes()
    golden(f"templates/{name}.txt", dump(f"{name}.docx", content))


@pytest.mark.parametrize("name", template_set.NAMES)
def test_tidying_what_word_left_gives_the_same_text_and_the_same_bytes_again(name: str) -> None:
    content = (TEMPLATES / f"{name}.docx").read_bytes()
    untidy = like_word(content)
    made = tidy(name, untidy)
    assert dump(name, made) == dump(name, content)
    assert tidy(name, made) == made
    assert tidy(name, content) == made
    assert b"rsid" not in made


def test_tidying_takes_names_out_and_straightens_quotes_inside_tags_only() -> None:
    words = "Dear {% if thanked == “Sam” %}“Sam”{% endif %}"
    content = planted(LETTER, says(DEAR, words))
    content = rezipped(content, _signed)
    made = tidy("letter.docx", content)
    assert 'Dear {% if thanked == "Sam" %}“Sam”{% endif %}' in dump("letter.docx", made)
    assert b"A. Person" not in made


def _signed(_: str, raw: bytes) -> bytes:
    return re.sub(b"<dc:title>", b"<dc:creator>A. Person</dc:creator><dc:title>", raw)


def test_the_page_of_fields_is_fresh(run: Callable[..., Result]) -> None:
    page = (ROOT / "docs" / "template-fields.md").read_text("utf-8")
    shown = run("templates", "show", "--markdown", "--workbook", WORKBOOK).output
    assert page == shown, "run: assemble templates show --markdown > docs/template-fields.md"


def test_every_field_has_a_meaning_and_every_meaning_a_line(run: Callable[..., Result]) -> None:
    lines = run("templates", "show", "--workbook", WORKBOOK).output.splitlines()
    written, meanings = lines[::2], lines[1::2]
    assert all(meaning.startswith("    ") and len(meaning) > 8 for meaning in meanings)
    assert "{{ recipient.name }}" in written
    assert "    the full name [Stephen Moir]" in meanings


# What is passed can be rendered


_SCRIBBLES = (
    *(
        "{{",
        "}}",
        "{%",
        "%}",
        "{",
        "}",
        "(",
        ")",
        ".",
        "[0]",
        "|length",
        "|first",
        " and ",
        "-",
        "“",
    ),
    *("p ", "tr ", "r ", "for", "if ", "else", "endfor", "endif", "date", "strengths", "benchmark"),
    *("loop.index", "copied_to[0]", "{%p endif %}", "{{ name }}", "{{r contact_email }}"),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[*HealthCheck])
@given(
    st.sampled_from(template_set.NAMES),
    st.lists(
        st.tuples(
            st.integers(0, 200),
            st.integers(0, 60),
            st.integers(0, 6),
            st.sampled_from(["", *_SCRIBBLES]),
        ),
        min_size=1,
        max_size=2,
    ),
)
def test_a_template_that_passes_renders_for_every_kind_of_council(
    contexts: list[LetterContext], name: str, scribbles: list[tuple[int, int, int, str]]
) -> None:
    def scribble(document: Any) -> None:
        tagged = [p for p in paragraphs(document) if "{" in p.text and p.runs]
        for which, start, length, text in scribbles:
            run = tagged[which % len(tagged)].runs[0]
            start %= len(run.text) + 1  # noqa: PLW2901
            run.text = run.text[:start] + text + run.text[start + length :]

    content = planted(name, scribble)
    said = checked(name, content)
    if all(finding.severity is Severity.WARNING for finding in said.findings):
        for context in contexts:
            render.render(render.load_template("x.docx", content), context)


@pytest.fixture(scope="module")
def contexts() -> list[LetterContext]:
    found = assess(WORKBOOK, load.shipped())
    assert found.assessment is not None
    full = letter.context(found.assessment, found.graded)
    bare = replace(full, copied_to=(), strengths=(), recommendations=(), thanked="")
    return [full, bare, replace(full, security_marking="OFFICIAL")]
