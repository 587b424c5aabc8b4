"""Where pictures go, as the uploader sees it."""

from __future__ import annotations

from typing import Protocol

from sharp_eyes.dispatch.picture import Picture


class EvidenceStore(Protocol):
    """Takes pictures; in production the centre, by HTTP."""

    async def put_evidence(self, picture: Picture) -> None:
        """Hand a picture over; when this returns the centre has it.

        Raises:
            TryAgain: not now.
            Refused: not with these credentials; a person has to act, then it works.
            BadInput: never.
        """
        ...
