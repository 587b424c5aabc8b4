"""Is the machine's clock believable?"""

from __future__ import annotations

from datetime import UTC, datetime

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine

# No machine runs this software before it was written; machines without a clock battery start in
# 1970 or in the year their image was made.
_EARLIEST = datetime(2026, 1, 1, tzinfo=UTC)
# A clock set far ahead signs evidence with times nobody believes; certificates end long before.
_LATEST = datetime(2060, 1, 1, tzinfo=UTC)


def check_clock(machine: Machine) -> Finding:
    """Look whether the clock shows a time that can be true."""
    now = machine.clock.now()
    text = now.isoformat(timespec="seconds")
    good = _EARLIEST <= now < _LATEST
    return Finding(
        name="clock",
        verdict=Verdict.OK if good else Verdict.MISSING,
        title=Bilingual("系统时钟", "system clock"),
        detail=Bilingual(text, text),
        purpose=Bilingual("告警、证据与审计的时间", "the time of alerts, evidence and audit"),
        remedy=None
        if good
        else Bilingual("校准时钟：timedatectl set-ntp true", "set it: timedatectl set-ntp true"),
    )
