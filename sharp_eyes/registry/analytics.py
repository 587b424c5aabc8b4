"""What is detected on a camera's pictures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, field_validator

from sharp_eyes.registry.model import Fraction, RegistryModel
from sharp_eyes.registry.zone import Zone


def _one_as_text(value: object) -> object:
    # In YAML one writes 1, not "1".
    return "1" if type(value) is int and value == 1 else value


class Analytics(RegistryModel):
    """How often detectors look, how sure they must be, and where.

    Attributes:
        crowd_every_s: Promised interval between two looks of the crowd detector.
        construction_every_s: Promised interval between two visits of the construction detector.
        diagnosis: Whether faults of the picture (black, frozen, covered, moved …) are looked for;
            like all analytics, only where the place type allows them.
        diagnosis_every_s: Promised interval between two looks of the picture diagnosis.
        frames_per_visit: Key frames from which a visit makes its clean view (movers removed).
        person_threshold: Score from which a box counts as a person; the right one differs by
            scene, .45 to .5 where people are large, .1 to .3 in crowds.
        tiles: Parts in which the object model looks at the picture, columns x rows such as ``2x2``,
            beside the whole; ``1`` for the whole alone. Finds people who are small in the picture
            and costs a look a part more.
        input_long_side: Longer side of the object model's input, px, a multiple of 32; without it
            the model's own (416 for the packaged one). Passed over by models of fixed size.
        density_model: When the density model counts, where the node has one: ``auto`` where boxes
            can no longer be told apart, ``always``, or ``never``.
        zones: Where; without a zone nothing is detected.
    """

    crowd_every_s: float = Field(default=10.0, ge=0.5, le=86_400.0)
    construction_every_s: float = Field(default=600.0, ge=0.5, le=86_400.0)
    diagnosis: bool = True
    diagnosis_every_s: float = Field(default=10.0, ge=0.5, le=86_400.0)
    frames_per_visit: int = Field(default=3, ge=1, le=15)
    person_threshold: Fraction = 0.45
    tiles: Annotated[str, BeforeValidator(_one_as_text), Field(pattern=r"^(1|[1-4]x[1-4])$")] = "1"
    input_long_side: int | None = Field(default=None, ge=160, le=1280, multiple_of=32)
    density_model: Literal["auto", "always", "never"] = "auto"
    zones: tuple[Zone, ...] = Field(default=(), max_length=32)

    @property
    def tile_grid(self) -> tuple[int, int]:
        """``tiles`` as columns and rows."""
        columns, _, rows = self.tiles.partition("x")
        return int(columns), int(rows or columns)

    @field_validator("zones")
    @classmethod
    def _ids_differ(cls, zones: tuple[Zone, ...]) -> tuple[Zone, ...]:
        seen: set[str] = set()
        for zone in zones:
            if zone.id in seen:
                raise ValueError(f"区域编号重复 / zone id used twice: {zone.id}")
            seen.add(zone.id)
        return zones
