"""Compile docxtpl's tag language: from the XML of a Word part to the code of a Jinja template."""

import re
from functools import lru_cache

from assembler.templating import allowed_tags, constant_loops
from assembler.templating.environment import ENVIRONMENT, Code, Compiled, from_code
from assembler.word.namespaces import W

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_STEP = re.compile(r"<w:t(?: [^>]*)?>|</w:t>|<[^>]*>|\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_EMPTY_RUN = re.compile(
    r"<w:r(?: [^>]*)?>(?:<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t(?: [^>]*)?></w:t></w:r>", re.DOTALL
)
# docxtpl writes a cell's shading before its width; the standard wants it after the borders.
_SHADE_FIRST = re.compile(
    r'(<w:tcPr>)(<w:shd [^>]*w:fill="\{\{[^>]*/>)'
    r"((?:(?!<w:noWrap|<w:tcMar|<w:textDirection|<w:tcFitText|<w:vAlign|<w:hideMark|</w:tcPr>).)*)",
    re.DOTALL,
)


def has_tags(xml: str) -> bool:
    """Whether a part holds any tag, also one split over runs."""
    text = re.sub(r"<[^>]*>", "", xml)
    return "{{" in text or "{%" in text or "{#" in text


def compiled(xml: str, *, located: bool = False) -> Compiled:
    """Compile the XML of a part into a Jinja template.

    With `located` every paragraph begins a line, so that the line of an error names the paragraph;
    such a template is for locating errors, not for rendering. Raises jinja2.TemplateSyntaxError.
    """
    if located:
        xml = re.sub(r"[\r\n]", " ", xml)
        xml = re.sub(r"<w:p(?=[ >])", "\n<w:p", xml)
    return from_code(code(xml))


def code(xml: str) -> Code:
    """Compile the XML of a part into values that can be cached.

    Raises jinja2.TemplateSyntaxError.
    """
    if W in xml:
        from docxtpl import DocxTemplate  # noqa: PLC0415 - takes longer to load than all else

        mended = DocxTemplate(None).patch_xml(xml)
        xml = _with_runs(_SHADE_FIRST.sub(r"\1\3\2", _EMPTY_RUN.sub("", mended)))
    return _code(_DECLARATION + xml)


@lru_cache(maxsize=256)  # the three templates have the same headers and footers
def _code(source: str) -> Code:
    tree = allowed_tags.check(ENVIRONMENT.parse(source))
    names, loops = constant_loops.free_names(tree.body), constant_loops.extract(tree)
    compile_tree = ENVIRONMENT.compile
    return compile_tree(tree), tuple(map(compile_tree, loops)), tuple(sorted(names))


def _with_runs(source: str) -> str:
    """Mark the `{{ }}` that stand where runs stand (docxtpl's `{{r }}`) to be printed as runs."""
    inside = False

    def step(match: re.Match[str]) -> str:
        nonlocal inside
        piece = match[0]
        if piece.startswith("{{"):
            return piece if inside else f"{{{{ ({piece[2:-2].strip()}) | runs }}}}"
        if piece.startswith("<w:t") and piece[4] in " >" and not piece.endswith("/>"):
            inside = True
        elif piece == "</w:t>":
            inside = False
        return piece

    return _STEP.sub(step, source)
