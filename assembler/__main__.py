"""`python -m assembler` is `assemble`."""

from assembler.cli import main

main()
