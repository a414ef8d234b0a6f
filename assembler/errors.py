"""Errors that end the work on a file. Loaded by everything, so it loads nothing."""


class AssemblerError(Exception):
    """Work on a file cannot go on: `what` is wrong and what to `do`, both for the adviser."""

    def __init__(self, what: str, do: str) -> None:
        """Keep the two sentences."""
        super().__init__(f"{what} {do}")
        self.what = what
        self.do = do


def unexpected(error: Exception) -> AssemblerError:
    """Return the message for an exception that nobody foresaw.

    If it is about a file or folder, the message names that; for any other the traceback is written
    to a log file, which the message names.
    """
    if isinstance(error, OSError) and error.filename:
        return AssemblerError(
            f"{error.filename} could not be opened: {error.strerror or 'the disk gave no reason'}.",
            "Check that you may open it and that no other program holds it, then run it again.",
        )
    import tempfile  # noqa: PLC0415 - hardly ever needed
    import traceback  # noqa: PLC0415

    with tempfile.NamedTemporaryFile(
        "w", prefix="assemble-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write("".join(traceback.format_exception(error)))
    return AssemblerError(
        "Something went wrong inside the program; your files were left as they were.",
        f"Please send {log.name} to whoever looks after it.",
    )
