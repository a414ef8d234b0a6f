"""Word templates: find a set, compile it once, render it with a letter's context, check it."""
