"""What an RTP payload is to a key frame."""

from __future__ import annotations

from enum import Enum, auto


class PayloadRole(Enum):
    """Told by the first bytes of a payload.

    Attributes:
        PARAMETERS: One parameter set, or several NAL units together.
        BESIDE: Nothing a decoder needs: a delimiter, supplemental information.
        FIRST_SLICE: The first slice of a key picture begins.
        OTHER: Anything else.
    """

    PARAMETERS = auto()
    BESIDE = auto()
    FIRST_SLICE = auto()
    OTHER = auto()
