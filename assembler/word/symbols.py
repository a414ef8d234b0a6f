"""Find what symbols and old form fields show: ticks of symbol fonts, boxes, lists, emoji."""

import sys
from collections.abc import Mapping

from lxml import etree

from assembler.word.namespaces import MC, w

_OFF = frozenset(("0", "false", "off", "none"))
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


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Return whether an on/off property of a run or control is set."""
    entry = None if properties is None else properties.find(w(name))
    return entry is not None and entry.get(w("val"), "1") not in _OFF


def symbol_text(symbol: etree._Element) -> str:
    """Return the character that a symbol draws; empty when it is not known."""
    return drawn(symbol.get(w("font"), ""), symbol.get(w("char"), ""))


def drawn(font: str, code: str) -> str:
    """Return the character that a font draws for a code ("F0FC"); empty when it is not known."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    ticks = _TICKS_BY_FONT.get(font.casefold())
    if ticks is not None or 0xF000 <= number <= 0xF0FF:  # noqa: PLR2004 - private use: no Unicode
        return (ticks or {}).get(number & 0xFF, "")
    character = chr(number) if number <= sys.maxunicode else ""
    return character if character.isprintable() else ""  # XML holds no half of a pair


def in_symbol_font(text: str, font: str) -> str:
    """Return text as its font draws it, where that is a symbol font."""
    ticks = _TICKS_BY_FONT.get(font.casefold(), {})
    return "".join(ticks.get(ord(c) & 0xFF, c) for c in text) if ticks else text


def emoji(alternatives: etree._Element) -> str:
    """Return a symbol such as an emoji, which Word stores with a fallback for older programs."""
    for symbol in alternatives.iterfind(f"{{{MC}}}Choice/*"):
        code = next((str(v) for key, v in symbol.items() if str(key).endswith("}char")), "")
        if str(symbol.tag).endswith("}symEx") and code:
            return drawn("", code)
    return ""


def form_field_text(mark: etree._Element) -> str:
    """Return the state of a check box, or the entry shown in a drop-down, of Word's old forms."""
    box, menu = mark.find(f".//{w('checkBox')}"), mark.find(f".//{w('ddList')}")
    if box is not None:
        name = "checked" if box.find(w("checked")) is not None else "default"
        return "☒" if is_on(box, name) else "☐"
    if menu is None:
        return ""
    entries = [entry.get(w("val"), "") for entry in menu.iter(w("listEntry"))]
    chosen = (menu.find(w("result")), menu.find(w("default")))
    number = next((e.get(w("val"), "") for e in chosen if e is not None), "0")
    return entries[int(number)] if number.isdigit() and int(number) < len(entries) else ""
