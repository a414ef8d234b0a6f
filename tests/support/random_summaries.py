"""Changes of the seven summaries, at random: by an adviser in Annex A, and in the workbook."""

from dataclasses import replace
from functools import cache
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from hypothesis import strategies as st

from assembler import grading
from assembler.letter import context as letter
from assembler.model import Assessment
from assembler.rich_text import from_text, plain
from support.adviser_edits import by_word
from support.merge_council import council, templates

A = "annex-a"
COUNT = 14  # the paragraphs of the seven summaries
kinds = st.sampled_from(["replace", "add", "drop", "front"])
some = st.dictionaries(st.integers(0, COUNT - 1), st.tuples(kinds, st.integers(0, 6)), max_size=8)


def reworded(text: str, mark: str, how: tuple[str, int]) -> str:
    """Change one word of a paragraph, add one, or drop one."""
    kind, at = how
    words = text.split()
    at = min(at, len(words) - 1)
    if kind == "replace":
        words[at] = f"{mark}{at}"
    elif kind == "add":
        words.insert(at, f"{mark}{at}")
    elif kind == "front":
        words.insert(0, mark)
    else:
        del words[at]
    return " ".join(words)


def summaries(assessment: Assessment) -> list[str]:
    texts = [plain(o.summary).split("\n") for o in assessment.outcomes.values() if o.summary]
    return [text for pair in texts for text in pair]


def by_workbook(changes: dict[int, tuple[str, int]], mark: str = "workbook") -> Assessment:
    """Change paragraphs of the summaries in the workbook."""
    assessment = council()
    texts = [
        reworded(text, f"{mark}{i}x", changes[i]) if i in changes else text
        for i, text in enumerate(summaries(assessment))
    ]
    scored = [n for n, o in assessment.outcomes.items() if o.summary]
    outcomes = dict(assessment.outcomes)
    for k, number in enumerate(scored):
        text = "\n".join(texts[2 * k : 2 * k + 2])
        outcomes[number] = replace(outcomes[number], summary=from_text(text))
    return replace(assessment, outcomes=outcomes)


def rendered(assessment: Assessment) -> bytes:
    context = letter.context(assessment, grading.settle(assessment))
    return templates().render(context)[A].content


@cache
def base() -> bytes:
    return rendered(council())


def by_adviser(changes: dict[int, tuple[str, int]], *, through_word: bool) -> bytes:
    """Change the same paragraphs in the document, each in its own run."""
    document = Document(BytesIO(base()))
    texts = summaries(council())
    places: dict[str, Any] = {}
    for node in document.element.body.iter(qn("w:t")):
        places.setdefault(node.text, node)
    for i, how in changes.items():
        places[texts[i]].text = reworded(texts[i], f"adviser{i}x", how)
    stream = BytesIO()
    document.save(stream)
    return by_word(stream.getvalue()) if through_word else stream.getvalue()
