"""A QR code (ISO/IEC 18004) for a browser."""

from __future__ import annotations

import segno


def qr_picture(text: str) -> str:
    """Return a text as a QR code, SVG as a ``data:`` address.

    Args:
        text: What a telephone is to read.
    """
    # As a picture, not as markup: the page puts nothing into itself that it was sent.
    return segno.make(text, error="m", micro=False).svg_data_uri(scale=5, light="#fff")
