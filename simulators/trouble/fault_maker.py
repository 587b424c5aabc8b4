"""Faults by name."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from random import Random
from types import MappingProxyType

from simulators.rtsp_server.digest_auth import DigestAuth
from simulators.rtsp_server.faults import (
    ClockJump,
    CodecChange,
    Corrupt,
    Drop,
    Fault,
    Flood,
    Garbage,
    HalfOpen,
    LongGop,
    NoKeyFrames,
    ReconnectStorm,
    Reset,
    ResolutionChange,
    Slow,
    Stall,
    Vanish,
    WrongPassword,
)
from simulators.rtsp_server.prepared_clip import PreparedClip
from simulators.trouble.kinds import CLIP_KINDS, KINDS


class FaultMaker:
    """Makes faults of usual strength by their names.

    Args:
        random: Source of chance of the faults.
        monotonic_s: Clock for nonces of ``wrong-password``.
        clips: Other clips, for the kinds of ``CLIP_KINDS`` that are wanted.
    """

    def __init__(
        self,
        random: Random,
        monotonic_s: Callable[[], float],
        clips: Mapping[str, PreparedClip] = MappingProxyType({}),
    ) -> None:
        self._clips = clips
        self._makers: dict[str, Callable[[], Fault]] = {
            "stall": Stall,
            "drop": lambda: Drop(0.2, random),
            "reset": Reset,
            "corrupt": lambda: Corrupt(0.3, random),
            "garbage": lambda: Garbage(0.1, random),
            "slow": Slow,
            "flood": Flood,
            "half-open": HalfOpen,
            "vanish": Vanish,
            "wrong-password": lambda: WrongPassword(
                DigestAuth("camera", secrets.token_urlsafe(12), monotonic_s)
            ),
            "reconnect-storm": ReconnectStorm,
            "clock-ahead": lambda: ClockJump("ahead"),
            "clock-1970": lambda: ClockJump("1970"),
            "clock-local": lambda: ClockJump("local"),
            "no-key-frames": NoKeyFrames,
            "resolution": lambda: ResolutionChange(self._clips["resolution"]),
            "codec": lambda: CodecChange(self._clips["codec"]),
            "long-gop": lambda: LongGop(self._clips["long-gop"]),
        }

    @property
    def kinds(self) -> Collection[str]:
        """Kinds that can be made: all but those whose clip is not there."""
        return [kind for kind in KINDS if kind not in CLIP_KINDS or kind in self._clips]

    def make(self, kind: str) -> Fault:
        """Return a fresh fault.

        Raises:
            KeyError: There is no such kind, or its clip is missing.
        """
        return self._makers[kind]()
