"""The headers and footers of a Word file, by section and by the pages they are for."""

from typing import TypeAlias

from lxml import etree

from assembler.word.document import WordDocument
from assembler.word.namespaces import R, w

# The number of the section, "header" or "footer", and the pages ("default", "first", "even").
Key: TypeAlias = tuple[int, str, str]


def sections(file: WordDocument) -> list[etree._Element]:
    """Return the properties of every section, without earlier ones that tracking keeps."""
    ends = file.document.iter(w("sectPr"))
    return [end for end in ends if (p := end.getparent()) is None or p.tag != w("sectPrChange")]


def headers_and_footers(file: WordDocument) -> dict[Key, str]:
    """Return the part of every header and footer."""
    found, targets = {}, file.targets(file.main)
    for number, section in enumerate(sections(file)):
        for kind in ("header", "footer"):
            for reference in section.findall(w(f"{kind}Reference")):
                pages = reference.get(w("type"), "default")
                key = reference.get(f"{{{R}}}id", "")
                if targets.get(key, "") in file:
                    found[number, kind, pages] = targets[key]
    return found
