"""What somebody may do."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Granted per region."""

    DUTY_OFFICER = "duty_officer"
    ADMIN = "admin"
