"""The world of Word files: templates, packages, the blocks a reader sees, the copies kept."""
