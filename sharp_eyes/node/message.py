"""The common ground of messages between nodes and centre."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """Immutable; unknown fields are ignored, so that a newer peer can say more."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)
