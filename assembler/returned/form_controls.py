"""What the controls and symbols of a Word form show: boxes, drop-downs, ticks of symbol fonts."""

from collections.abc import Iterator, Mapping
from typing import Any

from assembler.word.namespaces import w

_OFF = frozenset(("0", "false", "off", "none"))
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_CHOICE, _FALLBACK = (
    f"{{http://schemas.openxmlformats.org/markup-compatibility/2006}}{name}"
    for name in ("Choice", "Fallback")
)
# Characters that these fonts draw as boxes and ticks: their last byte, since Word stores them both
# as they are and in the private-use area (F0FC for FC).
_TICKS_BY_FONT: Mapping[str, Mapping[int, str]] = {
    "wingdings": {
        **dict.fromkeys((0x6F, 0x70, 0x71, 0x72, 0xA8), "☐"),
        0x78: "☒",
        0xFB: "✗",
        0xFC: "✓",
        0xFD: "☒",
        0xFE: "☑",
        0x6C: "●",
        0xA1: "○",
        0xA4: "◉",
    },
    "wingdings 2": {
        **dict.fromkeys((0x2A, 0x30, 0xA3), "☐"),
        0x4F: "✗",
        0x50: "✓",
        0x51: "☒",
        0x52: "☑",
        0x53: "☒",
        0x54: "☒",
        0x97: "●",
        0x99: "○",
    },
    "webdings": {0x61: "✓", 0x63: "☐", 0x72: "✗", 0x6E: "●"},
    "marlett": {0x61: "✓", 0x62: "✓", 0x72: "✗"},
    "symbol": {0xD6: "✓", 0xB4: "✗", 0xB7: "•"},
}
_PROMPTS = ("click or tap ", "click here to enter", "choose an item", "choose a building block")
_BREAKS = {w("tab"): "\t", w("noBreakHyphen"): "\u2011", w("br"): "\n", w("cr"): "\n"}


def is_on(properties: Any, name: str) -> bool:
    """Return whether an on/off property of a run or control is set."""
    entry = None if properties is None else properties.find(w(name))
    return entry is not None and entry.get(w("val"), "1") not in _OFF


def visible_text(run: Any) -> str:
    """Return what a run shows: its text, breaks and symbols, and the state of an old form field."""
    font = _symbol_font(run)
    return "".join(_piece(piece, font) for piece in run)


def equation_text(equation: Any) -> str:
    """Return the characters of an equation, in order."""
    return "".join(piece.text or "" for piece in equation.iter(_MATH_TEXT))


def is_prompt(run: Any, controls: Iterator[Any], placeholder_styles: set[str]) -> bool:
    """Return whether a run is the grey prompt of a content control that nobody has filled.

    Programs that fill a control may leave its mark "showing the placeholder", so the run must also
    look like one: by its style, or by Word's own prompts.
    """
    if not any(is_on(control.find(w("sdtPr")), "showingPlcHdr") for control in controls):
        return False
    style = run.find(f"{w('rPr')}/{w('rStyle')}")
    named = style is not None and style.get(w("val"), "") in placeholder_styles
    return named or visible_text(run).strip().lower().startswith(_PROMPTS)


def _piece(piece: Any, font: Mapping[int, str]) -> str:
    if piece.tag == w("t"):
        text = piece.text or ""
        return "".join(font.get(ord(c) & 0xFF, c) for c in text) if font else text
    if piece.tag == w("sym"):
        return _symbol(piece.get(w("font"), ""), piece.get(w("char"), ""))
    if piece.tag == w("fldChar"):
        return _old_form_field(piece)
    if piece.tag.endswith("}AlternateContent"):
        return _alternate(piece)
    return _BREAKS.get(piece.tag, "")


def _symbol_font(run: Any) -> Mapping[int, str]:
    fonts = run.find(f"{w('rPr')}/{w('rFonts')}")
    name = "" if fonts is None else fonts.get(w("ascii"), "") or fonts.get(w("hAnsi"), "")
    return _TICKS_BY_FONT.get(name.casefold(), {})


def _symbol(font: str, code: str) -> str:
    try:
        number = int(code, 16)
    except ValueError:
        return f"(a symbol of the font {font})"
    known = _TICKS_BY_FONT.get(font.casefold())
    if known is not None or 0xF000 <= number <= 0xF0FF:  # noqa: PLR2004 - private use: no Unicode
        return (known or {}).get(number & 0xFF, f"(symbol {code} of the font {font})")
    return chr(number)


def _alternate(piece: Any) -> str:
    """Return a symbol such as an emoji, which Word stores with a fallback for older programs."""
    for symbol in piece.iterfind(f"{_CHOICE}/*"):
        code = next((value for key, value in symbol.items() if key.endswith("}char")), "")
        if symbol.tag.endswith("}symEx") and code:
            return chr(int(code, 16))
    texts = piece.iterfind(f"{_FALLBACK}/{w('t')}")
    return "".join(text.text or "" for text in texts)


def _old_form_field(field: Any) -> str:
    """Return the state of a check box, or the chosen entry of a drop-down, of Word's old forms.

    Without a result nobody has chosen: the entry shown then is not an answer.
    """
    box, menu = field.find(f".//{w('checkBox')}"), field.find(f".//{w('ddList')}")
    if box is not None:
        name = "checked" if box.find(w("checked")) is not None else "default"
        return "☒" if is_on(box, name) else "☐"
    if menu is None:
        return ""
    entries = [entry.get(w("val"), "") for entry in menu.iter(w("listEntry"))]
    chosen, default = menu.find(w("result")), menu.find(w("default"))
    number = next((e.get(w("val"), "") for e in (chosen, default) if e is not None), "0")
    shown = entries[int(number)] if number.isdigit() and int(number) < len(entries) else ""
    if chosen is not None or not shown.strip():
        return shown
    return f"(drop-down left at “{shown}”)"
