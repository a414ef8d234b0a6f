"""Rebuilding without losing a word: a three-way merge of what was written, edited and is new."""
