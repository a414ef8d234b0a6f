"""The style sheet of a document: names of styles, and how they make words look."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml import etree

from assembler.word.document import PARSER, WordDocument
from assembler.word.namespaces import first_child, w
from assembler.word.table_looks import Look, cell_looks

_OFF = frozenset({"0", "false", "off", "none"})
_HEADINGS = {f"heading {level}": level for level in range(1, 10)}
_DEEPEST = 9
_RUN_PROPERTIES, _PARAGRAPH, _VALUE = w("rPr"), w("p"), w("val")
_PARAGRAPH_PROPERTIES = w("pPr")
_CELL, _TABLE = w("tc"), w("tbl")
_NO_LOOKS: tuple[Look, Look] = {}, {}
_PARAGRAPH_STYLE = f"{w('pPr')}/{w('pStyle')}"
_PAPER = frozenset({"background1", "light1"})  # colours of the theme
_INVISIBLE = 1.15
_MOST_RUNS = 1_000
_LINEAR, _STEEP = 0.03928, 2.4


class StyleSheet:
    """The styles of one document."""

    def __init__(self, sheet: etree._Element | None) -> None:
        """Take the root of the style sheet, None where a document has none."""
        styles = [] if sheet is None else sheet.findall(w("style"))
        self._styles = {style.get(w("styleId"), ""): style for style in styles}
        self._default = next(
            (
                style.get(w("styleId"), "")
                for style in styles
                if style.get(w("type")) == "paragraph" and style.get(w("default")) == "1"
            ),
            "",
        )
        found = None if sheet is None else sheet.find(f"{w('docDefaults')}/{w('rPrDefault')}")
        self._defaults = None if found is None else found.find(w("rPr"))
        self._default_look = _properties(self._defaults)
        # A review asks for many properties of each run.
        self._looks_by_run: dict[etree._Element, tuple[Mapping[str, etree._Element], ...]] = {}
        self._looks: dict[str, Mapping[str, etree._Element]] = {}
        self._levels: dict[str, int] = {}
        self._paragraph_looks: dict[tuple[str, str], etree._Element | None] = {}
        self._cell_looks: dict[etree._Element, Mapping[etree._Element, tuple[Look, Look]]] = {}

    def style_name(self, paragraph: etree._Element) -> str:
        """Return the name of a paragraph's style, as Word shows it."""
        return self._name(_value(paragraph, "pPr", "pStyle") or self._default)

    def heading_level(self, paragraph: etree._Element) -> int:
        """Return the level a screen reader announces, 0 when it is no heading."""
        direct = _value(paragraph, "pPr", "outlineLvl")
        if _is_whole(direct):
            return int(direct) + 1 if int(direct) < _DEEPEST else 0
        style_id = _value(paragraph, "pPr", "pStyle") or self._default
        if style_id not in self._levels:
            self._levels[style_id] = self._style_level(style_id)
        return self._levels[style_id]

    def _style_level(self, style_id: str) -> int:
        for style in self._chain(style_id):
            name = self._name(style.get(w("styleId"), "")).lower()
            if name in _HEADINGS:
                return _HEADINGS[name]
            level = _value(style, "pPr", "outlineLvl")
            if _is_whole(level):
                return int(level) + 1 if int(level) < _DEEPEST else 0
        return 0

    def of(self, run: etree._Element, name: str, attribute: str = "val") -> str:
        """Return a property of a run: its own, its style's, its paragraph's, the document's."""
        if run not in self._looks_by_run:
            if len(self._looks_by_run) > _MOST_RUNS:  # of many documents that share the sheet
                self._looks_by_run.clear()
                self._cell_looks.clear()
            self._looks_by_run[run] = tuple(self._looks_of(run))
        key = w(name)
        for look in self._looks_by_run[run]:
            if key in look:
                return look[key].get(w(attribute), "1")
        return ""

    def is_on(self, run: etree._Element, name: str) -> bool:
        """Return whether an on/off property of a run (bold, hidden) is on."""
        value = self.of(run, name)
        return bool(value) and value not in _OFF

    def font(self, run: etree._Element) -> str:
        """Return the name of a run's font; empty where only the theme names it."""
        names = (self.of(run, "rFonts", kind) for kind in ("ascii", "hAnsi"))
        return next((name for name in names if name and name != "1"), "")

    def is_pale(self, run: etree._Element) -> bool:
        """Whether the words of a run have the colour of what is behind them."""
        colour = self.of(run, "color")
        if self.of(run, "color", "themeColor") in _PAPER:
            colour = "FFFFFF"
        return is_colour(colour) and contrast(colour, self.background(run)) < _INVISIBLE

    def background(self, run: etree._Element) -> str:
        """Return the colour (RRGGBB) behind a run."""
        fill = self.of(run, "shd", "fill")
        return fill if is_colour(fill) else self.behind(run)

    def behind(self, run: etree._Element) -> str:
        """Return the colour of the paragraph, cell or table that a run stands in."""
        for ancestor in run.iterancestors(_PARAGRAPH, _CELL, _TABLE):
            if ancestor.tag == _PARAGRAPH:
                shade = self.paragraph_property(ancestor, "shd")
            else:
                kind = "tcPr" if ancestor.tag == _CELL else "tblPr"
                shade = ancestor.find(f"{w(kind)}/{w('shd')}")
                if shade is None and ancestor.tag == _CELL:
                    shade = self._cell_look(run)[1].get(w("shd"))
            if shade is not None and is_colour(shade.get(w("fill"), "")):
                return shade.get(w("fill"), "")
        return "FFFFFF"

    def paragraph_property(self, paragraph: etree._Element, name: str) -> etree._Element | None:
        """Return an element of a paragraph's properties: its own, else its style's."""
        properties = first_child(paragraph, _PARAGRAPH_PROPERTIES)
        own = None if properties is None else first_child(properties, w(name))
        if own is not None:
            return own
        style_id = _value(paragraph, "pPr", "pStyle") or self._default
        if (style_id, name) not in self._paragraph_looks:
            held = (style.find(f"{w('pPr')}/{w(name)}") for style in self._chain(style_id))
            found = next((found for found in held if found is not None), None)
            self._paragraph_looks[style_id, name] = found
        return self._paragraph_looks[style_id, name]

    def language(self) -> str:
        """Return the language of words that name none."""
        found = None if self._defaults is None else self._defaults.find(w("lang"))
        for style in self._chain(self._default):
            own = style.find(f"{w('rPr')}/{w('lang')}")
            if own is not None and own.get(w("val")):
                return own.get(w("val"), "")
        return "" if found is None else found.get(w("val"), "")

    def _looks_of(self, run: etree._Element) -> Iterator[Mapping[str, etree._Element]]:
        """Yield the properties of a run, its styles (character to table), and the document."""
        direct = run.find(_RUN_PROPERTIES)
        if direct is not None:
            yield _properties(direct)
            yield self._style_look(_value(run, "rPr", "rStyle"))
        paragraph = next(run.iterancestors(_PARAGRAPH), None)
        if paragraph is not None:
            style = paragraph.find(_PARAGRAPH_STYLE)
            named = "" if style is None else style.get(_VALUE, "")
            yield self._style_look(named or self._default)
        yield self._cell_look(run)[0]
        yield self._default_look

    def _cell_look(self, run: etree._Element) -> tuple[Look, Look]:
        """Return the run and cell properties that the style of a run's table gives its cell."""
        cell = next(run.iterancestors(_CELL), None)
        table = None if cell is None else next(cell.iterancestors(_TABLE), None)
        if cell is None or table is None:
            return _NO_LOOKS
        if table not in self._cell_looks:
            styles = list(self._chain(_value(table, "tblPr", "tblStyle")))
            self._cell_looks[table] = cell_looks(table, styles) if styles else {}
        return self._cell_looks[table].get(cell, _NO_LOOKS)

    def _style_look(self, style_id: str) -> Mapping[str, etree._Element]:
        """Return the run properties of a style and those it is based on, by their tags."""
        if style_id not in self._looks:
            look: dict[str, etree._Element] = {}
            for style in self._chain(style_id):
                for key, entry in _properties(style.find(_RUN_PROPERTIES)).items():
                    look.setdefault(key, entry)
            self._looks[style_id] = look
        return self._looks[style_id]

    def _chain(self, style_id: str) -> Iterator[etree._Element]:
        """Yield a style and those it is based on, each once."""
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            based_on = style.find(w("basedOn"))
            style_id = "" if based_on is None else based_on.get(w("val"), "")

    def _name(self, style_id: str) -> str:
        style = self._styles.get(style_id)
        return style_id if style is None else _style_name(style)


