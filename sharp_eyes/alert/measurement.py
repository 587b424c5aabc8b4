"""What was measured, in which unit, against which limit."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Measurement(BaseModel):
    """One figure with its limit.

    Attributes:
        quantity: What was measured; for a fault of the picture, which fault.
        value: The figure. Of ``black``, ``blurred`` and ``view_moved`` the fault lies at or under
            the limit, of everything else at or over it.
        unit: ``people``, ``people/m2``, ``share of picture``, ``m2``, ``s``, ``grey levels`` (of
            256), ``share`` (of what is usual at this camera, or of a cap) or ``cameras``.
        limit: The limit it is held against, in the same unit.
        at_least: Whether the model cannot resolve more, so that the true value may be higher.
        seconds_to_limit: When the value reaches the limit if it goes on rising as it did in the
            last looks; none where it is reached already or no steady rise is seen.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    quantity: Literal[
        "people",
        "density",
        "peak_density",
        "changed_area",
        "silence",
        "cameras_gone",
        "shard_silence",
        "outbox_fill",
        "black",
        "over_exposed",
        "frozen",
        "blurred",
        "covered",
        "colour_cast",
        "noise",
        "view_moved",
    ]
    value: float
    unit: Literal[
        "people", "people/m2", "share of picture", "m2", "s", "grey levels", "share", "cameras"
    ]
    limit: float
    at_least: bool = False
    seconds_to_limit: float | None = None
