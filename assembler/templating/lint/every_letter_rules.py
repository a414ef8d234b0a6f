"""Check for what would go out with every letter: hidden or highlighted words, a running date."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from assembler.findings import Finding, Place, error
from assembler.word.document import WordDocument
from assembler.word.namespaces import w
from assembler.word.reader import Story
from assembler.word.styles import StyleSheet, style_sheet
from assembler.wording import quoted

# Fields of Word's that show another date or time when the letter is opened, saved or printed.
_CLOCKS = frozenset({"DATE", "TIME", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME"})
_GOES_AWAY = ("{%p ", "{%tr ")


def check(document: WordDocument, story: Story) -> Iterator[Finding]:
    """Find them in one story of a template."""
    looks = StyleSheet(style_sheet(document))
    for at, (block, paragraph) in enumerate(story.paragraphs):
        if not block.text.lstrip().startswith(_GOES_AWAY):  # its paragraph is not printed
            place = Place("", story.place(at))
            for fault in (*_looks(paragraph, looks), *_clocks(paragraph)):
                yield replace(fault, places=(place,))


def _looks(paragraph: Any, looks: StyleSheet) -> Iterator[Finding]:
    runs = [
        run
        for run in paragraph.iter(w("r"))
        if any((t.text or "").strip() for t in run.iter(w("t")))
    ]
    if any(looks.is_on(run, "vanish") for run in runs):
        wrong = "words here are hidden; they would go out, unseen, with every letter."
        fix = "Delete them, or select the paragraph and clear Hidden (Home, Font)."
        yield error("template.form.hidden", wrong, fix)
    if any(looks.of(run, "highlight") not in {"", "none"} for run in runs):
        wrong = "words here are highlighted, and would be in every letter."
        fix = "Select the paragraph and choose Home, Text Highlight Color, No Color."
        yield error("template.form.highlight", wrong, fix)


def _clocks(paragraph: Any) -> Iterator[Finding]:
    instructions = [element.text or "" for element in paragraph.iter(w("instrText"))]
    instructions += [element.get(w("instr"), "") for element in paragraph.iter(w("fldSimple"))]
    for instruction in instructions:
        if (instruction.split() or [""])[0].upper() in _CLOCKS:
            wrong = f"there is a date or time here that changes by itself ({quoted(instruction)})."
            fix = "Write {{ date }}, the date of the letter."
            yield error("template.form.clock", wrong, fix)
