"""The form of a JSON (or YAML) file of true incidents and structures."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.polygon import PicturePolygon


def _with_zone(moment: float | datetime) -> float | datetime:
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise ValueError("时间缺少时区，如 +08:00 / the time names no zone, such as +08:00")
    return moment


Moment = Annotated[float | datetime, AfterValidator(_with_zone)]
"""Seconds after the source's first picture, or a time in ISO 8601 with its zone."""


def _in_order(start: float | datetime, *others: float | datetime | None) -> None:
    for other in others:
        if other is None:
            continue
        if isinstance(start, datetime) != isinstance(other, datetime):
            raise ValueError(
                "时间应同为秒数或同为日期时间 / give all times as seconds, or all as dates"
            )
        if other < start:  # type: ignore[operator]  # both are of one kind here
            raise ValueError("结束早于开始 / it ends, or is due, before it begins")


Kind = Literal["crowd", "construction", "camera-fault"]


class IncidentRow(RegistryModel):
    """One incident that really was.

    Attributes:
        kind: ``crowd``, ``construction`` or ``camera-fault``.
        zone: The zone's id; any zone of the kind without.
        start: When it began.
        end: When it was over; without, it lasted beyond the last picture.
        name: For the report.
    """

    kind: Kind
    zone: str | None = None
    start: Moment
    end: Moment | None = None
    name: str = ""

    @model_validator(mode="after")
    def _times_in_order(self) -> IncidentRow:
        _in_order(self.start, self.end)
        return self


class StructureRow(RegistryModel):
    """One structure that really was built.

    Attributes:
        id: Its name in the report.
        polygon: Where it stands in the picture, corners (u, v).
        start: When the first of it could be seen.
        due: When it had become large enough to be found; ``start`` without.
        end: When it was gone; without, it stood beyond the last picture.
        permitted: Whether a permit covers it: then an alert about it is false.
        required: Whether it must be found.
    """

    id: str = Field(min_length=1)
    polygon: PicturePolygon
    start: Moment
    due: Moment | None = None
    end: Moment | None = None
    permitted: bool = False
    required: bool = True

    @model_validator(mode="after")
    def _times_in_order(self) -> StructureRow:
        _in_order(self.start, self.due, self.end)
        return self


class IncidentFile(RegistryModel):
    """What happened in one source.

    Attributes:
        version: Version of the file's shape.
        kinds: Kinds of which the file is complete: any other alert of them is false. Without, the
            kinds that occur in it. An empty ``incidents`` with ``kinds: [construction]`` says that
            nothing was built.
        incidents: What should have been raised.
        structures: What was built.
    """

    version: Literal[1] = 1
    kinds: tuple[Kind, ...] | None = None
    incidents: tuple[IncidentRow, ...] = ()
    structures: tuple[StructureRow, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> IncidentFile:
        if not (self.kinds or self.incidents or self.structures):
            raise ValueError(
                "没有 incidents、structures 或 kinds / there are no incidents, structures or kinds"
            )
        return self
