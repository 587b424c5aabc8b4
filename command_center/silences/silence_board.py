"""Which silences hold, in memory, for whoever may not ask the database."""

from __future__ import annotations

from collections.abc import Iterable

from command_center.intake.attention import SILENCE, Held
from command_center.silences.silence import Silence
from command_center.store.incident_record import AnyIncident
from sharp_eyes.alert.severity import Severity
from sharp_eyes.clock import Clock

CALLS_ALWAYS = Severity.GRAVE
"""What is as grave as this nobody can silence: people's lives may hang on it."""


class SilenceBoard:
    """The step "silence" of contract C17.

    Args:
        clock: Time; a silence ends to the moment, however long ago the board was told of it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._of_camera: dict[str, list[Silence]] = {}

    @property
    def name(self) -> str:
        """What the step is called."""
        return SILENCE

    def put(self, silences: Iterable[Silence]) -> None:
        """Take over the silences that hold now, in place of those before."""
        of_camera: dict[str, list[Silence]] = {}
        for one in silences:
            of_camera.setdefault(one.camera_id, []).append(one)
        self._of_camera = of_camera

    def hold_back(self, incident: AnyIncident) -> Held | None:
        """Hold an incident back where its camera is silent for its kind and it is not grave."""
        if incident.severity >= CALLS_ALWAYS:
            return None
        now = self._clock.now()
        silences = self._of_camera.get(incident.camera_id or "", ())
        if any(one.covers(incident.camera_id, incident.kind, now) for one in silences):
            return Held(self.name)
        return None
