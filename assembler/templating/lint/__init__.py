"""Template lint: every fault of a template in one go, each at its place, with the fix.

`check` is the entry point. `tag_syntax` finds the tags of a paragraph, `block_structure` follows
`if` and `for` across paragraphs, `names` knows the fields, `document_rules` checks the document
around the tags.
"""
