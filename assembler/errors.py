"""What ends the work on a file. Loaded by everything, so it loads nothing."""


class AssemblerError(Exception):
    """Cannot go on: `what` is wrong and what to `do`, both for the adviser to read."""

    def __init__(self, what: str, do: str) -> None:
        """Keep the two sentences."""
        super().__init__(f"{what} {do}")
        self.what = what
        self.do = do
