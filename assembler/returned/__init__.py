"""A completed Annex B that a council returned in Word, brought into a workbook.

`import_form.import_form` is the way in. `classify_lines` finds the criteria by their words,
`anchor` says which criterion a line belongs to, `parse_answer` reads a clear Yes or No. What finds
no criterion is never dropped.
"""
