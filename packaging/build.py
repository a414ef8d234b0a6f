"""Build the program folder: python packaging/build.py [DIST].

Writes DIST/assemble (default dist/assemble): a program that needs no Python, with its licences
and, for Windows, the two .cmd files. Needs PyInstaller beside the installed project.
"""

import shutil
import subprocess
import sys
import sysconfig
import tempfile
from importlib import metadata
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
# Beside the program, for those who open the folder.
COMPANIONS = ("Assemble.cmd", "install-for-me.cmd", "READ ME FIRST.txt")
_LICENCE_NAMES = ("licen", "copying", "notice")


def main(dist: Path) -> None:
    """Build the folder; raises CalledProcessError when PyInstaller fails."""
    with tempfile.TemporaryDirectory() as work:
        options = [
            "--noconfirm",
            "--log-level",
            "WARN",
            "--distpath",
            str(dist),
            "--workpath",
            work,
        ]
        subprocess.run(
            [sys.executable, "-m", "PyInstaller", *options, str(HERE / "assemble.spec")], check=True
        )
    folder = dist / "assemble"
    for name in COMPANIONS:
        shutil.copy(HERE / name, folder / name)
    listing = folder / "program" / "modules.txt"
    tops = {name.partition(".")[0] for name in listing.read_text("utf-8").split()}
    write_licences(folder / "licences", tops | {"PyInstaller"})  # whose bootloader starts it
    listing.unlink()
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    print(f"{folder}: {size / 1e6:.0f} MB")


def write_licences(folder: Path, modules: set[str]) -> None:
    """Write the licence of the program, of Python and of each distribution bundled.

    Raises SystemExit when a distribution has none: a text that must travel would be missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "LICENSE", folder / "Assembler.txt")
    (folder / "Python.txt").write_text(_python_licence(), encoding="utf-8")
    owners = metadata.packages_distributions()
    for name in sorted({owner for module in modules for owner in owners.get(module, ())}):
        if name.lower() == "assembler":
            continue
        texts = list(_licence_texts(metadata.distribution(name)))
        if not texts:
            raise SystemExit(f"{name} has no licence text: add it by hand")
        (folder / f"{name}.txt").write_text("\n\n".join(texts), encoding="utf-8")


def _licence_texts(distribution: metadata.Distribution) -> list[str]:
    files = [
        path
        for path in distribution.files or ()
        if path.name.lower().startswith(_LICENCE_NAMES) and path.suffix not in {".py", ".pyc"}
    ]
    texts = [Path(str(distribution.locate_file(path))).read_text("utf-8") for path in files]
    about = distribution.metadata
    named = next((about[key] for key in ("License-Expression", "License") if key in about), "")
    classified = [c for c in about.get_all("Classifier") or () if c.startswith("License ::")]
    if not texts and (named or classified):
        texts = [f"{about['Name']} {about['Version']}: {named or '; '.join(classified)}"]
    return texts


def _python_licence() -> str:
    places = (
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        Path("/usr/share/doc/python3/copyright"),
    )
    return next(path.read_text("utf-8") for path in places if path.is_file())


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "dist").absolute())
