"""A workbook with what Excel lets people add to one: each a part of its own, or an extension."""

import io
import re
import zipfile
from collections.abc import Iterable, Mapping

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_MS = "http://schemas.microsoft.com/office"
STRENGTHS = "xl/worksheets/sheet5.xml"
THREAD = (
    "[Threaded comment]\n\nYour version of Excel allows you to read this threaded comment; "
    "however, any edits to it will get removed if the file is opened in a newer version of Excel."
)

_COMMENTS = (
    f'<comments xmlns="{_MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
    f'2006" mc:Ignorable="xr" xmlns:xr="{_MS}/spreadsheetml/2014/revision"><authors><author>Alex '
    "Example</author><author>tc={01}</author></authors><commentList>"
    '<comment ref="B2" authorId="0" shapeId="0"><text><r><rPr><b/><sz val="9"/><rFont '
    'val="Tahoma"/></rPr><t>Alex:</t></r><r><t xml:space="preserve">\nRing &amp; ask.</t></r>'
    '</text></comment><comment ref="B3" authorId="1" shapeId="0" xr:uid="{01}"><text>'
    f"<t>{THREAD}</t></text></comment></commentList></comments>"
)
_THREADS = (
    f'<ThreadedComments xmlns="{_MS}/spreadsheetml/2018/threadedcomments"><threadedComment '
    'ref="B3" dT="2025-05-01T10:00:00.00" personId="{02}" id="{01}"><text>Agreed?</text>'
    "</threadedComment></ThreadedComments>"
)
_PERSONS = (
    f'<personList xmlns="{_MS}/spreadsheetml/2018/threadedcomments"><person displayName="Alex" '
    'id="{02}" userId="alex" providerId="None"/></personList>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{}" type="#_x0000_t202" style="visibility:hidden"><x:ClientData '
    'ObjectType="Note"><x:Row>{}</x:Row><x:Column>1</x:Column></x:ClientData></v:shape>'
)
_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel">'
    f"{_SHAPE.format(1025, 1)}{_SHAPE.format(1026, 2)}</xml>"
)
_DRAWING = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><xdr:twoCellAnchor><xdr:from>'
    "<xdr:col>3</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>3</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    "</xdr:from><xdr:to><xdr:col>6</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>8</xdr:row>"
    '<xdr:rowOff>0</xdr:rowOff></xdr:to><xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" '
    'name="TextBox 1"/><xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="100" cy="100"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr>'
    "<xdr:txBody><a:bodyPr/><a:p><a:r><a:t>Remember the board.</a:t></a:r></a:p></xdr:txBody>"
    "</xdr:sp><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
)
_LABEL = (
    '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata">'
    '<clbl:label id="{03}" enabled="1" method="Privileged" siteId="{04}" removed="0"/>'
    "</clbl:labelList>"
)
_EXTENSION = (
    '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
    f'xmlns:x14="{_MS}/spreadsheetml/2009/9/main"><x14:dataValidations count="1" '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation '
    'type="list" allowBlank="1"><x14:formula1><xm:f>Letter!$A$2:$A$9</xm:f></x14:formula1>'
    "<xm:sqref>D2:D9</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)
_COLOURS = (
    '<conditionalFormatting sqref="A2:B9"><cfRule type="expression" dxfId="0" priority="1">'
    "<formula>ISBLANK(A2)</formula></cfRule></conditionalFormatting>"
)
_DRAWN = (
    f'<drawing xmlns:r="{_R}" r:id="rId1"/><legacyDrawing xmlns:r="{_R}" r:id="rId2"/>{_EXTENSION}'
)
_SHEET_RELATIONS = (
    (f"{_R}/drawing", "../drawings/drawing1.xml"),
    (f"{_R}/vmlDrawing", "../drawings/vmlDrawing1.vml"),
    (f"{_R}/comments", "../comments1.xml"),
    (f"{_MS}/2017/10/relationships/threadedComment", "../threadedComments/one.xml"),
)
_TYPES = {
    "xl/comments1.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml",
    "xl/threadedComments/one.xml": "application/vnd.ms-excel.threadedcomments+xml",
    "xl/persons/person.xml": "application/vnd.ms-excel.person+xml",
    "xl/drawings/drawing1.xml": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "docMetadata/LabelInfo.xml": "application/vnd.ms-office.classificationlabels+xml",
    "xl/vbaProject.bin": "application/vnd.ms-office.vbaProject",
}


def parts_of(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return held.getvalue()


def changed_parts(old: bytes, new: bytes) -> set[str]:
    """Return the names of the parts that differ."""
    before, after = parts_of(old), parts_of(new)
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def featured(data: bytes, *, macros: bool = False) -> bytes:
    """Add to a workbook of ours what a user of Excel may have put on the sheet Strengths."""
    parts = parts_of(data)
    sheet = parts[STRENGTHS].decode()
    sheet = sheet.replace("<dataValidations", f"{_COLOURS}<dataValidations", 1)
    parts[STRENGTHS] = sheet.replace("</worksheet>", f"{_DRAWN}</worksheet>").encode()
    rows = (
        _relation(f"rId{number}", kind, target)
        for number, (kind, target) in enumerate(_SHEET_RELATIONS, start=1)
    )
    parts["xl/worksheets/_rels/sheet5.xml.rels"] = _relations(rows)
    parts |= {
        "xl/comments1.xml": _with_ids(_COMMENTS),
        "xl/threadedComments/one.xml": _with_ids(_THREADS),
        "xl/persons/person.xml": _with_ids(_PERSONS),
        "xl/drawings/drawing1.xml": _DRAWING.encode(),
        "xl/drawings/vmlDrawing1.vml": _VML.encode(),
        "docMetadata/LabelInfo.xml": _with_ids(_LABEL),
    }
    book = [_relation("rIdP", f"{_MS}/2017/10/relationships/person", "persons/person.xml")]
    types = parts["[Content_Types].xml"].decode()
    if macros:
        parts["xl/vbaProject.bin"] = bytes(range(256)) * 8
        kind = f"{_MS}/2006/relationships/vbaProject"
        book.append(_relation("rIdV", kind, "vbaProject.bin"))
        types = types.replace(
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
            "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        )
    declared = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>'
        for name, kind in _TYPES.items()
        if name in parts
    )
    vml = (
        '<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.'
        'vmlDrawing"/>'
    )
    parts["[Content_Types].xml"] = types.replace("</Types>", f"{vml}{declared}</Types>").encode()
    labels = f"{_MS}/2020/02/relationships/classificationlabels"
    for name, added in (
        ("xl/_rels/workbook.xml.rels", "".join(book)),
        ("_rels/.rels", _relation("rIdL", labels, "docMetadata/LabelInfo.xml")),
    ):
        whole = parts[name].decode().replace("</Relationships>", f"{added}</Relationships>")
        parts[name] = whole.encode()
    return packed(parts)


def as_other_programs_write(data: bytes) -> bytes:
    """Write a workbook's sheets as some programs do: prefixes on elements, no addresses."""
    parts = parts_of(data)
    for name, content in parts.items():
        if not name.startswith("xl/worksheets/sheet"):
            continue
        xml = re.sub(r"<(/?)(?=\w)", r"<\1x:", content.decode())
        xml = xml.replace("<x:worksheet xmlns=", "<x:worksheet xmlns:x=", 1)
        xml = re.sub(r'(<x:(?:c|row)) r="[A-Z]*[0-9]+"', r"\1", xml)
        parts[name] = xml.encode()
    return packed(parts)


def _relations(rows: Iterable[str]) -> bytes:
    return f'<Relationships xmlns="{_REL}">{"".join(rows)}</Relationships>'.encode()


def _relation(key: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'


def _with_ids(xml: str) -> bytes:
    """Write out ids, which stand as two figures above."""
    ids = re.sub(r"\{(0[1-4])\}", r"{\1\1\1\1-0000-4000-8000-0000000000\1}", xml)
    return ids.encode()
