"""Merge the shade of a table cell."""

from lxml import etree

from assembler.merge.state import Job
from assembler.word import transplant
from assembler.word.namespaces import w


def reshade(job: Job, base: etree._Element, edited: etree._Element, new: etree._Element) -> None:
    """Let a cell's shade follow its outcome, unless the adviser shaded it otherwise."""
    was, mine, now = (_fill(cell) for cell in (base, edited, new))
    if was == now or mine != was:
        return
    properties = edited.find(w("tcPr"))
    if properties is None:
        properties = etree.Element(w("tcPr"))
        edited.insert(0, properties)
    shade = new.find(f"{w('tcPr')}/{w('shd')}")
    if shade is None:
        for old in properties.findall(w("shd")):
            properties.remove(old)
    else:
        transplant.place(properties, job.carrier.copy(shade), transplant.CELL_ORDER)
    job.changed(edited, "", "")


def _fill(cell: etree._Element) -> str:
    shade = cell.find(f"{w('tcPr')}/{w('shd')}")
    fill = "" if shade is None else shade.get(w("fill"), "").upper()
    return "" if fill == "AUTO" else fill
