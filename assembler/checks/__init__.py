"""Rules over a workbook. `run` applies them; a new rule is one function in its family's module."""
