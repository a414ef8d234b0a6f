"""Have LibreOffice accept or reject all tracked changes of many files, in one session."""

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from support import macros

ACCEPT, REJECT, KEEP = ".uno:AcceptAllTrackedChanges", ".uno:RejectAllTrackedChanges", ""
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
    calls = "\n".join(
        f'  Call Settle("{one.file.as_uri()}", "{one.command}", "{one.target.as_uri()}")'
        for one in orders
    )
    macros.run(program, profile, _CODE.format(calls=calls), "Main")
    return True
