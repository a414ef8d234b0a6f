"""The workbook: its layout, an assessment written into one, and one read back."""
