"""Ways in which Word holds words that a person sees, as XML: to be filled with a word each."""

from collections.abc import Callable

from docx.oxml.ns import nsdecls

NAMESPACES = nsdecls("w", "m", "wp", "a", "r") + (
    ' xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"'
    ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
Mechanism = Callable[[str], str]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def field(data: str, kind: str) -> str:
    """Return an old form field."""
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {kind} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def old_menu(chosen: str, *entries: str) -> str:
    listed = "".join(f'<w:listEntry w:val="{entry}"/>' for entry in entries)
    return field(f"<w:ddList>{chosen}{listed}</w:ddList>", "FORMDROPDOWN")


def complex_field(instruction: str, result: str) -> str:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
    return f"{begin}{code}{separate}{result}{end}"


def control(kind: str, content: str, *, prompt: bool = False) -> str:
    """Return a content control."""
    shows = "<w:showingPlcHdr/>" if prompt else ""
    return (
        f"<w:sdt><w:sdtPr>{shows}<w:{kind}/></w:sdtPr><w:sdtContent>{content}</w:sdtContent>"
        "</w:sdt>"
    )


def tracked(kind: str, content: str) -> str:
    return f'<w:{kind} w:id="9" w:author="A" w:date="2025-01-01T00:00:00Z">{content}</w:{kind}>'


def alternatives(choice: str, fallback: str, requires: str = "wps") -> str:
    return (
        f'<mc:AlternateContent><mc:Choice Requires="{requires}">{choice}</mc:Choice>'
        f"<mc:Fallback>{fallback}</mc:Fallback></mc:AlternateContent>"
    )


def _drawn(content: str) -> str:
    uri = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
    return (
        '<w:drawing><wp:inline><wp:extent cx="9525" cy="9525"/><wp:docPr id="7" name="Box"/>'
        f'<a:graphic><a:graphicData uri="{uri}">{content}</a:graphicData></a:graphic></wp:inline>'
        "</w:drawing>"
    )


def _shape(word: str) -> str:
    box = f"<w:txbxContent>{paragraph(run(word))}</w:txbxContent>"
    return f"<wps:wsp><wps:txbx>{box}</wps:txbx><wps:bodyPr/></wps:wsp>"


def _old_shape(word: str) -> str:
    box = f"<w:txbxContent>{paragraph(run(word))}</w:txbxContent>"
    return f'<w:pict><v:shape id="s"><v:textbox>{box}</v:textbox></v:shape></w:pict>'


def _text_result(word: str) -> str:
    data = '<w:fldChar w:fldCharType="begin"><w:ffData><w:textInput/></w:ffData></w:fldChar>'
    plain = '<w:fldChar w:fldCharType="begin"/>'
    return complex_field("FORMTEXT", run(word)).replace(plain, data)


# What holds one word.
LEAVES: dict[str, Mechanism] = {
    "run": run,
    "bold run": lambda word: run(word, "<w:b/>"),
    "small capitals": lambda word: run(word, "<w:smallCaps/>"),
    "superscript": lambda word: run(word, '<w:vertAlign w:val="superscript"/>'),
    "unknown property": lambda word: run(word, '<w:webHidden/><w:lang w:val="cy-GB"/>'),
    "split run": lambda word: run(word[:3]) + "<w:proofErr w:type='spellStart'/>" + run(word[3:]),
    "behind a soft hyphen": lambda word: (
        f"<w:r><w:t>{word[:3]}</w:t><w:softHyphen/><w:t>{word[3:]}</w:t></w:r>"
    ),
    "behind a tab": lambda word: f"<w:r><w:tab/><w:t>{word}</w:t></w:r>",
    "behind an aligned tab": lambda word: (
        f'<w:r><w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/>'
        f"<w:t>{word}</w:t></w:r>"
    ),
    "behind a line break": lambda word: f"<w:r><w:br/><w:t>{word}</w:t></w:r>",
    "behind a page break": lambda word: f'<w:r><w:br w:type="page"/><w:t>{word}</w:t></w:r>',
    "old drop-down": lambda word: old_menu('<w:result w:val="1"/>', "Choose", word),
    "old text field": _text_result,
    "equation": lambda word: f"<m:oMath><m:r><m:t>{word}</m:t></m:r></m:oMath>",
    "fraction": lambda word: (
        f"<m:oMath><m:f><m:num><m:r><m:t>{word}</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t>"
        "</m:r></m:den></m:f></m:oMath>"
    ),
    "equation of its own": lambda word: (
        f"<m:oMathPara><m:oMath><m:r><m:t>{word}</m:t></m:r></m:oMath></m:oMathPara>"
    ),
    "ruby": lambda word: (
        "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>a</w:t></w:r></w:rt><w:rubyBase>"
        f"{run(word)}</w:rubyBase></w:ruby></w:r>"
    ),
    "either of two": lambda word: (
        f"<w:r>{alternatives(f'<w:t>{word}</w:t>', f'<w:t>{word}</w:t>', 'w14')}</w:r>"
    ),
    "fallback alone": lambda word: f"<w:r>{alternatives('', f'<w:t>{word}</w:t>', 'w14')}</w:r>",
    "shape": lambda word: f"<w:r>{alternatives(_drawn(_shape(word)), _old_shape(word))}</w:r>",
    "group of shapes": lambda word: (
        f"<w:r>{alternatives(_drawn(f'<wpg:wgp>{_shape(word)}</wpg:wgp>'), '')}</w:r>"
    ),
    "old shape": lambda word: f"<w:r>{_old_shape(word)}</w:r>",
    "drop-down": lambda word: control("dropDownList", run(word)),
    "combo box": lambda word: control("comboBox", run(word)),
    "date": lambda word: control("date", run(word)),
    "text control": lambda word: control("text", run(word)),
    "control with its prompt's mark": lambda word: control("text", run(word), prompt=True),
}
# What stands around words in a paragraph.
WRAPPERS: dict[str, Mechanism] = {
    "link": lambda inner: f'<w:hyperlink w:anchor="a">{inner}</w:hyperlink>',
    "smart tag": lambda inner: f'<w:smartTag w:uri="urn:x" w:element="place">{inner}</w:smartTag>',
    "custom XML": lambda inner: f'<w:customXml w:element="x">{inner}</w:customXml>',
    "control": lambda inner: control("richText", inner),
    "insertion": lambda inner: tracked("ins", inner),
    "moved here": lambda inner: tracked("moveTo", inner),
    "direction": lambda inner: f'<w:dir w:val="ltr">{inner}</w:dir>',
    "override": lambda inner: f'<w:bdo w:val="ltr">{inner}</w:bdo>',
    "simple field": lambda inner: f'<w:fldSimple w:instr=" REF x ">{inner}</w:fldSimple>',
    "field": lambda inner: complex_field("REF x", inner),
    "field in a field": lambda inner: complex_field("IF 1 = 1", complex_field("REF x", inner)),
    "link by a field": lambda inner: complex_field('HYPERLINK "https://example.org"', inner),
    "bookmark": lambda inner: (
        f'<w:bookmarkStart w:id="77" w:name="b"/>{inner}<w:bookmarkEnd w:id="77"/>'
    ),
    "permission": lambda inner: (
        f'<w:permStart w:id="5" w:edGrp="everyone"/>{inner}<w:permEnd w:id="5"/>'
    ),
}
_CELL = "<w:tc><w:tcPr/>{}</w:tc>"
_TABLE = "<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl><w:p/>"
# What stands around paragraphs.
BLOCKS: dict[str, Mechanism] = {
    "control": lambda inner: control("richText", inner),
    "custom XML": lambda inner: f'<w:customXml w:element="x">{inner}</w:customXml>',
    "table": lambda inner: _TABLE.format(f"<w:tr>{_CELL.format(inner)}</w:tr>"),
    "row in a control": lambda inner: _TABLE.format(
        control("richText", f"<w:tr>{_CELL.format(inner)}</w:tr>")
    ),
    "cell in a control": lambda inner: _TABLE.format(
        f"<w:tr>{control('richText', _CELL.format(inner))}</w:tr>"
    ),
    "inserted row": lambda inner: _TABLE.format(
        f"<w:tr><w:trPr>{tracked('ins', '')}</w:trPr>{_CELL.format(inner)}</w:tr>"
    ),
    "either of two": lambda inner: alternatives(inner, inner),
}