def style_sheet(document: WordDocument) -> etree._Element | None:
    """Return the root of a document's style sheet. Raises AssemblerError when it is damaged."""
    name = next(document.related("styles"), None)
    return None if name is None else document.root(name)


def names_by_id(document: WordDocument) -> Mapping[str, str]:
    """Return the folded names of a document's styles by their ids."""
    return {style_id: name for style_id, (_, name) in keys_by_id(document).items()}


def keys_by_id(document: WordDocument) -> Mapping[str, tuple[str, str]]:
    """Return the type and folded name of a document's styles by their ids.

    Raises AssemblerError when the styles cannot be read.
    """
    part = next(document.related("styles"), "")
    try:
        return _keys_in(document.raw(part)) if part else {}
    except etree.XMLSyntaxError:
        document.root(part)  # says which document is damaged
        raise


@lru_cache(maxsize=64)
def _keys_in(sheet: bytes) -> Mapping[str, tuple[str, str]]:
    styles = etree.fromstring(sheet, PARSER).iter(w("style"))
    return {
        _style_id(style): (style.get(w("type"), ""), _style_name(style).casefold())
        for style in styles
    }


def is_colour(value: str) -> bool:
    """Return whether a value is a colour (RRGGBB); others are "auto", or what no program writes."""
    return len(value) == len("RRGGBB") and all(c in "0123456789abcdefABCDEF" for c in value)


def contrast(one: str, two: str) -> float:
    """Return the contrast of two colours (RRGGBB), from 1 to 21, by the formula of WCAG 2."""
    light, dark = sorted((_luminance(one), _luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        share / 12.92 if share <= _LINEAR else ((share + 0.055) / 1.055) ** _STEEP
        for share in shares
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _properties(holder: etree._Element | None) -> dict[str, etree._Element]:
    return {} if holder is None else {str(entry.tag): entry for entry in holder}


def _is_whole(value: str) -> bool:
    return value.isascii() and value.isdigit()


def _style_id(style: etree._Element) -> str:
    return style.get(w("styleId"), "")


def _style_name(style: etree._Element) -> str:
    name = style.find(w("name"))
    return ("" if name is None else name.get(w("val"), "")) or _style_id(style)


def _value(element: etree._Element, holder: str, name: str) -> str:
    properties = first_child(element, w(holder))
    found = None if properties is None else first_child(properties, w(name))
    return "" if found is None else found.get(_VALUE, "")
