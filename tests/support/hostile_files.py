"""Hostile and odd files, each made from a real workbook or template by changing parts."""

import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping

from support import paths

ROOT = paths.ROOT
WORKBOOK = ROOT / "inputs" / "cambridgeshire.xlsx"
TEMPLATES = ROOT / "templates"
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
LAST_ROW = 1_048_576
_DECLARED = re.compile(rb"^<\?xml[^>]*\?>")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return {name: file.read(name) for name in file.namelist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, part in content.items():
            file.writestr(name, part)
    return made.getvalue()


def workbook() -> dict[str, bytes]:
    return parts(WORKBOOK.read_bytes())


def shared(data: bytes | None = None) -> dict[str, bytes]:
    """Return a workbook as Excel saves it: its texts as shared strings."""
    content, texts = parts(data) if data else workbook(), []

    def out(found: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + found[1] + b"</si>")
        return b't="s"><v>%d</v>' % (len(texts) - 1)

    inline = re.compile(rb't="inlineStr"><is>(.*?)</is>', re.DOTALL)
    for name in [name for name in content if name.startswith("xl/worksheets/sheet")]:
        content[name] = inline.sub(out, content[name])
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    content["xl/sharedStrings.xml"] = b'<sst xmlns="%b">%b</sst>' % (main, b"".join(texts))
    content["[Content_Types].xml"] = content["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/'
        b'vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>',
    )
    return content


def sheet(number: int) -> str:
    return f"xl/worksheets/sheet{number}.xml"


def changed(name: str, change: Callable[[bytes], bytes]) -> bytes:
    content = workbook()
    content[name] = change(content[name])
    return packed(content)


def with_rows(rows: bytes, number: int = 3) -> bytes:
    return changed(sheet(number), lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def after_rows(tail: bytes, number: int = 3) -> bytes:
    return changed(sheet(number), lambda xml: xml.replace(b"</sheetData>", b"</sheetData>" + tail))


def entities(part: str = "xl/workbook.xml") -> bytes:
    """A billion laughs."""
    steps = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{steps}]>'.encode()
    return changed(part, lambda xml: head + _DECLARED.sub(b"", xml))


def entities_in_another_script() -> bytes:
    """A billion laughs in another encoding, which no search of its bytes finds."""
    laughs = parts(entities())["xl/workbook.xml"].partition(b"?>")[2].decode()
    head = b'<?xml version="1.0" encoding="cp037"?>'
    return changed("xl/workbook.xml", lambda _: head + laughs.encode("cp037"))


def external_entity() -> bytes:
    head = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return changed(
        "xl/workbook.xml",
        lambda xml: head + _DECLARED.sub(b"", xml).replace(b"Letter", b"&a;", 1),
    )


def formatted_to_the_end(columns: str = "ABCDEFGH") -> bytes:
    """Whole columns formatted: a million empty rows."""
    return with_rows(
        b"".join(
            b'<row r="%d" s="1" customFormat="1">%b</row>'
            % (n, b"".join(b'<c r="%b%d" s="1"/>' % (c.encode(), n) for c in columns))
            for n in range(200, LAST_ROW + 1)
        )
    )


def stretched(data: bytes) -> bytes:
    """A workbook whose sheets each hold a megabyte of formatting and no text."""
    blank = b"".join(
        b'<row r="%d">%b</row>'
        % (n, b"".join(b'<c r="%c%d" s="1"/>' % (c, n) for c in b"ABCDEFGHIJKLMNOPQRST"))
        for n in range(9_000, 13_000)
    )
    content = parts(data)
    for name in [name for name in content if name.startswith("xl/worksheets/sheet")]:
        content[name] = content[name].replace(b"</sheetData>", blank + b"</sheetData>")
    return packed(content)


def without_addresses(data: bytes) -> bytes:
    """A workbook whose rows and cells have no addresses, each sheet a megabyte long."""
    content = parts(data)
    filling = b"<row>" + b'<c s="0"></c>' * 20 + b"</row>"
    for name in [name for name in content if name.startswith("xl/worksheets/sheet")]:
        bare = re.sub(rb'<(c|row) r="[A-Z0-9]+"', rb"<\1", content[name])
        content[name] = bare.replace(b"</sheetData>", filling * 4_000 + b"</sheetData>")
    return packed(content)


def tags_without_end(tag: bytes, count: int = 300_000) -> bytes:
    """A start tag repeated without end, never closed."""
    return changed(
        sheet(2), lambda xml: xml.replace(b"</sheetData>", tag * count + b"</sheetData>")
    )


def full_cells(children: int = 11_800) -> bytes:
    """A few cells, each with a large amount of markup that no cell has."""
    cell = b'<c r="A%d">' + b'<v a=""/>' * children + b"</c>"
    rows = b"".join(b'<row r="%d">' % n + cell % n + b"</row>" for n in range(300, 380))
    content = workbook()
    for number in range(2, 9):
        if sheet(number) in content:
            xml = content[sheet(number)]
            content[sheet(number)] = xml.replace(b"</sheetData>", rows + b"</sheetData>")
    return packed(content)


def spaces_to_the_end(count: int = LAST_ROW - 200) -> bytes:
    """A space in every row down to the last."""
    return with_rows(
        b"".join(
            b'<row r="%d"><c r="A%d" t="inlineStr"><is><t> </t></is></c></row>' % (n, n)
            for n in range(LAST_ROW - count + 1, LAST_ROW + 1)
        )
    )


def one_far_cell(value: str = "") -> bytes:
    inside = f' t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>' if value else "/>"
    return with_rows(f'<row r="{LAST_ROW}"><c r="XFD{LAST_ROW}" s="1"{inside}</row>'.encode())


def zip_bomb(part: str, size: int = 500_000_000) -> bytes:
    """A part that unpacks to gigabytes."""
    content = workbook()
    content.pop(part, None)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, held in content.items():
            file.writestr(name, held)
        entry = zipfile.ZipInfo(part)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with file.open(entry, "w", force_zip64=True) as stream:
            for _ in range(size // 10_000_000):
                stream.write(b" " * 10_000_000)
    return made.getvalue()


def lying_zip_bomb() -> bytes:
    """A part listed with 100 bytes whose content is a hundred megabytes."""
    data = bytearray(zip_bomb(sheet(2), 100_000_000))
    at = 0
    while (at := data.find(b"PK\1\2", at)) >= 0:
        length = struct.unpack_from("<H", data, at + 28)[0]
        if bytes(data[at + 46 : at + 46 + length]).decode() == sheet(2):
            struct.pack_into("<L", data, at + 24, 100)
        at += 46
    return bytes(data)


def deep(depth: int = 200_000) -> bytes:
    nest = b"<is>" + b"<r>" * depth + b"</r>" * depth + b"</is>"
    return with_rows(b'<row r="300"><c r="A300" t="inlineStr">' + nest + b"</c></row>")


def many_cells(count: int = 3_000_000) -> bytes:
    return with_rows(
        b"".join(
            b'<row r="%d">' % n + b"<c><v>1</v></c>" * 100 + b"</row>"
            for n in range(200, 200 + count // 100)
        )
    )


def long_text(length: int = 5_000_000, words: bytes = b"a") -> bytes:
    text = words * (length // len(words))
    cell = b'<c r="F300" t="inlineStr"><is><t>' + text + b"</t></is></c>"
    return with_rows(b'<row r="300">' + cell + b"</row>")


def shared_text_many_times() -> bytes:
    """One text of 30,000 characters that thousands of cells point to."""
    content = shared()
    strings = content["xl/sharedStrings.xml"]
    last = strings.count(b"<si>")
    strings = strings.replace(b"</sst>", b"<si><t>" + b"word " * 6_000 + b"</t></si></sst>")
    rows = b"".join(
        b'<row r="%d"><c r="F%d" t="s"><v>%d</v></c></row>' % (n, n, last)
        for n in range(200, 3_000)
    )
    content["xl/sharedStrings.xml"] = strings
    content[sheet(3)] = content[sheet(3)].replace(b"</sheetData>", rows + b"</sheetData>")
    return packed(content)


def many_styles(count: int = 500_000) -> bytes:
    extra = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>' * count
    return changed("xl/styles.xml", lambda xml: xml.replace(b"</cellXfs>", extra + b"</cellXfs>"))


def many_strings(count: int = 400_000) -> bytes:
    extra = b"<si><r><rPr><b/></rPr><t>a</t></r></si>" * count
    content = shared()
    strings = content["xl/sharedStrings.xml"]
    return packed(
        {**content, "xl/sharedStrings.xml": strings.replace(b"</sst>", extra + b"</sst>")}
    )


def rules_without_end(count: int = 36_000) -> bytes:
    """Validation rules opened again and again, never closed."""
    begin = b"</sheetData>" + b"<conditionalFormatting >" * count
    end = b"</conditionalFormatting>"
    return changed(sheet(3), lambda xml: xml.replace(end, b"").replace(b"</sheetData>", begin))


def without(part: str) -> bytes:
    content = workbook()
    content.pop(part)
    return packed(content)


def twice(part: str = "xl/workbook.xml") -> bytes:
    other = part[:-4] + ".xmk"
    return packed({**workbook(), other: b"<a/>"}).replace(other.encode(), part.encode())


def climbing() -> bytes:
    return packed({**workbook(), "../../../escaped.txt": b"escaped"})


def strict() -> bytes:
    usual = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return changed(
        "xl/workbook.xml",
        lambda xml: xml.replace(usual, b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    )


def encrypted_part() -> bytes:
    data = bytearray(WORKBOOK.read_bytes())
    at = 0
    while (at := data.find(b"PK\1\2", at)) >= 0:
        data[at + 8] |= 1
        at += 46
    return bytes(data)


def many_parts(count: int = 200_000) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for number in range(count):
            file.writestr(f"xl/p{number}", b"")
    return made.getvalue()
