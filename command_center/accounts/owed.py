"""What somebody signed in has to do before anything else."""

from __future__ import annotations

from enum import StrEnum


class Owed(StrEnum):
    """Until it is done only the calls about one's own account are answered."""

    PASSWORD = "password"  # noqa: S105
    """Change the password that an administrator knows."""

    TOTP = "totp"
    """Set up codes, which the centre asks of administrators."""
