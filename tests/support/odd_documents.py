"""Letters that no program writes: with XML comments, parts gone, values that are none."""

import re
from collections.abc import Mapping

from support.edited_package import (
    APP,
    BODY,
    CORE,
    CUSTOM,
    NUMBERING,
    OFFICE,
    RELS,
    SETTINGS,
    STYLES,
    TYPES,
    Edit,
    Parts,
    swap,
)

_HEADER = "word/header1.xml"
_DEEP = "<w:sdt><w:sdtContent>"


def _before(part: str, end: str, xml: str) -> Edit:
    return swap(part, end, f"{xml}{end}")


def _after(part: str, start: str, xml: str) -> Edit:
    return swap(part, start, f"{start}{xml}")


def _link(attributes: str) -> Edit:
    return _before(RELS, "</Relationships>", f"<Relationship {attributes}/>")


def _gone(part: str) -> Edit:
    def edit(parts: Parts) -> None:
        del parts[part]

    return edit


def _without(part: str, pattern: str, instead: str = "") -> Edit:
    def edit(parts: Parts) -> None:
        text, times = re.subn(pattern, instead, parts[part].decode(), count=1, flags=re.DOTALL)
        assert times, f"{part} has no {pattern}"
        parts[part] = text.encode()

    return edit


def _other_prefix(parts: Parts) -> None:
    text = re.sub(r"(</?)w:|( |xmlns:)w(?=[:=])", r"\1\2x:", parts[BODY].decode())
    parts[BODY] = text.replace("x::", "x:").replace("xmlns:x:=", "xmlns:x=").encode()


ODD: Mapping[str, Edit] = {
    "a comment among the relationships": _before(RELS, "</Relationships>", "<!-- a -->"),
    "an instruction among the relationships": _before(RELS, "</Relationships>", "<?a b?>"),
    "a comment in the package's relationships": _before(
        "_rels/.rels", "</Relationships>", "<!-- a -->"
    ),
    "a comment among the content types": _before(TYPES, "</Types>", "<!-- a --><?a b?>"),
    "a comment in the properties": _before(CORE, "</cp:coreProperties>", "<!-- a -->"),
    "an instruction in custom properties": _before(CUSTOM, "</Properties>", "<?a b?>"),
    "a comment in the body": _after(BODY, "<w:body>", "<!-- a -->"),
    "an instruction in a paragraph": _after(BODY, "<w:p>", "<?a b?>"),
    "a comment in a run": _after(BODY, "<w:r>", "<!-- a -->"),
    "a comment among looks": _after(BODY, "<w:rPr>", "<!-- a -->"),
    "a comment in the styles": _before(STYLES, "</w:styles>", "<!-- a -->"),
    "an instruction in a style": _after(STYLES, "<w:rPr>", "<?a b?>"),
    "a comment in the settings": _before(SETTINGS, "</w:settings>", "<!-- a -->"),
    "an instruction among the lists": _before(NUMBERING, "</w:numbering>", "<?a b?>"),
    "a comment in a header": _before(_HEADER, "</w:hdr>", "<!-- a -->"),
    "a header's relationship gone": _without(RELS, '<Relationship Id="rIdHeader"[^>]*/>'),
    "a header gone": _gone("word/header2.xml"),
    "the styles' relationship gone": _without(RELS, '<Relationship Id="rIdStyles"[^>]*/>'),
    "the styles gone": _gone(STYLES),
    "the lists gone": _gone(NUMBERING),
    "the settings gone": _gone(SETTINGS),
    "all relationships gone": _gone(RELS),
    "the package's relationships gone": _gone("_rels/.rels"),
    "a relationship without an id": _link(f'Type="{OFFICE}/header" Target="header1.xml"'),
    "a relationship without a type": _link('Id="rOdd" Target="header1.xml"'),
    "a relationship without a target": _link(f'Id="rOdd" Type="{OFFICE}/header"'),
    "a relationship that climbs": _link(
        f'Id="rOdd" Type="{OFFICE}/header" Target="../../../etc/passwd"'
    ),
    "two relationships of one id": _link(
        f'Id="rIdHeader" Type="{OFFICE}/footer" Target="footer1.xml"'
    ),
    "a colour that is none": _after(BODY, "<w:r>", '<w:rPr><w:color w:val="12345G"/></w:rPr>'),
    "an outline level that is none": _after(BODY, "<w:pPr>", '<w:outlineLvl w:val="nine"/>'),
    "a list that is none": _after(
        BODY, "<w:pPr>", '<w:numPr><w:ilvl w:val="x"/><w:numId w:val="-7"/></w:numPr>'
    ),
    "sizes that are none": _after(
        BODY, "<w:r>", '<w:rPr><w:sz w:val="12.5"/><w:w w:val="x"/><w:spacing w:val="1pt"/></w:rPr>'
    ),
    "a table of an unknown style": _after(
        BODY,
        "<w:body>",
        '<w:tbl><w:tblPr><w:tblStyle w:val="None"/><w:tblLook w:val="zz"/></w:tblPr><w:tr><w:trPr>'
        '<w:trHeight w:val="a" w:hRule="exact"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="x"/>'
        "</w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
    ),
    "properties that are not XML": lambda parts: parts.update({CORE: b"text"}),
    "other properties gone": _gone(APP),
    "content controls hundreds deep": _after(
        BODY, "<w:body>", _DEEP * 100 + "<w:p/>" + "</w:sdtContent></w:sdt>" * 100
    ),
    "an empty content control": _after(BODY, "<w:body>", "<w:sdt/>"),
    "no section": _without(BODY, "<w:sectPr.*</w:sectPr>"),
    "an empty body": _without(BODY, "<w:body>.*</w:body>", "<w:body/>"),
    "no body": _without(BODY, "<w:body>.*</w:body>"),
    "another prefix": _other_prefix,
}
