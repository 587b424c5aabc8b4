"""What is looked for among cameras."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from command_center.registry.map_box import MapBox

MAX_WORDS = 10


def folded(text: str) -> str:
    """Return a text as it is compared: full-width letters and capitals make no difference."""
    return unicodedata.normalize("NFKC", text).casefold()


@dataclass(frozen=True, slots=True)
class CameraSearch:
    """Which cameras are wanted; all that is given has to fit.

    Attributes:
        words: Each has to stand in a camera's text; folded.
        region: 12 digits; what lies in it. None for everywhere.
        states: Any of these; none for every state.
        box: What lies in it; a camera without a place does not. None for everywhere.
    """

    words: tuple[str, ...] = ()
    region: str | None = None
    states: frozenset[str] = field(default_factory=frozenset)
    box: MapBox | None = None

    @classmethod
    def of(
        cls,
        text: str | None,
        region: str | None,
        states: frozenset[str],
        box: MapBox | None,
    ) -> CameraSearch:
        """Take a search as it was typed; words beyond ``MAX_WORDS`` are passed over."""
        return cls(tuple(folded(text or "").split()[:MAX_WORDS]), region, states, box)
