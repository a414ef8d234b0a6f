"""Have LibreOffice accept or reject all tracked changes of many files, in one session."""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

ACCEPT, REJECT, KEEP = ".uno:AcceptAllTrackedChanges", ".uno:RejectAllTrackedChanges", ""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">{}</script:module>"""
_CODE = """Sub Main
{calls}
  StarDesktop.terminate()
End Sub
Sub Settle(from, command, target)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(from, "_blank", 0, hidden())
  If command <> "" Then
    dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
    dispatcher.executeDispatch(document.CurrentController.Frame, command, "", 0, Array())
  End If
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName"
  form(0).Value = "MS Word 2007 XML"
  document.storeToURL(target, form())
  document.close(True)
End Sub"""


@dataclass(frozen=True)
class Order:
    """One file, what to do with its tracked changes, and where to save it."""

    file: Path
    command: str
    target: Path


def settle(orders: Iterable[Order], profile: Path) -> bool:
    """Carry the orders out; False where LibreOffice is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return False
    office = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    # The first start makes the profile, and with it the empty module that the second one runs.
    _run([*office, "--terminate_after_init"])
    calls = "\n".join(
        f'  Call Settle("{one.file.as_uri()}", "{one.command}", "{one.target.as_uri()}")'
        for one in orders
    )
    module = profile / "user" / "basic" / "Standard" / "Module1.xba"
    module.parent.mkdir(parents=True, exist_ok=True)
    module.write_text(_MODULE.format(escape(_CODE.format(calls=calls))), "utf-8")
    _run([*office, "macro:///Standard.Module1.Main"])
    return True


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=200)
