"""Thirty edits after which a letter runs, fetches or carries something, or a link misleads."""

from support.edited_package import (
    MICROSOFT,
    RELS,
    Edit,
    Row,
    field,
    link,
    paragraph,
    related,
    split_field,
    split_field_runs,
)

_SETTINGS_RELS = "word/_rels/settings.xml.rels"
_VML = 'xmlns:v="urn:schemas-microsoft-com:vml"'


def _part(name: str, kind: str, file: str, office: str = "") -> Row:
    """Return a row that adds a part of a kind."""
    added = related(kind, f"/word/{file}", "<a/>", **({"office": office} if office else {}))
    return Row(name, "letter", added, "content.part")


def _fetched(name: str, kind: str, target: str, of: str = RELS) -> Row:
    code = "content.part" if target.startswith("https:") else "properties.path"
    return Row(name, "letter", related(kind, target, of=of), code)


def _field(name: str, edit: Edit) -> Row:
    return Row(name, "letter", edit, "content.field")


def _link(name: str, shown: str, target: str, code: str = "content.link") -> Row:
    return Row(name, "letter", link(shown, target), code)


ACTIVE = (
    _part("macros", "vbaProject", "vbaProject.bin", MICROSOFT),
    _part("an embedded object", "oleObject", "embeddings/object.bin"),
    _part("an embedded workbook", "package", "embeddings/book.xlsx"),
    _part("a document to be inserted", "aFChunk", "chunk.docx"),
    _part("ActiveX", "control", "activeX/activeX1.xml"),
    _part("a chart with its workbook", "chart", "charts/chart1.xml"),
    _part("a part of an unknown kind", "somethingNew", "new.bin"),
    _fetched("a sub-document", "subDocument", "https://example.org/a.docx"),
    _fetched("a remote template", "attachedTemplate", "https://example.org/a.dotx", _SETTINGS_RELS),
    _fetched("a remote picture", "image", "https://example.org/a.png"),
    _fetched("a picture of a network", "image", "file://server/share/a.png"),
    _fetched("a template of a network", "attachedTemplate", "\\\\server\\a.dotm", _SETTINGS_RELS),
    _fetched("a mail-merge source", "mailMergeSource", "file:///C:/people.xlsx", _SETTINGS_RELS),
    _fetched("a linked object", "oleObject", "https://example.org/a.xlsx"),
    _field("DDE", field("DDE Excel book.xlsx R1C1")),
    _field("DDEAUTO in pieces", split_field(" DDE", "AUTO c:\\cmd ")),
    _field("INCLUDEPICTURE", field("INCLUDEPICTURE https://example.org/a.png")),
    _field("INCLUDETEXT", field("INCLUDETEXT other.docx")),
    _field("QUOTE", field("QUOTE 65 66")),
    _field("a field within a field", paragraph(
        split_field_runs(" IF ").replace(
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            split_field_runs(" QUOTE 65 ") + '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        )
    )),
    _field("MACROBUTTON", field("MACROBUTTON Run here")),
    _field("a link field to a network", split_field(' HYPERLINK "file://server/share/a" ')),
    _field("a link field to a path", split_field(' HYPERLINK "\\\\\\\\server\\\\share\\\\a" ')),
    _link("a link to a network", "the plan", "file://server/share/plan.docx", "properties.path"),
    _link("a link that runs", "the plan", "javascript:alert(1)", "properties.path"),
    _link("mail to another", "a@example.org", "mailto:b@example.org"),
    _link("a blind copy", "write to us", "mailto:a@example.org?bcc=b@example.org"),
    _link("an address that is a page", "a@example.org", "https://example.net"),
    _link("another site", "www.gov.uk/prevent", "https://example.net/prevent"),
    Row("a shape that links", "letter", paragraph(
        f'<w:r><w:pict {_VML}><v:shape href="file://server/a" alt="Arms"/></w:pict></w:r>'
    ), "content.link"),
)  # fmt: skip
assert len(ACTIVE) == 30, len(ACTIVE)
