"""The form of a file of expected incidents."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sharp_eyes.registry.model import RegistryModel

Seconds = Annotated[float, Field(ge=0.0)]
Window = tuple[Seconds, Seconds]
"""Earliest and latest, seconds after the source's first picture."""


class ExpectedIncident(RegistryModel):
    """One incident that must appear.

    Attributes:
        source: Name of the source; any without.
        kind: ``crowd``, ``construction`` or ``camera-fault``.
        zone: The zone's id; any without.
        start: Window within which it must open.
        end: Window within which it must end, or ``open`` where it must still be open at the last
            picture; without, its end does not matter.
        severity: The highest severity it must reach, 1 to 4; without, any.
        quantity: What must have been measured, such as the name of a camera fault; without, any.
    """

    source: str | None = None
    kind: Literal["crowd", "construction", "camera-fault"]
    zone: str | None = None
    start: Window
    end: Window | Literal["open"] | None = None
    severity: int | None = Field(default=None, ge=1, le=4)
    quantity: str | None = None

    @model_validator(mode="after")
    def _windows_in_order(self) -> ExpectedIncident:
        for window in (self.start, self.end):
            if isinstance(window, tuple) and window[1] < window[0]:
                raise ValueError(
                    f"窗口的结束早于开始 / the window ends before it begins: {list(window)}"
                )
        return self


class ExpectationFile(RegistryModel):
    """Everything that must appear; anything else is one too many.

    Attributes:
        version: Version of the file's shape.
        incidents: The expected incidents. An empty list says that nothing may appear.
    """

    version: Literal[1] = 1
    incidents: tuple[ExpectedIncident, ...]
