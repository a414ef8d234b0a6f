"""What is wrong with a Word template: every fault in one go, each at its place, with the fix.

`check` is the way in. Its rules stand by what they look at: `scan` finds the tags of a paragraph,
`nesting` follows blocks from paragraph to paragraph, `names` knows the fields, `form` looks at the
document round the tags.
"""
