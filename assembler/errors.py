"""Errors that end the work on a file. Loaded by everything, so it loads nothing."""


class AssemblerError(Exception):
    """Work on a file cannot go on: `what` is wrong and what to `do`, both for the adviser."""

    def __init__(self, what: str, do: str) -> None:
        """Keep the two sentences."""
        super().__init__(f"{what} {do}")
        self.what = what
        self.do = do


def internal_error() -> AssemblerError:
    """Write the current traceback to a log file; return the message that names the file."""
    import tempfile  # noqa: PLC0415 - hardly ever needed
    import traceback  # noqa: PLC0415

    with tempfile.NamedTemporaryFile(
        "w", prefix="assemble-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(traceback.format_exc())
    return AssemblerError(
        "Something went wrong inside the program; your files were left as they were.",
        f"Please send {log.name} to whoever looks after it.",
    )
