"""A generated time-lapse, rendered once and kept."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Damaged
from simulators.lapse.lapse_visit import LapseVisit
from simulators.lapse.series_permit import SeriesPermit
from simulators.lapse.series_point import SeriesPoint
from simulators.lapse.structure_truth import StructureTruth
from simulators.lapse.visit_truth import VisitTruth
from simulators.scenes.scene import Polygon

VERSION = 9
"""Raised whenever the pixels or the truth of a seed change: it is part of the cache's names."""

Progress = Callable[[int, int], None]
_VIDEO, _TRUTH = "frames.mkv", "truth.json"


LEAST_DAYS = 3


def _silent(done: int, total: int) -> None:
    del done, total


@dataclass(frozen=True, slots=True)
class LapseSeries:
    """Weeks of one view.

    Attributes:
        seed: Of the series.
        days: How many days.
        folder: Where its frames and truth are kept.
        watched: The watched area, corners (u, v) 0..1.
        permits: Permits that the series comes with; may be empty.
        ground_points: Places on the ground, in the picture and on the map; at least four.
        facts: What else is known: layout, camera, structures with their dates, final shares and
            whether they are watched and permitted.
    """

    seed: int
    days: int
    folder: Path
    watched: Polygon
    permits: tuple[SeriesPermit, ...]
    ground_points: tuple[SeriesPoint, ...]
    facts: dict[str, Any]
    _visits: list[dict[str, Any]] = field(repr=False)

    @classmethod
    def open(
        cls, seed: int, folder: Path, *, days: int = 16, progress: Progress = _silent
    ) -> LapseSeries:
        """Return a series, rendering it the first time.

        Args:
            seed: Same seed and version, same pixels.
            folder: Of all series; made when needed.
            days: At least 3.
            progress: Called with visits done and visits in all while rendering.

        Raises:
            BadInput: the seed or the days cannot be.
            Damaged: what was written cannot be read back.
        """
        if seed < 0 or days < LEAST_DAYS:
            raise BadInput(
                Bilingual(
                    f"种子 {seed}、天数 {days} 无效", f"seed {seed} with {days} days cannot be"
                ),
                next_step=Bilingual(
                    f"种子不小于 0，天数不小于 {LEAST_DAYS}",
                    f"seeds count from 0, and it takes {LEAST_DAYS} days at least",
                ),
            )
        kept = folder / f"lapse-v{VERSION}-{seed}-{days}d"
        about = _kept(kept)
        if about is None:
            _render(seed, days, kept, progress)
            about = _kept(kept)
        if about is None:
            raise Damaged(
                Bilingual("延时画面写入后无法读回", "a time-lapse cannot be read back"),
                next_step=Bilingual("请检查缓存磁盘", "check the disk of the cache"),
                folder=str(kept),
            )
        return cls(
            seed,
            days,
            kept,
            _polygon(about["watched"]),
            tuple(
                SeriesPermit(
                    _polygon(p["polygon"]),
                    date.fromisoformat(p["valid_from"]),
                    date.fromisoformat(p["valid_until"]),
                )
                for p in about["permits"]
            ),
            tuple(SeriesPoint(*point) for point in about["ground_points"]),
            about["facts"],
            about["visits"],
        )

    def __len__(self) -> int:
        """Return how many visits there are."""
        return len(self._visits)

    def visits(self) -> Iterator[LapseVisit]:
        """Yield the visits in order of time."""
        from simulators.lapse.frame_store import read_frames

        frames = read_frames(self.folder / _VIDEO)
        for known in self._visits:
            times = tuple(datetime.fromisoformat(t) for t in known["frame_times"])
            yield LapseVisit(
                times[-1],
                tuple(next(frames) for _ in times),
                times,
                known["infrared"],
                _truth(known),
            )

    def truths(self) -> list[VisitTruth]:
        """Return the truth of every visit without reading the frames."""
        return [_truth(known) for known in self._visits]


def _kept(folder: Path) -> dict[str, Any] | None:
    """Return what is kept of a series, or None when it is not there or not whole."""
    try:
        about: dict[str, Any] = json.loads((folder / _TRUTH).read_text(encoding="utf-8"))
        whole = (folder / _VIDEO).stat().st_size == about["video_bytes"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return about if whole else None


def _truth(known: dict[str, Any]) -> VisitTruth:
    return VisitTruth(
        tuple(
            StructureTruth(
                s["id"],
                s["kind"],
                _polygon(s["polygon"]),
                s["share_of_picture"],
                s["progress"],
            )
            for s in known["structures"]
        ),
        frozenset(known["nuisances"]),
        known["weather"],
        known["sun_up"],
    )


def _polygon(points: list[list[float]]) -> Polygon:
    return tuple((float(u), float(v)) for u, v in points)


def _render(seed: int, days: int, kept: Path, progress: Progress) -> None:
    from simulators.lapse.series_maker import make_series

    kept.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".making-", dir=kept.parent))
    try:
        truth = make_series(seed, days, work / _VIDEO, progress)
        truth["video_bytes"] = (work / _VIDEO).stat().st_size
        (work / _TRUTH).write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")
        if kept.exists() and _kept(kept) is None:
            shutil.rmtree(kept, ignore_errors=True)
        try:
            work.replace(kept)
        except OSError:
            # Somebody else finished the same series meanwhile: theirs is as good.
            if _kept(kept) is None:
                raise
    finally:
        shutil.rmtree(work, ignore_errors=True)
