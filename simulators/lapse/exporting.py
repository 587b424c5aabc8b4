"""A series as files that people can look at and ``sharp-eyes replay`` can read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from sharp_eyes.registry.polygon import MIN_AREA
from simulators.clips.encoding import ClipWriter, Encoding
from simulators.lapse.lapse_series import LapseSeries
from simulators.lapse.lapse_visit import LapseVisit
from simulators.scenes.canvas import Image
from simulators.scenes.scene import Polygon

LEAST_SHARE = 0.02
"""A structure must be found once it is this share of the picture."""

_JPEG_QUALITY = 92
_COLUMNS, _ROWS = 4, 6
_OUTLINE = (40, 60, 235)


def export_series(series: LapseSeries, folder: Path) -> None:
    """Write a series.

    ``pictures/`` holds every frame, named by its time; ``truth.json`` the structures in the form
    that ``sharp-eyes replay --truth`` reads; ``visits.json`` all that is known of each visit;
    ``lapse.mp4`` one frame a visit with the structures outlined; ``sheet.jpg`` some of them on
    one page.

    Args:
        series: Which.
        folder: Where; made when needed.
    """
    pictures = folder / "pictures"
    pictures.mkdir(parents=True, exist_ok=True)
    shown = set(np.linspace(0, len(series) - 1, _COLUMNS * _ROWS).round().astype(int).tolist())
    tiles: list[Image] = []
    visits: list[LapseVisit] = []
    encoding = Encoding(fps=5, bitrate_kbps=1500)
    with ClipWriter(folder / "lapse.mp4", encoding) as writer:
        for number, visit in enumerate(series.visits()):
            for at, frame in zip(visit.frame_times, visit.frames, strict=True):
                name = f"{at:%Y%m%d_%H%M%SZ}.jpg"
                _save(pictures / name, frame)
            marked = outlined(visit)
            writer.write(marked)
            if number in shown:
                tiles.append(marked)
            visits.append(visit)
    _save(folder / "sheet.jpg", _sheet(tiles))
    _write(folder / "truth.json", replay_truth(series, visits))
    _write(folder / "visits.json", _about(series, visits))


def outlined(visit: LapseVisit) -> Image:
    """Return a visit's first frame with its structures outlined and its time and weather."""
    image = visit.frames[0].copy()
    height, width = image.shape[:2]
    for structure in visit.truth.structures:
        if structure.polygon:
            points = np.array([[u * width, v * height] for u, v in structure.polygon], np.int32)
            cv2.polylines(image, [points], True, _OUTLINE, 1, cv2.LINE_AA)
    shares = " ".join(f"{s.kind} {s.share_of_picture:.1%}" for s in visit.truth.structures)
    text = f"{visit.captured_at:%Y-%m-%d %H:%M}Z {visit.truth.weather} {shares}"
    for colour, thick in (((0, 0, 0), 3), ((255, 255, 255), 1)):
        cv2.putText(
            image, text, (6, 16), cv2.FONT_HERSHEY_SIMPLEX, 0.42, colour, thick, cv2.LINE_AA
        )
    return image


def replay_truth(series: LapseSeries, visits: Sequence[LapseVisit]) -> dict[str, Any]:
    """Return the structures in the form of a replay's truth file.

    A structure must be found when it is no demolition and at least 2 % of the picture lie inside
    the watched area.
    """
    rows = []
    for fact in series.facts["structures"]:
        seen: list[tuple[datetime, float, Any]] = [
            (visit.captured_at, one.share_of_picture, one.polygon)
            for visit in visits
            for one in visit.truth.structures
            if one.id == fact["id"] and one.polygon
        ]
        if not seen:
            continue
        _, largest, polygon = max(seen, key=lambda entry: entry[1])
        due = next((at for at, share, _ in seen if share >= LEAST_SHARE), seen[0][0])
        watched = largest * float(fact["watched_share"])
        rows.append(
            {
                "id": f"{fact['id']} {fact['kind']}",
                "polygon": [list(point) for point in _large_enough(polygon)],
                "start": seen[0][0].isoformat(),
                "due": due.isoformat(),
                "permitted": fact["permitted"],
                "required": watched >= LEAST_SHARE and fact["kind"] != "demolition",
            }
        )
    return {"version": 1, "kinds": ["construction"], "structures": rows}


def _large_enough(polygon: Polygon) -> Polygon:
    """Return a polygon that a truth file takes: a box around one that is too small."""
    area = float(cv2.contourArea(np.array(polygon, np.float32)))
    if area >= 1.2 * MIN_AREA:
        return polygon
    u, v = (float(c) for c in np.clip(np.mean(polygon, axis=0), 0.02, 0.98))
    return ((u - 0.02, v - 0.02), (u + 0.02, v - 0.02), (u + 0.02, v + 0.02), (u - 0.02, v + 0.02))


def _about(series: LapseSeries, visits: Sequence[LapseVisit]) -> dict[str, Any]:
    return {
        "seed": series.seed,
        "days": series.days,
        "watched": series.watched,
        "permits": [
            {
                "polygon": permit.polygon,
                "valid_from": permit.valid_from.isoformat(),
                "valid_until": permit.valid_until.isoformat(),
            }
            for permit in series.permits
        ],
        "ground_points": [point._asdict() for point in series.ground_points],
        "facts": series.facts,
        "visits": [
            {
                "captured_at": visit.captured_at.isoformat(),
                "infrared": visit.infrared,
                "weather": visit.truth.weather,
                "sun_up": visit.truth.sun_up,
                "nuisances": sorted(visit.truth.nuisances),
                "structures": [
                    {
                        "id": one.id,
                        "kind": one.kind,
                        "polygon": one.polygon,
                        "share_of_picture": one.share_of_picture,
                        "progress": one.progress,
                    }
                    for one in visit.truth.structures
                ],
            }
            for visit in visits
        ],
    }


def _sheet(tiles: Sequence[Image]) -> Image:
    small = [
        np.asarray(cv2.resize(tile, (480, 270), interpolation=cv2.INTER_AREA), np.uint8)
        for tile in tiles
    ]
    blank = np.zeros((270, 480, 3), np.uint8)
    while len(small) % _COLUMNS:
        small.append(blank)
    rows = [np.hstack(small[i : i + _COLUMNS]) for i in range(0, len(small), _COLUMNS)]
    return np.asarray(np.vstack(rows), np.uint8)


def _save(path: Path, image: Image) -> None:
    # Through memory: OpenCV's own writing of files knows only names in the system's encoding.
    _, data = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    path.write_bytes(data.tobytes())


def _write(path: Path, content: dict[str, Any]) -> None:
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
