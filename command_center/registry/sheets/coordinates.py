"""Tells how the places in a file are written: the right way round, and against which datum.

Exchanged: China lies between 73° and 135° east, 3° and 54° north. The two ranges have nothing in
common, so that a pair outside of China that lies inside once it is exchanged is exchanged for sure.

Datum: GCJ-02 moves places by 100 to 700 m, BD-09 by some 1 km; a single pair of numbers does not
show it. What shows it is where the cameras are known to be: inside the outline of their grid (else
of one of their village's grids), or where the registry has them already. Each row of which the
three readings do not all agree is a witness. With q = 0.85 as the chance that a true reading puts a
camera into its outline and a false one leaves it outside, the readings' odds multiply row by row
(Bayes' rule, all three alike to begin with). A dozen witnesses that agree are as good as certain;
without outlines and known places nothing is offered, because nothing could be known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from command_center.registry.sheets.lookups import Lookups
from command_center.registry.sheets.offer import Correction, Offer
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.local_plane import LocalPlane
from sharp_eyes.registry.datum import Datum, in_china

WITNESSES = 500
"""More rows than these say nothing new."""
Q = 0.85
"""See above; a camera on a grid's edge, or registered in its neighbour, is the other 0.15."""
OFFERED_FROM = 0.8
EDGE_DEG = 0.0002
"""Outlines are taken some 20 m wider: cameras hang on the walls along them."""
SAME_PLACE_M = 30.0
"""A camera that is registered nearer than this is where the reading says."""

_BY_DATUM = {Datum.GCJ02: Correction.GCJ02, Datum.BD09: Correction.BD09}


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """One row that names a place.

    Attributes:
        row: Its number as the spreadsheet shows it.
        longitude: As written, degrees.
        latitude: As written, degrees.
        region: Where it is registered, 12 digits; empty where it does not say.
        grid: 15 digits; empty where it does not say.
        known: Where the registry has the camera, (longitude, latitude) in degrees, or none.
    """

    row: int
    longitude: float
    latitude: float
    region: str = ""
    grid: str = ""
    known: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class ToldDatum:
    """Against which datum the places of a file are written.

    Attributes:
        datum: Which.
        probability: That it is this one, 0 to 1.
        how: By what it was told.
        first: The first row that could tell.
    """

    datum: Datum
    probability: float
    how: Bilingual
    first: PlacedRow


def is_swapped(longitude: float, latitude: float) -> bool:
    """Tell whether a pair lies in China only once it is exchanged."""
    return not in_china(longitude, latitude) and in_china(latitude, longitude)


def offers(
    rows: Sequence[PlacedRow], lookups: Lookups, accepted: frozenset[Correction]
) -> list[Offer]:
    """Say what is to be put right.

    Args:
        rows: All rows of a file that name a place.
        lookups: Where grids lie.
        accepted: Corrections that have been taken up already.

    Returns:
        At most two: exchanged pairs, and another datum.
    """
    found: list[Offer] = []
    swapped = [row for row in rows if is_swapped(row.longitude, row.latitude)]
    if swapped:
        first = swapped[0]
        found.append(
            Offer(
                Correction.SWAPPED,
                len(swapped),
                1.0,
                Bilingual(
                    f"{len(swapped)} 行的位置在中国以外，对调经纬度后都在中国境内",
                    f"{len(swapped)} rows lie outside of China, and inside once longitude and "
                    "latitude are exchanged",
                ),
                (
                    first.row,
                    (first.longitude, first.latitude),
                    (first.latitude, first.longitude),
                ),
                Correction.SWAPPED in accepted,
            )
        )
    told = tell_datum(rows, lookups)
    correction = _BY_DATUM.get(told.datum) if told else None
    if told is not None and correction is not None:
        row = _right_way_round(told.first)
        written = row.longitude, row.latitude
        found.append(
            Offer(
                correction,
                sum(in_china(one.longitude, one.latitude) for one in map(_right_way_round, rows)),
                told.probability,
                told.how,
                (row.row, written, corrected(*written, frozenset({correction}))),
                correction in accepted,
            )
        )
    return found


