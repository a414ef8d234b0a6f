"""Template lint: report every fault of a template at once, each at its place, with the fix.

`check` is the entry point. `tag_syntax` finds the tags of a paragraph, `block_structure` follows
`if` and `for` across paragraphs, `expressions` types the fields in `scope`, `document_rules` checks
the document around the tags.
"""
