"""Words that somebody typed and that are stored."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

NO_NUL = r"^[^\x00]*$"
"""PostgreSQL keeps no NUL in a text; what held one would be answered as a fault of the centre."""

TypedText = Annotated[str, StringConstraints(pattern=NO_NUL)]
"""Any characters but NUL, of any length; a field says its own limits."""
