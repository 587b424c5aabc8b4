"""All checks of one camera's picture, and the one fault that is said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from detectors.diagnosis.black import BlackCheck
from detectors.diagnosis.blurred import BlurredCheck
from detectors.diagnosis.check import Check
from detectors.diagnosis.colour_cast import ColourCastCheck
from detectors.diagnosis.covered import CoveredCheck
from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.frozen import FrozenCheck
from detectors.diagnosis.glance import Glance
from detectors.diagnosis.hold import Hold
from detectors.diagnosis.levels import Levels
from detectors.diagnosis.noise import NoiseCheck
from detectors.diagnosis.outline import Outline
from detectors.diagnosis.over_exposed import OverExposedCheck
from detectors.diagnosis.seen import Seen
from detectors.diagnosis.sign import Sign
from detectors.diagnosis.step import Step
from detectors.diagnosis.view_moved import LOST, ViewMovedCheck
from detectors.diagnosis.views import Views
from detectors.picture import Picture
from sharp_eyes.alert.phase import Phase
from sharp_eyes.registry.privacy_mask import PrivacyMask

GAP_INTERVALS = 6.0
LEAST_GAP_S = 120.0
"""A pause between looks of so many intervals, and at least so long, proves nothing about the time
between: what was being held begins anew."""

LEARN_EVERY = 6
"""Once the view is known, every sixth look without a finding is learned from: that costs half as
much as looking."""


_HIDING = (PictureFault.BLACK, PictureFault.OVER_EXPOSED, PictureFault.COVERED)
"""Faults that leave nothing to be seen."""


class PictureDiagnosis:
    """Says at most one fault at a time: the gravest of those that have held.

    Usual values are learned only from looks in which no check finds anything and while no fault is
    open, so that a fault does not become usual. All calls are processor work; memory is bounded
    (about 82 kB with two kinds of light). No clock is read.

    Args:
        masks: Privacy masks; they are burned into the pictures already, and passed over here.
        every_s: Promised interval between two looks.

    Attributes:
        seen: What masks leave.
        views: What the place looks like.
        open: The fault that was said and is not over.
        outline: Learns from every look what lasts of a view that nobody confirmed, where there is
            one.
    """

    def __init__(self, masks: Sequence[PrivacyMask], every_s: float) -> None:
        self.seen = Seen.under(masks)
        self.views = Views(self.seen)
        self.frozen = FrozenCheck(self.seen)
        self.covered = CoveredCheck(self.seen, self.views)
        self.view_moved = ViewMovedCheck(self.seen, self.views)
        self.blurred = BlurredCheck(self.seen)
        self.noise = NoiseCheck()
        self.colour_cast = ColourCastCheck(self.seen)
        checks: list[Check] = [
            BlackCheck(self.seen, self.views),
            OverExposedCheck(self.seen),
            self.frozen,
            self.covered,
            self.view_moved,
            self.blurred,
            self.noise,
            self.colour_cast,
        ]
        checks.sort(key=lambda one: one.fault.rank)
        self._checks = {check.fault: check for check in checks}
        self._holds = {fault: Hold() for fault in self._checks}
        self._gap_s = max(LEAST_GAP_S, GAP_INTERVALS * every_s)
        self._last_at: datetime | None = None
        self._well_looks = 0
        self.open: PictureFault | None = None
        self.outline: Outline | None = None

    @property
    def levels(self) -> dict[str, Levels]:
        """Everything usual that is a figure, by name."""
        return {
            "noise": self.noise.usual,
            "blue": self.colour_cast.blue,
            "red": self.colour_cast.red,
            "place": self.view_moved.usual,
        }

    def look(self, image: Picture, at: datetime) -> Step | None:
        """Take a look.

        Args:
            image: With privacy masks burned in.
            at: Capture time, UTC.

        Returns:
            What it changes, if anything.
        """
        if self._last_at is not None:
            passed_s = (at - self._last_at).total_seconds()
            if passed_s <= -self._gap_s or passed_s > self._gap_s:
                for hold in self._holds.values():
                    hold.forget()
        self._last_at = at
        glance = Glance.at(image, self.seen)
        if self.outline is not None:
            self.outline.learn(glance)
        signs: dict[PictureFault, Sign | None] = {
            fault: check.look(glance, at) for fault, check in self._checks.items()
        }
        self._leave_out(signs)
        for fault, sign in signs.items():
            self._holds[fault].look(sign, at)
        step = self._step(at)
        if self.open is None and not any(hold.showing for hold in self._holds.values()):
            self._learn(glance, at)
        return step

    def _leave_out(self, signs: dict[PictureFault, Sign | None]) -> None:
        """Take back signs that another one explains."""
        covered = signs[PictureFault.COVERED]
        if self.view_moved.elsewhere and covered is not None and covered.over:
            # Its edges are missing because it looks elsewhere; what it sees there is a view.
            signs[PictureFault.COVERED] = replace(covered, over=False)
        for fault in _HIDING:
            sign = signs[fault]
            if sign is not None and sign.over:
                # Nothing is left of the picture by which lesser faults could be told.
                for other in signs:
                    if other.rank > fault.rank:
                        signs[other] = None
                return
        moved, noise = signs[PictureFault.VIEW_MOVED], signs[PictureFault.NOISE]
        if moved is not None and moved.over and noise is not None and noise.over:
            # The texture of another view counts as grain; and grain hides a view that is there.
            known = self.view_moved.elsewhere
            signs[PictureFault.NOISE if known else PictureFault.VIEW_MOVED] = None
            moved = signs[PictureFault.VIEW_MOVED]
        if moved is not None and (moved.over or moved.value < LOST):
            # Something else fills the picture, a yellow lorry say: its colour is not the camera's.
            signs[PictureFault.COLOUR_CAST] = None
            if moved.over:
                signs[PictureFault.BLURRED] = None

    def resume(self, fault: PictureFault) -> None:
        """Go on with a fault that was open before a restart: it is not opened a second time."""
        self.open = fault

    def _step(self, at: datetime) -> Step | None:
        held = [fault for fault, hold in self._holds.items() if hold.held(at)]
        gravest = held[0] if held else None
        if self.open is None:
            if gravest is None:
                return None
            return self._say(Phase.NEW, gravest)
        cleared = self._holds[self.open].cleared(at, self._checks[self.open].clear_hold_s)
        if gravest is not None and (
            gravest.rank < self.open.rank or (cleared and gravest is not self.open)
        ):
            return self._say(Phase.UPDATE, gravest)
        # Another fault may hide the first one, so that it seems over; it is on its way to be said.
        if cleared and not any(
            hold.showing for fault, hold in self._holds.items() if fault is not self.open
        ):
            return self._say(Phase.END, self.open)
        return None

    def _say(self, phase: Phase, fault: PictureFault) -> Step:
        self.open = None if phase is Phase.END else fault
        sign = self._holds[fault].sign
        if sign is None:
            raise ValueError("a fault without a sign is never said")
        return Step(phase, fault, sign)

    def _learn(self, glance: Glance, at: datetime) -> None:
        self._well_looks += 1
        if self.view_moved.known(glance.light) and self._well_looks % LEARN_EVERY:
            self.covered.learn(glance, at)
            return
        for check in self._checks.values():
            check.learn(glance, at)
