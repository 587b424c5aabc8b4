"""Follows changes from visit to visit."""

from __future__ import annotations

from datetime import datetime, timedelta

import cv2
import numpy as np
import numpy.typing as npt

from detectors.construction.evidence_map import CAP, EvidenceMap, moment
from detectors.construction.regions import separate, solid_map
from detectors.construction.scene import Scene
from detectors.construction.tracked_change import TrackedChange
from detectors.picture import BoolMap

MOST = 12
"""Changes followed at once, the largest."""

LEAST_SHARE = 0.003
"""Smallest change followed, as a share of the picture."""

SURE_COUNT = 4
SURE_H = 20.0
"""The same for a change that is told of already, and for how long, unless as many visits as are
counted saw it: a lorry that parks beside it for some hours must not make it larger."""

LEAST_COUNT = 2
"""Visits that must have seen a pixel before it belongs to a change."""

OVERLAP = 0.3
"""Of the smaller of the two, from which a region continues a change."""

LEAST_VISIBLE = 0.4
STILL_THERE = 0.5
NOT_THERE = 0.3

MISSES = 2
MISSES_OF_LASTING = 4
"""Visits in a row that must miss a change before it is gone."""

RESTLESS_LIFE = timedelta(days=14)
"""How long a place is remembered as one where things come and go."""

MOST_SHARES = 48
RIM_PX = 5
RING_PX = 15

LIGHT_APART = 30.0
COLOUR_APART = 0.04
"""Differences of light and colour that count as one."""


class ChangeTracker:
    """The changes of one camera.

    Args:
        tracks: Kept from before.
        restless: int32 (H, W): seconds since ``EPOCH`` at which a change last went away; 0 never.
        next_number: Of the next new change.
    """

    def __init__(
        self,
        tracks: list[TrackedChange],
        restless: npt.NDArray[np.int32],
        next_number: int = 1,
    ) -> None:
        self.tracks = tracks
        self.restless = restless
        self.next_number = next_number

    @classmethod
    def empty(cls, width: int, height: int) -> ChangeTracker:
        """Start with nothing changed."""
        return cls([], np.zeros((height, width), np.int32))

    def visit(
        self,
        evidence: EvidenceMap,
        changed: BoolMap,
        told: BoolMap,
        at: datetime,
        *,
        infrared: bool,
    ) -> list[TrackedChange]:
        """Take a visit in.

        Args:
            evidence: After the visit.
            changed: Where the visit differs from the place as it was.
            told: Where it could be told.
            at: Its capture time, UTC.
            infrared: Whether it was made in infrared light.

        Returns:
            The changes that went away.
        """
        before = [(track, track.mask) for track in self.tracks]
        self._follow(evidence, at)
        gone = []
        for track, mask in before:
            if track in self.tracks and self._missed(track, mask & told, changed, infrared):
                most = MISSES if track.confirmed_at is None else MISSES_OF_LASTING
                if track.missed_in_a_row >= most:
                    gone.append(track)
            elif track in self.tracks and track.missed_in_a_row == 0:
                track.seen_at = at
        for track, mask in before:
            # What nothing speaks for any more has gone if the ground shows.
            vanished = track not in self.tracks
            visible = mask & told
            shows = _share(visible, mask) >= LEAST_VISIBLE
            if vanished and shows and _share(changed, visible) < NOT_THERE:
                gone.append(track)
        for track in gone:
            self.left(track, at)
        return gone

    def left(self, track: TrackedChange, at: datetime) -> None:
        """Follow a change no longer, and remember that things come and go there."""
        self.tracks = [one for one in self.tracks if one is not track]
        self.restless[track.mask if track.widest is None else track.widest] = moment(at)

    def comes_and_goes(self, track: TrackedChange, at: datetime) -> bool:
        """Say whether changes came and went where this one is."""
        return self.restless_share(track, at) >= 0.5

    def restless_share(self, track: TrackedChange, at: datetime) -> float:
        """Return the share of a change's ground where changes came and went."""
        since = moment(at - RESTLESS_LIFE)
        recent = np.count_nonzero(self.restless[track.mask] > since)
        return float(recent) / max(1, int(np.count_nonzero(track.mask)))

    def _follow(self, evidence: EvidenceMap, at: datetime) -> None:
        """Hold today's regions against the changes known."""
        free = list(self.tracks)
        kept: list[TrackedChange] = []
        sure = (evidence.counts >= SURE_COUNT) & evidence.older_than(at, SURE_H)
        sure |= evidence.counts >= CAP
        for region in separate(solid_map(evidence.counts >= LEAST_COUNT), LEAST_SHARE):
            if len(kept) >= MOST:
                break
            continued = [one for one in free if _overlaps(one.mask, region)]
            if continued:
                track = max(continued, key=lambda one: (one.confirmed_at is not None, one.share))
                free = [one for one in free if one not in continued]
                track.mask = region if track.confirmed_at is None else _grown(track, region, sure)
            else:
                track = TrackedChange(self.next_number, region, at, at)
                self.next_number += 1
            if track.widest is None or track.share > np.count_nonzero(track.widest) / region.size:
                track.widest = track.mask
            track.shares = _thinned((*track.shares, (moment(at), track.share)))
            kept.append(track)
        # What no pixel speaks for any more stays, once confirmed, until visits have missed it.
        kept += [track for track in free if track.confirmed_at is not None]
        self.tracks = kept[: 2 * MOST]

    def _missed(
        self, track: TrackedChange, visible: BoolMap, changed: BoolMap, infrared: bool
    ) -> bool:
        """Take note whether a visit saw the change; returns whether it missed it."""
        could = np.count_nonzero(visible)
        if could < LEAST_VISIBLE * np.count_nonzero(track.mask) or could == 0:
            return False
        rim = rim_of(track.mask)
        there = max(
            _share(changed, visible),
            _share(changed, visible & rim),
        )
        if there >= STILL_THERE:
            track.seen += 1
            track.missed_in_a_row = 0
        elif there < NOT_THERE and not infrared:
            track.missed += 1
            track.missed_in_a_row += 1
            return True
        return False


