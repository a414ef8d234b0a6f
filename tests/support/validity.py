"""Judge the .docx and .xlsx files that tests make: openxml-audit, and what it misses.

Three judges: openxml-audit (the schemas and rules of the Open XML SDK), rules of our own for what
no schema states, and, where it is beside the project, a checker against the ECMA-376 schemas.
"""

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from lxml import etree
from openxml_audit import OpenXmlValidator

from support.paths import SHARED
from support.validity_excel import S, excel_faults
from support.validity_package import Package, UnreadablePackageError, package_faults
from support.validity_word import word_faults


@dataclass(frozen=True)
class Noise:
    """Findings that are false alarms: in which part, what they say, and why they are wrong."""

    part: str
    description: str
    reason: str
    path: str = ".*"


NOISE = (
    Noise(
        "/word/document.xml",
        r"A required relationship type '.*/theme' is missing\.",
        "Word opens a document without a theme and uses its own.",
    ),
    Noise(
        "/word/.*",
        r"Invalid value for attribute 'val': Value '(true|false)' is not in allowed values: .*",
        "ST_OnOff takes true and false as well as on and off (ECMA-376 22.9.2.7).",
        path=r".*/(tblHeader|cantSplit)\[1\]",
    ),
    Noise(
        "/word/.*",
        "Required sequence content is missing",
        "CT_TrPr may hold nothing but ins or del (ECMA-376 17.13.5): a row of a tracked change.",
        path=r".*/trPr\[1\]",
    ),
    Noise(
        "/xl/worksheets/.*",
        r"Worksheet .* inline-string cell\(s\) .*",
        "Inline strings are valid (ECMA-376 18.3.1.53); Excel moves them when it saves the file.",
    ),
    Noise(
        "/xl/.*",
        r"Unexpected element '(b|i|u|strike|color|sz|name|rFont|family|scheme|charset)' found",
        "CT_Font and CT_RPrElt are choices (ECMA-376 18.8.22, 18.4.7): any order is right.",
        path=r".*/(fonts\[1\]/font|r\[\d+\]/rPr)\[\d+\]",
    ),
    Noise(
        "/xl/.*",
        r".*attribute '\{http://www.w3.org/XML/1998/namespace\}space' is not allowed\.",
        "xml:space on a text is Excel's own way to keep its blanks; sml.xsd leaves it out.",
    ),
)

_judged: dict[tuple[str, bool, str], tuple[str, ...]] = {}


def faults(path: Path, *, schemas: bool = True) -> tuple[str, ...]:
    """Return what the judges have against a file. The same content is judged only once.

    `schemas` takes the ECMA-376 schemas as well, where they are beside the project.
    """
    content = path.read_bytes()
    key = (path.suffix, schemas, sha256(content).hexdigest())
    if key not in _judged:
        _judged[key] = tuple(dict.fromkeys(_faults(path, content, schemas=schemas)))
    return _judged[key]


def _is_noise(part: str, description: str, path: str = "") -> bool:
    return any(
        re.fullmatch(noise.part, part)
        and re.fullmatch(noise.description, description, re.DOTALL)
        and re.fullmatch(noise.path, path)
        for noise in NOISE
    )


def _faults(path: Path, content: bytes, *, schemas: bool) -> Iterator[str]:
    try:
        package = Package(content)
    except UnreadablePackageError as error:
        yield str(error)
        return
    yield from package_faults(package)
    yield from (word_faults if path.suffix == ".docx" else excel_faults)(package)
    for error in _audit().validate(path).errors:
        if not _is_noise(error.part_uri, error.description, error.path):
            yield f"{error.part_uri}: {error.description} ({error.path})"
    if schemas:
        yield from _by_schema(path, package)


def _by_schema(path: Path, package: Package) -> Iterator[str]:
    """Yield what the ECMA-376 schemas say, where they are beside the project."""
    checker = _schema_checker()
    if checker is None:
        return
    if path.suffix == ".docx":
        yield from checker.check(path, _schema("wml.xsd"))
        return
    schema = _schema("sml.xsd")
    for part, root in package.roots.items():
        if str(root.tag).startswith(S):
            checker.set_aside_ignorable(root)
            schema.validate(root)
            for message in [error.message for error in schema.error_log][:5]:
                if not _is_noise(f"/{part}", message):
                    yield f"{part}: {message}"


@cache
def _audit() -> OpenXmlValidator:
    # Made once: it compiles the schemas as it meets them, so that only the first file is slow.
    return OpenXmlValidator(max_errors=0)


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(SHARED / "ooxml-xsd" / name))


@cache
def _schema_checker() -> Any:
    place = SHARED / "tools" / "check_ooxml.py"
    spec = importlib.util.spec_from_file_location("check_ooxml", place)
    if not place.exists() or spec is None or spec.loader is None:
        return None
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    return checker
