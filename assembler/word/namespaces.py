"""The names of Word's XML (ECMA-376 part 1, 17)."""

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def w(name: str) -> str:
    """Give the full name of a WordprocessingML element or attribute."""
    return f"{{{W}}}{name}"
