"""Assembler: one Excel workbook per council into a finished Home Office letter with its annexes."""

__version__ = "0.1.0"
