"""Entry point; catches Ctrl-C while the program is still loading.

`python -m assembler` is `assemble`.
"""


def main() -> None:
    """Load the command line and run it."""
    try:
        from assembler import cli  # noqa: PLC0415 - takes most of the time until it can be stopped

        cli.main()
    except KeyboardInterrupt:
        raise SystemExit("Stopped.") from None


if __name__ == "__main__":
    main()
