"""Documents as they are built, and as they come back from Word, with the workbook behind them."""

from dataclasses import dataclass
from functools import cache

from assembler import grading
from assembler.editions.load import shipped
from assembler.edits.compare_documents import Comparison, compare
from assembler.edits.labelled_documents import LabelledDocuments, labelled_documents
from assembler.findings import Place
from assembler.letter import context as letter_context
from assembler.model import Assessment
from assembler.templating import template_set
from assembler.workbook.read import read
from assembler.workbook.xlsx.edit_cells import edit_cells
from support.adviser_edits import Edit, edited
from support.paths import ROOT

MARKING = Place("Letter", "B16")


@dataclass(frozen=True)
class Built:
    """A workbook's documents by name, and the same with every value labelled."""

    assessment: Assessment
    documents: dict[str, bytes]
    labelled: LabelledDocuments


def built(data: bytes) -> Built:
    """Build the documents of a workbook."""
    assessment = read(data, "x.xlsx", shipped()).assessment
    assert assessment is not None
    context = letter_context.context(assessment, grading.settle(assessment))
    templates = template_set.find(ROOT / "templates")
    documents = {name: one.content for name, one in templates.render(context).items()}
    return Built(assessment, documents, labelled_documents(context, assessment, templates))


def workbook() -> bytes:
    """Return the example workbook with a security marking, so that every header says something."""
    content = (ROOT / "inputs" / "cambridgeshire.xlsx").read_bytes()
    return edit_cells(content, {MARKING: "OFFICIAL"})


@cache
def example() -> Built:
    """Build the documents of the example workbook."""
    return built(workbook())


def compared(name: str, *edits: Edit, now: Built | None = None) -> Comparison:
    """Edit a document of the example, and compare it; `now` is what the workbook has become."""
    kept = example().documents[name]
    return compare(kept, edited(kept, *edits), lambda: (now or example()).labelled, name)
