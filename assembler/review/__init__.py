"""The last look before a letter goes: the edited Word files against the workbook as it is now.

`run.review` is the way in, `select` finds the files. Rules live in families beside these; a new
rule is one function there.
"""
