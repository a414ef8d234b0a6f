"""The context that templates are rendered with."""
