"""File names that are safe everywhere, Windows first."""

import re
import unicodedata

_LONGEST = 80
# The names of devices, which Windows keeps for itself in every folder and with every ending.
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)


def slug(name: str) -> str:
    """Make a file name of words: small letters, figures and hyphens; never empty, never a path."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    safe = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")[:_LONGEST].strip("-")
    if not safe:
        return "council"
    return f"{safe}-council" if _RESERVED.fullmatch(safe) else safe
