"""Run macros in LibreOffice, for what its command line cannot do."""

import html
import re
import subprocess
from pathlib import Path


def run(program: str, profile: Path, source: str, call: str) -> None:
    """Run a macro, `call`, of a source text in one session of LibreOffice."""
    start = [program, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    module = profile / "user" / "basic" / "Standard" / "Module1.xba"
    if not module.exists():  # the first start makes it
        _start([*start, "--terminate_after_init"])
    text = re.sub(
        r"(<script:module[^>]*>).*(</script:module>)",
        lambda found: f"{found[1]}{html.escape(source)}{found[2]}",
        module.read_text("utf-8"),
        flags=re.DOTALL,
    )
    module.write_text(text, "utf-8")
    _start([*start, f"macro:///Standard.Module1.{call}"])


def _start(command: list[str]) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=300)
