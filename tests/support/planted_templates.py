"""Templates made by program: each allowed tag in each place, split as Word splits them."""

from collections.abc import Iterator
from random import Random
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from assembler.word.namespaces import W
from support.word_xml import docx

_BLANKS = 0.05
_PROOF = '<w:proofErr w:type="spellStart"/>'
_LOOKS = ("", "<w:rPr><w:b/></w:rPr>", '<w:rPr><w:lang w:val="en-GB"/></w:rPr>')
_WORDS = ("Dear", "the board", "met", "R & D", "a < b", "“quoted”", "Ŵyn", "50%", "{one}", "")
_TEXTS = (
    *("Ann Other", "R & D <team>", "“Quoted” 'words'", "Ŵyn – ünïcode 😀", "{{ x }}", "{% if %}"),
    *("  two  spaces ", "A&amp;B", "]]>", "100%", "#", "{# no #}", "<w:p/>", "0"),
)


def planted(count: int, seed: int = 1) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Yield so many templates, each with its name and the values for it."""
    for number in range(count):
        chance = Random(f"{seed}-{number}")  # noqa: S311 - to be had again, no secret
        body = "".join(_block(chance, 2) for _ in range(chance.randint(1, 5)))
        header = _paragraph(chance, _inline(chance, ())) if chance.random() < 0.3 else ""
        body = _with_blanks(body) if chance.random() < _BLANKS else body
        yield f"planted {number}", docx(body, header=header), _values(chance)


def _values(chance: Random) -> dict[str, Any]:
    def item() -> dict[str, Any]:
        return {
            "name": chance.choice(_TEXTS),
            "number": chance.randint(0, 5),
            "parts": [chance.choice(_TEXTS) for _ in range(chance.randint(0, 3))],
        }

    return {
        "name": chance.choice(_TEXTS),
        "other": chance.choice(("", *_TEXTS)),
        "number": chance.randint(0, 12),
        "yes": True,
        "no": False,
        "nothing": None,
        "empty": [],
        "words": [chance.choice(_TEXTS) for _ in range(chance.randint(1, 4))],
        "items": [item() for _ in range(chance.randint(0, 3))],
        "fill": chance.choice(("FF0000", "00FF00")),
    }


def _with_blanks(body: str) -> str:
    """Return the XML of a body with blanks between its elements, as some programs write it."""
    root = etree.fromstring(f'<x xmlns:w="{W}">{body}</x>')
    etree.indent(root)
    return "".join(etree.tostring(child, encoding="unicode") for child in root)


def _block(chance: Random, deep: int, names: tuple[str, ...] = ()) -> str:
    way = chance.random()
    if deep and way < 0.25:
        inner = _block(chance, deep - 1, names)
        return _tag(chance, f"{{%p if {_test(chance, names)} %}}") + inner + _tag(chance, _END_IF)
    if deep and way < 0.4:
        name = f"one{deep}"
        inner = _block(chance, deep - 1, (*names, name))
        return _tag(chance, f"{{%p for {name} in items %}}") + inner + _tag(chance, _END_FOR)
    if way < 0.6:
        return _table(chance, names)
    if way < 0.65:  # docxtpl's tags that join their paragraph with the next, or the one before
        lines = "Begin {% if yes -%}", "middle {{ name }}", "{%- endif %} end"
        return "".join(_paragraph(chance, line) for line in lines)
    return _paragraph(chance, _inline(chance, names))


_END_IF, _END_FOR = "{%p endif %}", "{%p endfor %}"


def _table(chance: Random, names: tuple[str, ...]) -> str:
    rows = [_row(chance, names) for _ in range(chance.randint(1, 2))]
    if chance.random() < 0.7:
        name = "row"
        inner = _row(chance, (*names, name))
        start, end = ("{%tr for row in items %}", "{%tr endfor %}")
        if chance.random() < 0.3:
            start, end = (f"{{%tr if {_test(chance, names)} %}}", "{%tr endif %}")
            inner = _row(chance, names)
        rows += [_row_of(_tag(chance, start)), inner, _row_of(_tag(chance, end))]
    grid = "<w:tblGrid><w:gridCol w:w='2000'/><w:gridCol w:w='2000'/></w:tblGrid>"
    table = "<w:tbl><w:tblPr><w:tblW w:w='0' w:type='auto'/></w:tblPr>"
    return f"{table}{grid}{''.join(rows)}</w:tbl>" + _paragraph(chance, "After it")


def _row(chance: Random, names: tuple[str, ...]) -> str:
    return _row_of(*(_cell(chance, names) for _ in range(2)))


def _row_of(*cells: str) -> str:
    width = "<w:tcPr><w:tcW w:w='2000' w:type='dxa'/></w:tcPr>"
    return f"<w:tr>{''.join(f'<w:tc>{width}{cell}</w:tc>' for cell in cells)}</w:tr>"


def _cell(chance: Random, names: tuple[str, ...]) -> str:
    way = chance.random()
    if way < 0.1:
        return _paragraph(chance, "{% cellbg fill %}" + _inline(chance, names))
    if way < 0.3:
        inner = _paragraph(chance, _inline(chance, (*names, "part")))
        loop = f"{{%p for part in {chance.choice(('items', 'empty'))} %}}"
        return _tag(chance, loop) + inner + _tag(chance, _END_FOR)
    return _paragraph(chance, _inline(chance, names))


def _inline(chance: Random, names: tuple[str, ...]) -> str:
    pieces = []
    for _ in range(chance.randint(1, 3)):
        pieces.append(chance.choice(_WORDS))
        way = chance.random()
        if way < 0.5:
            pieces.append(f"{{{{ {_printed(chance, names)} }}}}")
        elif way < 0.7:
            other = chance.choice(("{% else %}no", "{% elif yes %}maybe", ""))
            pieces.append(f"{{% if {_test(chance, names)} %}}yes{other}{{% endif %}}")
        elif way < 0.85:
            separator = chance.choice(("{% if not loop.last %}, {% endif %}", "{{ loop.index }}"))
            pieces.append(f"{{% for word in words %}}{{{{ word }}}}{separator}{{% endfor %}}")
        else:
            pieces.append("{# a note #}")
    return " ".join(pieces)


def _printed(chance: Random, names: tuple[str, ...]) -> str:
    plain = ["name", "other", "number", "words[0]", "words | join(', ')", "words | length"]
    plain += [f"name | {f}" for f in ("upper", "lower", "title", "capitalize", "trim")]
    plain += ["words | first", "words | last", "words[:2] | join(' and ')", "'R & D'"]
    plain += ["name if yes else other", "other or name", "items | count", "words[-1]"]
    plain += [f"{one}.{field}" for one in names for field in ("name", "number")]
    plain += [f"{one}.parts | join('; ')" for one in names]
    return chance.choice(plain)


def _test(chance: Random, names: tuple[str, ...]) -> str:
    tests = ["yes", "no", "not no", "number > 5", "number == 3", "name == other", "yes and no"]
    tests += ["no or yes", "words", "empty", "nothing is none", "name is defined", "number is odd"]
    tests += ["number is even", "'R' in name", "number != 2 and yes", "items | length > 1"]
    tests += ["name == 'R & D <team>'", "1 < number <= 6", "other not in words"]
    tests += [f"{one}.number > 2" for one in names] + [f"{one}.parts" for one in names]
    return chance.choice(tests)


def _tag(chance: Random, tag: str) -> str:
    return _paragraph(chance, tag)


def _paragraph(chance: Random, text: str) -> str:
    """Return a paragraph, its text split over runs at random places, as Word does."""
    style = "<w:pPr><w:pStyle w:val='Heading1'/></w:pPr>" if chance.random() < 0.1 else ""
    runs = []
    while text:
        at = chance.randint(1, len(text)) if chance.random() < 0.5 else len(text)
        look = chance.choice(_LOOKS)
        piece = f'<w:t xml:space="preserve">{escape(text[:at])}</w:t>'
        runs.append(f"<w:r>{look}{piece}</w:r>" + chance.choice(("", "", _PROOF)))
        text = text[at:]
    return f"<w:p>{style}{''.join(runs)}</w:p>"
