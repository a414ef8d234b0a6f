"""Names and numbers of Word's XML (ECMA-376 part 1, 17)."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
XML = "http://www.w3.org/XML/1998/namespace"


@cache
def w(name: str) -> str:
    """Return the full name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{name}"


def first_child(element: "etree._Element", name: str) -> "etree._Element | None":
    """Return the first child of a name; lxml's own `find` takes several times as long."""
    return next(element.iterchildren(name), None)


def whole_number(value: str | None) -> int:
    """Return an id as a number; 0 for one that is none, which other programs may have written."""
    digits = (value or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() else 0
