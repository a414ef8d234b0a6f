"""Fifty edits after which a letter holds text that no reader of the page sees, or review missed.

Hidden words are told as such; words where a page shows them but not as paragraphs (WordArt,
equations), and words that only the file holds, are told when they name another council or are
left over.
"""

from support.edited_package import (
    APP,
    CORE,
    CUSTOM,
    NUMBERING,
    OFFICE,
    Edit,
    Row,
    W,
    block,
    both,
    paragraph,
    related,
    run,
    setting,
    style,
    swap,
)

_COUNCIL = "Kent County Council"
_WEAK = run("Weak chair.")
_DRAWING = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
_VML = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
_MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
_MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def _looking(name: str, properties: str) -> Row:
    """Return a row that adds words of a look."""
    return Row(name, "letter", paragraph(run("Weak chair.", properties)), "left.hidden")


def _in(name: str, xml: str, properties: str = "") -> Row:
    return Row(name, "letter", paragraph(xml, properties), "left.hidden")


def _styled(name: str, kind: str, properties: str) -> Row:
    mark = '<w:{}Style w:val="Plant"/>'
    edits = {
        "character": paragraph(run("Weak chair.", mark.format("r"))),
        "paragraph": paragraph(_WEAK, mark.format("p")),
        "table": _table(_WEAK, table=mark.format("tbl")),
    }
    return Row(name, "letter", both(style(kind, properties), edits[kind]), "left.hidden")


def _table(content: str, *, table: str = "", row: str = "", cell: str = "") -> Edit:
    return block(
        f'<w:tbl><w:tblPr>{table}<w:tblLook w:val="0020"/></w:tblPr>'
        '<w:tblGrid><w:gridCol w:w="900"/></w:tblGrid>'
        f"<w:tr><w:trPr><w:tblHeader/>{row}</w:trPr><w:tc><w:tcPr>{cell}</w:tcPr>"
        f"<w:p>{content}</w:p></w:tc></w:tr></w:tbl><w:p/>"
    )


def _in_table(name: str, content: str = _WEAK, **properties: str) -> Row:
    return Row(name, "letter", _table(content, **properties), "left.hidden")


def _word_art(text: str) -> str:
    return (
        f'<w:r><w:pict {_VML}><v:shape style="width:400pt;height:90pt">'
        f'<v:textpath string="{text}"/></v:shape></w:pict></w:r>'
    )


def _box(text: str, *, place: str = "0", size: str = "900000") -> str:
    return (
        f'<w:r><w:drawing><wp:anchor {_DRAWING}><wp:positionH relativeFrom="page">'
        f"<wp:posOffset>{place}</wp:posOffset></wp:positionH>"
        f'<wp:extent cx="{size}" cy="{size}"/><wp:docPr id="7" name="A" descr="A box"/>'
        '<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/'
        f'wordprocessingShape"><wps:wsp><wps:txbx><w:txbxContent><w:p>{run(text)}</w:p>'
        "</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor>"
        "</w:drawing></w:r>"
    )


def _picture(attributes: str) -> str:
    return (
        f'<w:r><w:drawing><wp:inline {_DRAWING}><wp:extent cx="9000" cy="9000"/>'
        f'<wp:docPr id="7" name="A" {attributes}/></wp:inline></w:drawing></w:r>'
    )


def _stored(name: str, edit: Edit) -> Row:
    return Row(name, "letter", edit, "content.other_council")


def _control(entry: str) -> Edit:
    return block(
        f"<w:sdt><w:sdtPr>{entry}</w:sdtPr><w:sdtContent><w:p>{run('Thank you.')}</w:p>"
        "</w:sdtContent></w:sdt>"
    )


def _core(name: str) -> Edit:
    tag = f'<dc:{name} xmlns:dc="http://purl.org/dc/elements/1.1/">{_COUNCIL}</dc:{name}>'
    return swap(CORE, "</cp:coreProperties>", f"{tag}</cp:coreProperties>")


_PEOPLE = (
    '<w15:people xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml">'
    '<w15:person w15:author="{0}"><w15:presenceInfo w15:providerId="AD" w15:userId="{0}"/>'
    "</w15:person></w15:people>"
)
_GLOSSARY = (
    f"<w:glossaryDocument {W}><w:docParts><w:docPart>{{}}</w:docPart></w:docParts>"
    "</w:glossaryDocument>"
)
_MAIL_MERGE = '<w:mailMerge><w:connectString w:val="Data Source=people.xlsx"/></w:mailMerge>'
_QUERY = '<w:mailMerge><w:query w:val="SELECT * FROM people"/></w:mailMerge>'
_VARIABLE = '<w:docVars><w:docVar w:name="was" w:val="Weak chair"/></w:docVars>'

