"""A completed Annex B that a council returned in Word, brought into a workbook.

`form.brought_in` is the way in. `match` finds the criteria by their words, `anchor` says which one
a line belongs to, `answer` reads a clear Yes or No. What finds no criterion is never dropped.
"""
