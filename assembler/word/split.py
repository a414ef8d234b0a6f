"""Split a joined Word file into the documents it was made of.

The parts are for reading and merging: each holds all that the whole holds, with the body of one
document.
"""

from collections.abc import Sequence

from assembler.word.document import WordDocument
from assembler.word.headers import sections
from assembler.word.join_styles import OF_A_LATER_PART
from assembler.word.namespaces import w

_SECTION = f"{w('pPr')}/{w('sectPr')}"


def section_count(content: bytes, name: str) -> int:
    """Return how many sections a Word file has. Raises AssemblerError when it is none."""
    return len(sections(WordDocument(content, name)))


def split(whole: bytes, counts: Sequence[int], name: str) -> list[WordDocument]:
    """Split a joined file; `counts` are the sections of each document, `name` is for errors.

    Empty when the file has other sections. Raises AssemblerError when it is no Word document.
    """
    numbers = [number for number, count in enumerate(counts) for _ in range(count)]
    parts = [_part(WordDocument(whole, name), numbers, number) for number in range(len(counts))]
    return [part for part in parts if part is not None] if None not in parts else []


def _part(file: WordDocument, numbers: Sequence[int], wanted: int) -> WordDocument | None:
    """Return a file with the sections of one document alone; None when it has other sections."""
    at = 0
    for child in list(file.body):
        if at == len(numbers):
            return None
        mine = numbers[at] == wanted
        section = child if child.tag == w("sectPr") else child.find(_SECTION)
        if section is not None:
            is_last = at + 1 == len(numbers) or numbers[at + 1] != wanted
            if mine and is_last and section is not child:
                child.addnext(section)
            at += 1
        if not mine:
            file.body.remove(child)
    if at != len(numbers):
        return None
    file.touch(file.main)
    if wanted:
        _name_styles_as_before(file)
    return file


def _name_styles_as_before(file: WordDocument) -> None:
    """Take off the names of styles what joining added to tell them from those of the first."""
    for part in file.related("styles"):
        for name in file.root(part).iter(w("name")):
            name.set(w("val"), name.get(w("val"), "").split(OF_A_LATER_PART)[0])
        file.touch(part)
