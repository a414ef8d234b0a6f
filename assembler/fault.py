"""What to tell a user when the program itself is at fault."""

import tempfile

from assembler.errors import AssemblerError


def noted() -> AssemblerError:
    """Put the traceback at hand into a file for those who mend it; give what to tell the user."""
    import traceback  # noqa: PLC0415 - hardly ever needed

    with tempfile.NamedTemporaryFile(
        "w", prefix="assemble-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(traceback.format_exc())
    return AssemblerError(
        "Something went wrong inside the program; your files were left as they were.",
        f"Please send {log.name} to whoever looks after it.",
    )
