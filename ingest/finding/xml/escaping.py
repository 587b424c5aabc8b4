"""Text for XML that we write."""

from __future__ import annotations

from xml.sax.saxutils import escape


def as_text(text: str) -> str:
    """Return text as it stands between tags or in a quoted attribute.

    Characters that XML 1.0 has no way to write are left out.
    """
    allowed = "".join(letter for letter in text if letter in "\t\n" or ord(letter) >= 32)
    return escape(allowed, {'"': "&quot;", "'": "&apos;"})