def corrected(
    longitude: float, latitude: float, accepted: frozenset[Correction]
) -> tuple[float, float]:
    """Return a place with the corrections that were taken up, (longitude, latitude), degrees."""
    if Correction.SWAPPED in accepted and is_swapped(longitude, latitude):
        longitude, latitude = latitude, longitude
    for datum, correction in _BY_DATUM.items():
        if correction in accepted and in_china(longitude, latitude):
            east, north = datum.to_registered(longitude, latitude)
            # A ten-millionth of a degree is a centimetre; more would be noise in every export.
            return round(east, 7), round(north, 7)
    return longitude, latitude


def _right_way_round(row: PlacedRow) -> PlacedRow:
    if not is_swapped(row.longitude, row.latitude):
        return row
    return PlacedRow(row.row, row.latitude, row.longitude, row.region, row.grid, row.known)


class _Outlines:
    """Where cameras of a grid or a village may be; drawn only where somebody asks."""

    def __init__(self, lookups: Lookups) -> None:
        self._grids = lookups.grids
        self._of_village: dict[str, list[str]] = {}
        self._drawn: dict[str, shapely.Polygon] = {}
        half_drawn: set[str] = set()
        for grid in lookups.grids.values():
            if grid.polygon:
                self._of_village.setdefault(grid.code[:12], []).append(grid.code)
            else:
                half_drawn.add(grid.code[:12])
        for village in half_drawn:
            # Where one grid of a village is not surveyed, being outside of the others says nothing.
            self._of_village.pop(village, None)

    def codes(self, row: PlacedRow) -> list[str]:
        """Return the grids in one of which a row's camera has to be."""
        grid = self._grids.get(row.grid)
        if grid is not None and grid.polygon:
            return [row.grid]
        return self._of_village.get(row.region, [])

    def of(self, row: PlacedRow) -> list[shapely.Polygon]:
        """Return their outlines, a little wider."""
        return [self._outline(code) for code in self.codes(row)]

    def _outline(self, code: str) -> shapely.Polygon:
        if code not in self._drawn:
            outline = shapely.Polygon(self._grids[code].polygon).buffer(EDGE_DEG)
            shapely.prepare(outline)
            self._drawn[code] = outline
        return self._drawn[code]


def tell_datum(rows: Sequence[PlacedRow], lookups: Lookups) -> ToldDatum | None:
    """Tell against which datum places are written, or none where it cannot be told.

    Args:
        rows: All rows of a file that name a place; exchanged pairs are turned round.
        lookups: Where grids lie.
    """
    outlines = _Outlines(lookups)
    useful = [
        row
        for row in map(_right_way_round, rows)
        if in_china(row.longitude, row.latitude) and (row.known is not None or outlines.codes(row))
    ]
    step = max(1, len(useful) // WITNESSES)
    readings = tuple(Datum)
    agree = dict.fromkeys(readings, 0)
    witnesses = 0
    for row in useful[::step]:
        fits = _fits(row, outlines.of(row), readings)
        if len(set(fits)) == 1:
            continue
        witnesses += 1
        for datum, fit in zip(readings, fits, strict=True):
            agree[datum] += fit
    if not witnesses:
        return None
    odds = math.log(Q / (1.0 - Q))
    best = max(readings, key=lambda datum: agree[datum])
    probability = 1.0 / sum(math.exp(odds * (agree[datum] - agree[best])) for datum in readings)
    if probability < OFFERED_FROM:
        return None
    other = Datum.CGCS2000 if best is not Datum.CGCS2000 else Datum.GCJ02
    how = Bilingual(
        f"{witnesses} 行能够分辨：按{best.label.zh}有 {agree[best]} 行落在其网格内或原登记位置，"
        f"按{other.label.zh}有 {agree[other]} 行",
        f"{witnesses} rows tell: read as {best.label.en}, {agree[best]} lie in their grids or "
        f"where they were registered; read as {other.label.en}, {agree[other]} do",
    )
    return ToldDatum(best, probability, how, useful[0])


def _fits(
    row: PlacedRow, outlines: Sequence[shapely.Polygon], readings: Sequence[Datum]
) -> tuple[bool, ...]:
    fits = []
    for datum in readings:
        place = datum.to_registered(row.longitude, row.latitude)
        if row.known is not None:
            away = LocalPlane(*row.known).to_metres(*place)
            fits.append(math.hypot(*away) < SAME_PLACE_M)
        else:
            point = shapely.Point(place)
            fits.append(any(outline.contains(point) for outline in outlines))
    return tuple(fits)