def outline_contrast(rim: BoolMap, now: Scene, before: Scene) -> float:
    """Return the logarithm of the contrast along a change's outline now over that before."""
    if not rim.any():
        return 0.0
    sharp_now, sharp_before = (
        float(now.edges[rim].mean()),
        float(before.edges[rim].mean()),
    )
    whole = float(np.log((now.edges.mean() + 0.5) / (before.edges.mean() + 0.5)))
    return float(np.log((sharp_now + 0.5) / (sharp_before + 0.5))) - whole


def set_apart(mask: BoolMap, now: Scene, before: Scene) -> float:
    """Say how much more a region stands out from what is around it than it did before.

    Returns:
        Logarithm of the distance in light and colour now over that before.
    """
    kernel = np.ones((RING_PX, RING_PX), np.uint8)
    near = cv2.dilate(mask.astype(np.uint8), kernel).astype(np.bool_) & ~mask
    if not near.any() or not mask.any():
        return 0.0
    small = (now.chroma.shape[1], now.chroma.shape[0])
    tiny = [
        cv2.resize(one.astype(np.uint8), small, interpolation=cv2.INTER_NEAREST).astype(np.bool_)
        for one in (mask, near)
    ]
    distances = []
    for scene in (now, before):
        light = float(scene.light[mask].mean() - scene.light[near].mean()) / LIGHT_APART
        spread = (float(scene.light[mask].std()) - float(scene.light[near].std())) / LIGHT_APART
        colour = 0.0
        if tiny[0].any() and tiny[1].any():
            apart = scene.chroma[tiny[0]].mean(axis=0) - scene.chroma[tiny[1]].mean(axis=0)
            colour = float(np.hypot(*apart)) / COLOUR_APART
        distances.append(float(np.sqrt(light**2 + spread**2 + colour**2)))
    return float(np.log((distances[0] + 0.3) / (distances[1] + 0.3)))


def rim_of(mask: BoolMap) -> BoolMap:
    """Return the outline of a region, some pixels wide."""
    kernel = np.ones((RIM_PX, RIM_PX), np.uint8)
    grown = cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_GRADIENT, kernel)
    rim: BoolMap = grown.astype(np.bool_)
    return rim


def _share(where: BoolMap, within: BoolMap) -> float:
    return float(np.count_nonzero(where & within)) / max(1, int(np.count_nonzero(within)))


def _grown(track: TrackedChange, region: BoolMap, sure: BoolMap) -> BoolMap:
    """Return a confirmed change's ground: its own and what has surely been added."""
    grown = solid_map((track.mask | sure) & region)
    both = np.count_nonzero(grown & track.mask)
    return grown if both >= OVERLAP * np.count_nonzero(track.mask) else track.mask


def _overlaps(one: BoolMap, other: BoolMap) -> bool:
    both = np.count_nonzero(one & other)
    return bool(both >= OVERLAP * min(np.count_nonzero(one), np.count_nonzero(other)))


def _thinned(shares: tuple[tuple[int, float], ...]) -> tuple[tuple[int, float], ...]:
    """Keep every other of the older ones when there are too many."""
    if len(shares) <= MOST_SHARES:
        return shares
    half = len(shares) // 2
    return (*shares[:half:2], *shares[half:])
