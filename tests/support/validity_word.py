"""What Word cannot take and neither the schemas nor openxml-audit report."""

from collections import Counter
from collections.abc import Callable, Iterator

from lxml import etree
from lxml.etree import _Element as Element

from support.validity_package import Package

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{_NAMESPACE}}}"
_VALUE, _ID, _NAME = f"{W}val", f"{W}id", f"{W}name"
_DEEPEST_LIST_LEVEL = 8
_MOST_COLUMNS = 63  # of a table, by Word's own specification
_CELL_ENDS = {f"{W}{name}" for name in ("p", "sdt", "customXml")}
_STYLE_USES = ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")

Rule = Callable[[Package, str, Element], Iterator[str]]
_RULES: list[Rule] = []


def word_faults(package: Package) -> Iterator[str]:
    """Yield the faults of every part that holds WordprocessingML."""
    for part, root in package.roots.items():
        if etree.QName(root).namespace == _NAMESPACE:
            for rule in _RULES:
                yield from (f"{part}: {fault}" for fault in rule(package, part, root))
    yield from _drawing_ids(package)


def _rule(function: Rule) -> Rule:
    _RULES.append(function)
    return function


@_rule
def _tables(_: Package, __: str, root: Element) -> Iterator[str]:
    for table in root.iter(f"{W}tbl"):
        rows = list(table.iterchildren(f"{W}tr", f"{W}sdt", f"{W}customXml", f"{W}ins"))
        if not rows:
            yield "a table has no rows"
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.iterchildren(f"{W}tr"):
            if not list(row.iterchildren(f"{W}tc", f"{W}sdt", f"{W}customXml")):
                yield "a table row has no cells"
            wide = sum(_span(cell) for cell in row.iterchildren(f"{W}tc"))
            if wide > _MOST_COLUMNS or (columns and wide > columns):
                yield f"a table row spans {wide} columns of {columns}"
    for cell in root.iter(f"{W}tc"):
        if len(cell) == 0 or cell[-1].tag not in _CELL_ENDS:
            yield f"a table cell does not end in a paragraph: {''.join(cell.itertext())[:60]!r}"


def _span(cell: Element) -> int:
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    return 1 if span is None else int(span.get(_VALUE, "1"))


@_rule
def _lists(package: Package, _: str, root: Element) -> Iterator[str]:
    levels = [e.get(_VALUE, "") for e in root.iter(f"{W}ilvl")]
    levels += [e.get(f"{W}ilvl", "") for e in root.iter(f"{W}lvl")]
    for level in levels:
        if int(level) > _DEEPEST_LIST_LEVEL:
            yield f"a list has level {level}; Word has levels 0 to {_DEEPEST_LIST_LEVEL}"
    numbering = package.roots.get("word/numbering.xml")
    lists = {"0"} | _ids(numbering, "num", f"{W}numId")
    for element in root.iter(f"{W}numId"):
        if element.get(_VALUE) not in lists:
            yield f"uses list {element.get(_VALUE)}, which numbering.xml does not have"
    kinds = _ids(numbering, "abstractNum", f"{W}abstractNumId")
    for element in root.iter(f"{W}abstractNumId"):
        if element.get(_VALUE) not in kinds:
            yield f"uses list kind {element.get(_VALUE)}, which numbering.xml does not have"


@_rule
def _styles(package: Package, part: str, root: Element) -> Iterator[str]:
    styles = package.roots.get("word/styles.xml")
    known = _ids(styles, "style", f"{W}styleId")
    for name in _STYLE_USES:
        for element in root.iter(f"{W}{name}"):
            if element.get(_VALUE) not in known:
                yield f"uses style {element.get(_VALUE)!r}, which styles.xml does not have"
    if part == "word/styles.xml":
        yield from _repeated("style id", [e.get(f"{W}styleId") for e in root.iter(f"{W}style")])


@_rule
def _comments_and_notes(package: Package, _: str, root: Element) -> Iterator[str]:
    for mark, kind in (
        ("commentReference", "comment"),
        ("commentRangeStart", "comment"),
        ("footnoteReference", "footnote"),
        ("endnoteReference", "endnote"),
    ):
        known = _ids(package.roots.get(f"word/{kind}s.xml"), kind, _ID)
        for element in root.iter(f"{W}{mark}"):
            if element.get(_ID) not in known:
                yield f"{mark} {element.get(_ID)} leads to no {kind}"
    for kind in ("comment", "footnote", "endnote"):
        yield from _repeated(f"{kind} id", [e.get(_ID) for e in root.iter(f"{W}{kind}")])


@_rule
def _ranges(_: Package, __: str, root: Element) -> Iterator[str]:
    for kind in ("bookmark", "commentRange", "moveFromRange", "moveToRange"):
        starts = [e.get(_ID) for e in root.iter(f"{W}{kind}Start")]
        ends = [e.get(_ID) for e in root.iter(f"{W}{kind}End")]
        yield from _repeated(f"{kind} id", starts)
        if set(starts) != set(ends):
            yield f"{kind}Start ids do not match their ends"
    yield from _repeated("bookmark name", [e.get(_NAME) for e in root.iter(f"{W}bookmarkStart")])


@_rule
def _fields(_: Package, __: str, root: Element) -> Iterator[str]:
    depth = 0
    for element in root.iter(f"{W}fldChar"):
        depth += {"begin": 1, "end": -1}.get(element.get(f"{W}fldCharType", ""), 0)
        if depth < 0:
            break
    if depth:
        yield "the begin and end marks of its fields do not match"


def _drawing_ids(package: Package) -> Iterator[str]:
    """Yield drawing ids used twice; Word wants them unique in the whole document."""
    ids = Counter(
        element.get("id")
        for root in package.roots.values()
        for element in root.iter(etree.Element)
        if etree.QName(element).localname == "docPr"
    )
    yield from (f"drawing id {key} is used {n} times" for key, n in ids.items() if n > 1)


def _ids(root: Element | None, name: str, attribute: str) -> set[str]:
    return set() if root is None else {e.get(attribute, "") for e in root.iter(f"{W}{name}")}


def _repeated(what: str, values: list[str | None]) -> Iterator[str]:
    for value, count in Counter(values).items():
        if count > 1:
            yield f"{what} {value!r} stands {count} times"
