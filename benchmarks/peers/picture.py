"""The picture that everybody makes of a sample."""

from __future__ import annotations

WIDTH_PX = 416
"""As wide as the default detector's input."""

HEIGHT_PX = 234
"""Of a 16:9 picture of that width."""
