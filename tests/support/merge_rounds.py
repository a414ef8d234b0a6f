"""Random rounds of edits in Word, changes of the workbook and builds, judged by the oracle."""

import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from lxml import etree

from assembler import grading
from assembler.outputs import copies
from assembler.outputs.rebuild import Decision, OverEdits, WorkbookTexts, carry_out, decide
from assembler.pipeline.build import Choices, order, rendered
from support.adviser_edits import by_word, edited
from support.merge_oracle import Merge, read, words_of
from support.paths import ROOT
from support.random_edits import random_edits
from support.random_workbooks import RandomWorkbook

SLUG = "exampleshire"
KINDS = ("letter", "annex-a")
_BUILDS, _MOST_EDITS, _MOST_CHANGES = 3, 5, 5
_COMMENT_MARKS = ("commentRangeStart", "commentRangeEnd", "commentReference")


def faults_of(seed: int) -> list[str]:
    """Play one round; return what the oracle found wrong, with the number of the build."""
    with tempfile.TemporaryDirectory() as folder:
        return list(_Round(Path(folder), seed).faults())


class _Round:
    def __init__(self, folder: Path, seed: int) -> None:
        self.seed = seed
        self.chance = Random(seed)  # noqa: S311 - a game, not a secret
        self.book = RandomWorkbook(seed)
        self.outputs = folder / "outputs"
        self.order = order(Choices(self.outputs, ROOT / "templates"))

    def faults(self) -> Iterator[str]:
        self._build()
        for number in range(_BUILDS):
            before = {}
            for kind in KINDS:
                self._edit(kind, number)
                before[kind] = self._path(kind).read_bytes()
            for _ in range(self.chance.randint(1, _MOST_CHANGES)):
                self.book.change()
            bases = {kind: self._as_built(kind, before[kind]) for kind in KINDS}
            decisions = self._build()
            for kind in KINDS:
                merged = self._path(kind).read_bytes()
                judged = Merge(
                    read(bases[kind]),
                    read(before[kind]),
                    read(self._as_built(kind, merged)),
                    read(merged),
                    _on_screen(decisions[kind]),
                )
                yield from (f"build {number}, {kind}: {fault}" for fault in judged.faults())
            yield from self._changes_nothing_more(number)

    def _build(self) -> dict[str, Decision]:
        """Build as the program does from an assessment: writing workbooks would take most time."""
        assessment = self.book.assessment
        graded = grading.settle(assessment)
        texts = WorkbookTexts(assessment, graded)
        decisions = {
            new.kind: decide(self.outputs, new, texts, OverEdits.MERGE)
            for new in rendered(assessment, graded, self.order, SLUG)
        }
        carry_out(self.outputs, SLUG, tuple(decisions.values()))
        return decisions

    def _changes_nothing_more(self, number: int) -> Iterator[str]:
        before = {kind: self._path(kind).read_bytes() for kind in KINDS}
        again = self._build()
        for kind in KINDS:
            if again[kind].brought_in:
                yield f"build {number}: the same build again brought {again[kind].brought_in[:1]}"
            if self._path(kind).read_bytes() != before[kind]:
                yield f"build {number}, {kind}: the same build again changed the document"

    def _path(self, kind: str) -> Path:
        return self.outputs / SLUG / f"{SLUG}-{kind}.docx"

    def _as_built(self, kind: str, document: bytes) -> bytes:
        kept = copies.as_built(self.outputs, kind, document)
        assert kept is not None
        return kept

    def _edit(self, kind: str, number: int) -> None:
        """Delete the comments of the last build, then edit, as Word or another program does."""
        edits = [_without_comments]
        if self.chance.random() < 0.9:
            seed = self.seed * 10 + number
            edits.append(random_edits(seed, self.chance.randint(1, _MOST_EDITS)))
            if self.chance.random() < 0.3:
                edits.append(lambda document: _cut(document, self.chance))
            if kind == "annex-a" and self.chance.random() < 0.1:
                edits.append(lambda document: _move_row(document, self.chance))
        content = edited(self._path(kind).read_bytes(), *edits)
        content = _with_empty_comments(content)
        self._path(kind).write_bytes(by_word(content) if self.chance.random() < 0.5 else content)


def _on_screen(decision: Decision) -> frozenset[str]:
    """Return the words that the build told of a document."""
    texts = [f"{conflict.kept} {conflict.new}" for conflict in decision.conflicts]
    return frozenset(words_of(" ".join((*texts, *decision.document.notes))))


def _without_comments(document: WordDocument) -> None:
    for mark in list(document.element.body.iter(*(qn(f"w:{name}") for name in _COMMENT_MARKS))):
        mark.getparent().remove(mark)


def _with_empty_comments(content: bytes) -> bytes:
    """Empty the part of comments, whose marks are gone."""
    with ZipFile(BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if "word/comments.xml" not in parts:
        return content
    root = etree.fromstring(parts["word/comments.xml"])
    for comment in list(root):
        root.remove(comment)
    parts["word/comments.xml"] = etree.tostring(root)
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return target.getvalue()


def _cut(document: WordDocument, chance: Random) -> None:
    """Take a few words out of a paragraph."""
    nodes = [n for n in document.element.body.iter(qn("w:t")) if len(words_of(n.text or "")) > 5]
    if nodes:
        node: Any = chance.choice(nodes)
        words = node.text.split(" ")
        at = chance.randrange(len(words) - 2)
        del words[at : at + 3]
        node.text = " ".join(words)


def _move_row(document: WordDocument, chance: Random) -> None:
    """Move a row; not one of those in which a long summary goes on."""
    rows = list(document.tables[0].rows)[1:]
    numbers = [row.cells[0].text for row in rows]
    single = [row for row, number in zip(rows, numbers, strict=True) if numbers.count(number) == 1]
    one, two = chance.sample(single, 2)
    two._tr.addnext(one._tr)  # noqa: SLF001
