"""What became of one generated series."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class SeriesResult:
    """One series, ready for a line of JSON.

    Attributes:
        seed: Of the series.
        days: Camera-days.
        visits: Visits in them.
        layout: Of the place.
        wanted: Per structure that had to be found: kind, whether in time, delay in days or none,
            largest share of the picture.
        false: Per false alarm: capture time, what was in the picture, whether on permitted
            ground, share of the picture.
        nuisance_days: Days on which each nuisance was in the picture.
        cpu_ms: Processor time of a visit with its object model, mean.
        render_s: Processor time of rendering; 0 where it was cached.
        bytes_kept: Size of the state at the end.
    """

    seed: int
    days: int
    visits: int
    layout: str
    wanted: tuple[tuple[str, bool, float | None, float], ...]
    false: tuple[tuple[str, tuple[str, ...], bool, float], ...]
    nuisance_days: dict[str, int]
    cpu_ms: float
    render_s: float
    bytes_kept: int

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON holds it."""
        return asdict(self)

    @classmethod
    def from_json(cls, held: dict[str, Any]) -> SeriesResult:
        """Undo ``to_json``."""
        wanted = tuple((str(k), bool(t), d, float(s)) for k, t, d, s in held["wanted"])
        false = tuple((str(a), tuple(n), bool(p), float(s)) for a, n, p, s in held["false"])
        return cls(**{**held, "wanted": wanted, "false": false})