HIDDEN = (
    _looking("hidden", "<w:vanish/>"),
    _looking("hidden on the web", "<w:webHidden/>"),
    _looking("white", '<w:color w:val="FFFFFF"/>'),
    _looking("nearly white", '<w:color w:val="FDFDFD"/>'),
    _looking("white of the theme", '<w:color w:val="auto" w:themeColor="background1"/>'),
    _looking("light of the theme", '<w:color w:val="000000" w:themeColor="light1"/>'),
    _looking("white on a white highlight", '<w:color w:val="FFFFFF"/><w:highlight w:val="white"/>'),
    _looking("black on black", '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="000000"/>'),
    _looking("one point", '<w:sz w:val="2"/>'),
    _looking("squeezed", '<w:w w:val="1"/>'),
    _looking("letters over each other", '<w:spacing w:val="-200"/>'),
    _looking("sunk below the page", '<w:position w:val="-4000"/>'),
    _styled("hidden by a character style", "character", "<w:rPr><w:vanish/></w:rPr>"),
    _styled("hidden by a paragraph style", "paragraph", "<w:rPr><w:vanish/></w:rPr>"),
    _styled("hidden by a table style", "table", "<w:rPr><w:vanish/></w:rPr>"),
    _styled("white by a table style", "table", '<w:rPr><w:color w:val="FFFFFF"/></w:rPr>'),
    _styled(
        "hidden by a table style, in its first row",
        "table",
        '<w:tblStylePr w:type="firstRow"><w:rPr><w:vanish/></w:rPr></w:tblStylePr>',
    ),
    _styled("tiny by a paragraph style", "paragraph", '<w:rPr><w:sz w:val="2"/></w:rPr>'),
    _in("lines too low", _WEAK, '<w:spacing w:line="10" w:lineRule="exact"/>'),
    _in("a frame off the page", _WEAK, '<w:framePr w:x="-20000" w:y="1"/>'),
    _in("a frame too low", _WEAK, '<w:framePr w:h="20" w:hRule="exact" w:w="2000"/>'),
    _in("set in beyond the margin", _WEAK, '<w:ind w:left="-20000" w:right="20000"/>'),
    _in("a text box off the page", _box("Weak chair.", place="-90000000")),
    _in("a text box of no size", _box("Weak chair.", size="0")),
    _in_table("a row too low", row='<w:trHeight w:val="10" w:hRule="exact"/>'),
    _in_table("a hidden row", row="<w:hidden/>"),
    _in_table(
        "the colour of its cell",
        run("Weak chair.", '<w:color w:val="732282"/>'),
        cell='<w:shd w:val="clear" w:fill="732282"/>',
    ),
)
SHOWN = (
    _stored("WordArt", paragraph(_word_art(_COUNCIL))),
    Row("WordArt in a drawing", "letter", paragraph(_box(_COUNCIL)), "left.other_council"),
    _stored(
        "a watermark",
        swap("word/header1.xml", "</w:hdr>", f"<w:p>{_word_art(_COUNCIL)}</w:p></w:hdr>"),
    ),
    Row("a watermark left over", "letter", paragraph(_word_art("TBC")), "content.mark"),
    Row(
        "an equation",
        "letter",
        paragraph(f"<m:oMath {_MATH}><m:r><m:t>{_COUNCIL}</m:t></m:r></m:oMath>"),
        "left.other_council",
    ),
    _stored(
        "the number of a list", swap(NUMBERING, 'lvlText w:val="', f'lvlText w:val="{_COUNCIL} ')
    ),
)
STORED = (
    _stored("alt text", paragraph(_picture(f'descr="{_COUNCIL}"'))),
    _stored("alt text's title", paragraph(_picture(f'descr="Arms" title="{_COUNCIL}"'))),
    _stored("alt text of a shape", paragraph(
        _word_art("Prevent").replace("style=", f'alt="{_COUNCIL}" style=')
    )),
    _stored("subject", _core("subject")),
    Row("title", "letter", swap(CORE, "Exampleshire County Council", _COUNCIL), "properties.title"),
    _stored("custom XML", related("customXml", "/customXml/item9.xml", f"<a>{_COUNCIL}</a>")),
    _stored("a custom property", swap(CUSTOM, "</Properties>", (
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="9" name="Case">'
        f"<vt:lpwstr>{_COUNCIL}</vt:lpwstr></property></Properties>"
    ))),
    _stored("the titles of parts", swap(APP, "</Properties>", (
        f"<HyperlinkBase>{_COUNCIL}</HyperlinkBase></Properties>"
    ))),
    Row("a variable", "letter", setting(_VARIABLE), "content.stored"),
    Row("a mail merge's source", "letter", setting(_MAIL_MERGE), "content.stored"),
    Row("a mail merge's query", "letter", setting(_QUERY), "content.stored"),
    Row(
        "people",
        "letter",
        related(
            "people", "/word/people.xml", _PEOPLE.format("pat@example.org"),
            office="http://schemas.microsoft.com/office/2011/relationships",
        ),
        "properties.people",
    ),
    _stored("the glossary", related(
        "glossaryDocument", "/word/glossary/document.xml",
        _GLOSSARY.format(f"<w:docPartBody><w:p>{run(_COUNCIL)}</w:p></w:docPartBody>"),
    )),
    _stored("a content control's title", _control(f'<w:alias w:val="{_COUNCIL}"/>')),
    _stored("a link's tip", both(
        related("hyperlink", "https://www.gov.uk/"),
        paragraph(
            f'<w:hyperlink xmlns:r="{OFFICE}" r:id="rPlant" w:tooltip="{_COUNCIL}">'
            f"{run('the guidance')}</w:hyperlink>"
        ),
    )),
    _stored("the other alternative", paragraph(
        f'<mc:AlternateContent {_MC}><mc:Choice Requires="wps">{run("Fine.")}</mc:Choice>'
        f"<mc:Fallback>{run(_COUNCIL)}</mc:Fallback></mc:AlternateContent>"
    )),
    Row("a footer of no page", "letter", related(
        "footer", "/word/footer9.xml", f"<w:ftr {W}><w:p>{run(_COUNCIL)}</w:p></w:ftr>"
    ), "left.other_council"),
)  # fmt: skip
UNSEEN = (*HIDDEN, *SHOWN, *STORED)
