"""Our rendering of templates against docxtpl's: its own published test templates, and planted ones.

In the folder tests: python -m support.docxtpl_trials [--planted 600] [FOLDER]. FOLDER is the folder
`tests` of docxtpl's source (github.com/elapouya/python-docx-template), whose scripts are run there
for what they put into which template. Both engines then fill in the same template with the same
values, docxtpl with autoescape. What is compared is every paragraph, row and cell of the body, the
headers, footers and notes: text, style, shade and width. A difference has a reason below, or is
reported.
"""

import argparse
import runpy
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout, suppress
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import docxtpl
from jinja2 import TemplateError, UndefinedError
from lxml import etree

from assembler.errors import AssemblerError
from assembler.templating import environment, render
from assembler.word.document import WordDocument
from assembler.word.namespaces import w
from assembler.word.read_runs import visible_text
from support.planted_templates import planted

STORIES = ("header", "footer", "footnotes")
BARE = "bare "
SAME = "the same"
REFUSED = "refused: "
OBJECT = "a value is an object of docxtpl's own"
NO_NAME = "a name that nobody gives is an error here, nothing in docxtpl"
BREAKS = "docxtpl makes breaks of \\n, \\t, \\a and \\f in a value; here a value is a line"
MARKS = "docxtpl prints {_{ as {{, and the like; here it is text as any other"
NO_PARAGRAPH = "docxtpl leaves a cell without a paragraph; here it gets a blank one"


@dataclass(frozen=True)
class Trial:
    """A template and the values for it."""

    name: str
    template: bytes
    values: Mapping[str, Any]


def verdict(trial: Trial) -> str:
    """Return SAME, the reason why the two differ, or how they differ, beginning with DIFFERENT."""
    if any(type(value).__module__.startswith("docxtpl") for value in _all(trial.values)):
        return OBJECT
    try:
        mine = ours(trial)
    except UndefinedError:
        return NO_NAME
    except AssemblerError as error:
        return REFUSED + error.what
    except TemplateError as error:
        return f"DIFFERENT: {type(error).__name__}: {error}"
    theirs = docxtpls(trial)
    different = [(one, two) for one, two in zip(mine, theirs, strict=False) if one != two]
    if not different and len(mine) == len(theirs):
        return SAME
    return _reason(trial, mine, theirs) or f"DIFFERENT: {(different or [(mine, theirs)])[0]}"


def ours(trial: Trial) -> list[str]:
    """Return what the program makes of a template."""
    prepared = render.load_template(trial.name, trial.template)
    filled = {
        name: environment.fill(compiled, trial.values, {})
        for name, compiled in prepared.compiled.items()
    }
    document = WordDocument(trial.template, trial.name)
    parts = _parts(document)
    return _shapes(
        etree.fromstring(filled[name]) if name in filled else document.root(name) for name in parts
    )


def docxtpls(trial: Trial) -> list[str]:
    """Return what docxtpl makes of a template."""
    template = docxtpl.DocxTemplate(BytesIO(trial.template))
    template.render(dict(trial.values), autoescape=True)
    held = BytesIO()
    template.save(held)
    document = WordDocument(held.getvalue(), trial.name)
    return _shapes(document.root(name) for name in _parts(document))


def _parts(document: WordDocument) -> list[str]:
    found = [document.main, *(name for kind in STORIES for name in document.related(kind))]
    return sorted(dict.fromkeys(found))


def _shapes(roots: Iterator[etree._Element]) -> list[str]:
    return [_shape(element) for root in roots for element in root.iter(w("p"), w("tr"), w("tc"))]


def _shape(element: etree._Element) -> str:
    """Describe a paragraph, row or cell."""
    if element.tag == w("p"):
        style = element.find(f"{w('pPr')}/{w('pStyle')}")
        breaks = len(list(element.iter(w("br"), w("tab"))))
        name = "" if style is None else style.get(w("val"), "")
        return f"{name}: {visible_text(element)}" + " and a break" * breaks
    if element.tag == w("tr"):
        return "row"
    shade = element.find(f"{w('tcPr')}/{w('shd')}")
    span = element.find(f"{w('tcPr')}/{w('gridSpan')}")
    marks = [
        "" if mark is None else mark.get(w(name), "")
        for mark, name in ((shade, "fill"), (span, "val"))
    ]
    bare = element.find(w("p")) is None
    return f"{BARE * bare}cell {marks}"


def _reason(trial: Trial, mine: list[str], theirs: list[str]) -> str:
    texts = [value for value in _all(trial.values) if isinstance(value, str)]
    if any(sign in text for text in texts for sign in "\n\t\a\f"):
        return BREAKS
    if any(mark in text for text in [*texts, *mine] for mark in ("{_{", "}_}", "{_%", "%_}")):
        return MARKS
    if any(shape.startswith(BARE) for shape in theirs) and _filled(mine) == _filled(theirs):
        return NO_PARAGRAPH
    return ""


def _filled(shapes: list[str]) -> list[str]:
    """Leave out what stands in a cell for nothing."""
    return [shape.removeprefix(BARE) for shape in shapes if shape != ": "]


def _all(value: Any) -> Iterator[Any]:
    """Yield a value and all within it."""
    yield value
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from _all(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _all(inner)


def published(folder: Path) -> Iterator[Trial]:
    """Yield each template that docxtpl's own test scripts render, with the values they give it."""
    for script in sorted(folder.glob("*.py")):
        found: list[tuple[Any, Mapping[str, Any]]] = []

        def render_noted(
            self: Any, context: Any, *_: Any, found: list[Any] = found, **__: Any
        ) -> None:
            found.append((self.template_file, context))

        with TemporaryDirectory() as place, suppress(Exception, SystemExit):
            Path(place, "templates").symlink_to(folder / "templates")
            Path(place, "output").mkdir()
            with (
                chdir(place),
                redirect_stdout(StringIO()),
                patch.object(docxtpl.DocxTemplate, "render", render_noted),
            ):
                runpy.run_path(str(script), run_name="__main__")
        if not found:
            sys.stdout.write(f"{script.stem}: renders nothing by itself\n")
        for number, (template, values) in enumerate(found, start=1):
            path = folder / "templates" / Path(str(template)).name
            if path.exists():
                yield Trial(f"{script.stem} {number}", path.read_bytes(), values)


def main() -> int:
    """Print how many came out the same, and every reason and difference of the others."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--planted", type=int, default=600, metavar="N", help="how many of ours")
    options = parser.parse_args()
    unlike = 0
    groups = [("planted", (Trial(*one) for one in planted(options.planted)))]
    groups += [("published", published(options.folder.resolve()))] if options.folder else []
    for group, trials in groups:
        counts: Counter[str] = Counter()
        for trial in trials:
            said = verdict(trial)
            counts[said] += 1
            if said != SAME:
                sys.stdout.write(f"{trial.name}: {said}\n")
        unlike += sum(count for said, count in counts.items() if said.startswith("DIFFERENT"))
        sys.stdout.write(f"{counts[SAME]:5} of {counts.total()} {group} templates the same\n")
        for said, count in counts.most_common():
            sys.stdout.write(f"{count:8} {said}\n" if said != SAME else "")
    return int(bool(unlike))


if __name__ == "__main__":
    sys.exit(main())
