"""A .docx from a few lines of Word XML."""

from io import BytesIO
from zipfile import ZipFile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>{}</Types>'
)
_RELATIONSHIPS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    "{}</Relationships>"
)


def docx(  # noqa: PLR0913 - a document has all of these
    body: str,
    *,
    main: str = "word/document.xml",
    header: str = "",
    target: str = "header1.xml",
    package_target: str = "",
    root: str = "",
) -> bytes:
    """Return a document of this body; `header` is the content of its header.

    `target` and `package_target` are the targets of the relationships to the header and to the
    main part; `root` are attributes of its root.
    """
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/></w:sectPr>'
    overrides = [(f"/{main}", f"{_WORD}.document.main+xml")]
    parts = {
        "_rels/.rels": _related(("rId1", "officeDocument", package_target or main)),
        main: f"<w:document {NAMESPACES} {root}><w:body>{body}{section if header else ''}</w:body>"
        "</w:document>",
    }
    if header:
        folder, _, file = main.rpartition("/")
        parts[f"{folder}/_rels/{file}.rels"] = _related(("rId1", "header", target))
        overrides.append(("/word/header1.xml", f"{_WORD}.header+xml"))
        parts["word/header1.xml"] = f"<w:hdr {NAMESPACES}>{header}</w:hdr>"
    types = "".join(f'<Override PartName="{n}" ContentType="{kind}"/>' for n, kind in overrides)
    held = BytesIO()
    with ZipFile(held, "w") as package:
        package.writestr("[Content_Types].xml", _TYPES.format(types))
        for name, xml in parts.items():
            package.writestr(name, xml)
    return held.getvalue()


def _related(*rows: tuple[str, str, str]) -> str:
    return _RELATIONSHIPS.format(
        "".join(
            f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
            for key, kind, target in rows
        )
    )
