"""The blank form for councils, and a completed one that came back, brought into a workbook.

`write_form.write_form` makes the blank form. `import_form.import_form` reads a completed one, or an
Annex B filled in in Word: `classify_lines` finds the criteria by their words, `anchor` says which
criterion a line belongs to, `parse_answer` reads a clear Yes or No. What finds no criterion is
never dropped.
"""
