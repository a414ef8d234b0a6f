"""What a returned form's controls and symbols say, where that is more than what they show."""

from collections.abc import Iterator
from typing import Any

from assembler.word.namespaces import w
from assembler.word.read_runs import Piece, visible_text
from assembler.word.symbols import form_field_text, in_symbol_font, is_on

_PROMPTS = ("click or tap ", "click here to enter", "choose an item", "choose a building block")


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


def texts(piece: Piece) -> Iterator[tuple[Piece, str]]:
    """Yield what a piece of a paragraph says, each with the piece whose formatting it has."""
    if piece.whole and not piece.inside and piece.node.tag == w("sym"):
        font, code = piece.node.get(w("font"), ""), piece.node.get(w("char"), "")
        yield piece, f"(symbol {code} of the font {font})"
    for shown in piece.inside if piece.whole else (piece,):
        if shown.node.tag == w("fldChar"):
            yield shown, _form_field(shown)
        elif shown.node.tag == w("t") and shown.run is not None:
            yield shown, in_symbol_font(shown.text, shown.run)
        else:
            yield shown, shown.text


def _form_field(piece: Piece) -> str:
    """Return the state of an old form field.

    A drop-down without a result is one in which nobody has chosen: its entry is not an answer.
    """
    menu = piece.node.find(f".//{w('ddList')}")
    unchosen = menu is not None and menu.find(w("result")) is None
    shown = form_field_text(piece.node)
    return f"(drop-down left at “{shown}”)" if unchosen and shown.strip() else shown
