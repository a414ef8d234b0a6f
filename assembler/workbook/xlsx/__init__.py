"""The .xlsx file format: open a package, read its cells and formats within bounds."""
