"""Table ``role_grant``."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from command_center.store.base import Base
from command_center.store.user_row import UserRow


class RoleGrantRow(Base):
    """One role that one user has in one region and all that lies under it, of one unit or of all.

    Attributes:
        user_id: Whose.
        role: See ``accounts.role.Role``.
        region: 12 digits; empty for everywhere.
        unit: Name of a managing unit; empty for all.
        source: Empty where an administrator granted it, ``oidc`` where the provider's word did.
    """

    __tablename__ = "role_grant"

    user_id: Mapped[int] = mapped_column(
        ForeignKey(UserRow.id, ondelete="CASCADE"), primary_key=True
    )
    role: Mapped[str] = mapped_column(String(32), primary_key=True)
    region: Mapped[str] = mapped_column(String(12), primary_key=True)
    unit: Mapped[str] = mapped_column(String(60), primary_key=True, default="", server_default="")
    source: Mapped[str] = mapped_column(String(12), default="", server_default="")
