"""Word documents as WordprocessingML: open, read, edit, join, convert to PDF."""
