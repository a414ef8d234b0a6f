"""The kept copy of a document, with the labels of the workbook as it is now laid over it.

While the workbook has not changed since the build, both say the same and every label fits. Where it
has, a label is on the words that the cell had, and the cell counts as changed since.
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from lxml import etree

from assembler.edits.label_values import Label, LabelledRange
from assembler.edits.match_lines import located, matched
from assembler.edits.read_lines import Document, Line
from assembler.findings import Place
from assembler.merge.blocks import CELL, normal
from assembler.rich_text import Span


@dataclass(frozen=True)
class Base:
    """The kept copy, labelled. `owners` gives the label of what fills a cell of a table.

    `changed` are the cells of the workbook that no longer hold what the copy has, with what they
    give now, and `texts` what every cell gives. `gone` are lines that the workbook or the template
    no longer has. `emphasis` is what the template itself makes bold, say, of the words of a cell.
    """

    document: Document
    lines: tuple[Line, ...]
    owners: Mapping[etree._Element, Label]
    changed: Mapping[Place, str]
    texts: Mapping[Place, str]
    gone: frozenset[Line]
    emphasis: Mapping[Place, Span]


def labelled_base(kept: Document, workbook: Document) -> Base:
    """Lay the labels of what the workbook gives now over the kept copy."""
    pairs = matched(kept, workbook)
    lines: list[Line] = []
    met: dict[Place, int] = {}
    changed: set[Place] = set()
    elsewhere = _unpaired_in_tables(workbook, set(pairs.values()))
    for line in kept.lines:
        theirs = workbook.by_element.get(pairs.get(line.element))  # type: ignore[arg-type]
        if theirs is None and line.cell is not None:
            theirs = elsewhere.pop(normal(line.text), None)
        ranges = theirs.labels if theirs else ()
        places = located(theirs.text, ranges, line.text) if theirs and ranges else ()
        if theirs is None or not ranges or places is None:
            lines.append(line)
            continue
        labels = tuple(
            LabelledRange(start, end, one.label)
            for one, (start, end) in zip(ranges, places, strict=True)
        )
        for one, printed in zip(labels, ranges, strict=True):
            cell = one.label.cell
            met[cell] = met.get(cell, 0) + 1
            had, has = line.text[one.start : one.end], theirs.text[printed.start : printed.end]
            if normal(had) != normal(has):
                changed.add(cell)
        lines.append(replace(line, labels=labels))
    changed |= {cell for cell, count in _printed(workbook) if met.get(cell, 0) != count}
    texts = _texts(workbook)
    owners = {
        line.cell: one.label for line in lines if line.cell is not None for one in line.labels
    }
    backwards = {theirs: ours for ours, theirs in pairs.items() if ours.tag == CELL}
    for line in workbook.lines:
        if line.cell in backwards and line.labels:
            owners.setdefault(backwards[line.cell], line.labels[0].label)
    now = {cell: texts.get(cell, "") for cell in changed}
    gone = frozenset(line for line in lines if line.element not in pairs and not line.labels)
    return Base(kept, tuple(lines), owners, now, texts, gone, dict(_emphasis(workbook)))


def _unpaired_in_tables(document: Document, paired: AbstractSet[etree._Element]) -> dict[str, Line]:
    """Return by their words the labelled lines of tables that no line of the copy was found for.

    A summary that grew or shrank is divided over other rows.
    """
    lines = (line for line in document.lines if line.element not in paired and line.labels)
    return {normal(line.text): line for line in lines if line.cell is not None}


def _emphasis(workbook: Document) -> Iterator[tuple[Place, Span]]:
    """Yield what a cell's words look like beyond what the cell itself says."""
    for line in workbook.lines:
        for one in line.labels:
            if one.label.words.spans:
                cell = one.label.words.spans[0]
                printed = workbook.spans(line, one.start, one.start + 1)[0]
                yield (
                    one.label.cell,
                    Span(
                        "",
                        bold=printed.bold and not cell.bold,
                        italic=printed.italic and not cell.italic,
                        underline=printed.underline and not cell.underline,
                    ),
                )


def _printed(document: Document) -> Iterator[tuple[Place, int]]:
    counts: dict[Place, int] = {}
    for line in document.lines:
        for one in line.labels:
            counts[one.label.cell] = counts.get(one.label.cell, 0) + 1
    yield from counts.items()


def _texts(document: Document) -> dict[Place, str]:
    """Return what each cell says as the document prints it, one line a paragraph."""
    parts: dict[Place, dict[int, str]] = {}
    for line in document.lines:
        for one in line.labels:
            parts.setdefault(one.label.cell, {})[one.label.part] = line.text[one.start : one.end]
    return {cell: "\n".join(lines.values()) for cell, lines in parts.items()}
