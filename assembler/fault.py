"""What to tell a user when the program itself is at fault."""

import tempfile

from assembler.model import AssemblerError


def noted(trace: str) -> AssemblerError:
    """Put a traceback into a file for those who mend the program; give what to tell the user."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="assemble-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(trace)
    return AssemblerError(
        "Something went wrong inside the program; your files were left as they were.",
        f"Please send {log.name} to whoever looks after it.",
    )
