"""What was measured, in which unit, against which limit."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Measurement(BaseModel):
    """One figure with its limit.

    Attributes:
        quantity: What was measured.
        value: The figure.
        unit: ``people``, ``people/m2``, ``share of picture``, ``m2`` or ``s``.
        limit: The limit it is held against, in the same unit.
        at_least: Whether the model cannot resolve more, so that the true value may be higher.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    quantity: Literal["people", "density", "changed_area", "silence"]
    value: float
    unit: Literal["people", "people/m2", "share of picture", "m2", "s"]
    limit: float
    at_least: bool = False
