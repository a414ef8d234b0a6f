"""What a returned form's controls and symbols say, where that is more than what they show."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from assembler.word.namespaces import w
from assembler.word.read_runs import Piece, visible_text
from assembler.word.styles import StyleSheet
from assembler.word.symbols import drawn, form_field_text, in_symbol_font, is_on

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
# The prompts of the blank form that this program writes.
CHOOSE, DESCRIBE, WRITE = "Choose an answer", "Describe the evidence here", "Write here"
_OWN_PROMPTS = (CHOOSE, DESCRIBE, WRITE)
_PROMPTS = ("click or tap ", "click here to enter", "choose an item", "choose a building block")
_WHOLE_PROMPT = re.compile(
    r"(?:click or tap here to enter text|click here to enter text|choose an item"
    r"|click or tap to enter a date|click here to enter a date|choose a building block)\.?",
    re.IGNORECASE,
)


def is_prompt(run: Any, controls: Iterable[Any], placeholder_styles: set[str]) -> bool:
    """Return whether a run is the grey prompt of a content control that nobody has filled.

    Programs that fill a control may leave its mark "showing the placeholder", so the run must also
    look like one: by its style, or by Word's own prompts. LibreOffice keeps neither mark nor style,
    and other programs forget the mark: a prompt of the form or of Word and nothing else is known
    by its words.
    """
    controls, said = [*controls], visible_text(run).strip()
    if controls and (said in _OWN_PROMPTS or _WHOLE_PROMPT.fullmatch(said)):
        return True
    if not any(is_on(control.find(w("sdtPr")), "showingPlcHdr") for control in controls):
        return False
    style = run.find(f"{w('rPr')}/{w('rStyle')}")
    named = style is not None and style.get(w("val"), "") in placeholder_styles
    return named or said.lower().startswith(_PROMPTS)


def texts(piece: Piece, looks: StyleSheet) -> Iterator[tuple[Piece, str]]:
    """Yield what a piece of a paragraph says, each with the piece whose formatting it has."""
    if piece.whole and not piece.inside and piece.node.tag == w("sym"):
        font, code = piece.node.get(w("font"), ""), piece.node.get(w("char"), "")
        yield piece, f"(symbol {code} of the font {font})"
    for shown in piece.inside if piece.whole else (piece,):
        if shown.node.tag == w("fldChar"):
            yield shown, _form_field(shown)
        elif shown.node.tag == w("t") and shown.run is not None:
            yield shown, in_symbol_font(shown.text, looks.font(shown.run))
        else:
            yield shown, shown.text


def of_check_box(text: str, controls: Iterable[Any]) -> str:
    """Return a box as ticked or empty where the text is the mark of a check-box control.

    A form may give its controls marks of its own. Where the mark and the stored value differ, which
    only a program can bring about, neither is an answer.
    """
    box = next(
        (box for one in controls for box in one.iterfind(f"{w('sdtPr')}/{_W14}checkbox")), None
    )
    if box is None:
        return text
    marks = [_mark(box, name, usual) for name, usual in (("unchecked", "☐"), ("checked", "☒"))]
    if text.strip() not in marks or marks[0] == marks[1]:
        return text
    is_ticked = marks.index(text.strip()) == 1
    entry = box.find(f"{_W14}checked")
    stored = entry is not None and entry.get(f"{_W14}val", "1") not in {"0", "false", "off"}
    if is_ticked != stored:
        return "(a check box whose mark and value differ)"
    return "☒" if is_ticked else "☐"


def _mark(box: Any, name: str, usual: str) -> str:
    state = box.find(f"{_W14}{name}State")
    code = "" if state is None else state.get(f"{_W14}val", "")
    return drawn("" if state is None else state.get(f"{_W14}font", ""), code) or usual


def _form_field(piece: Piece) -> str:
    """Return the state of an old form field.

    A drop-down without a result is one in which nobody has chosen: its entry is not an answer.
    """
    menu = piece.node.find(f".//{w('ddList')}")
    unchosen = menu is not None and menu.find(w("result")) is None
    shown = form_field_text(piece.node)
    return f"(drop-down left at “{shown}”)" if unchosen and shown.strip() else shown
