"""One message of the wall's feed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from command_center.views.view import View


class FeedMessage(View):
    """What goes over the socket.

    Attributes:
        type: ``hello``, ``incident``, ``task``, ``evidence``, ``cameras``, ``shard`` or ``tick``.
        position: Where in the feed it stands; none for what is not stored.
        at: When it was made.
        region: Who may see it, 12 digits; none for everybody; not sent.
        data: What it says.
    """

    type: str
    position: int | None = None
    at: datetime
    region: str | None = Field(default=None, exclude=True)
    data: Any
