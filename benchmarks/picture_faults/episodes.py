"""Faults put in and taken out again, and harmless events."""

from __future__ import annotations

from benchmarks.picture_faults.faults import Change
from benchmarks.picture_faults.watched import EVERY_S, Watched
from sharp_eyes.alert.phase import Phase

HARMLESS_LOOKS = 45
RECOVERY_LOOKS = 12

HOLD_S = {
    "black": 30,
    "frozen": 60,
    "over_exposed": 60,
    "covered": 60,
    "view_moved": 180,
    "blurred": 180,
    "noise": 180,
    "colour_cast": 300,
}
"""As the guide promises; after it a fault has a minute to be found in."""

LEAST_HOLD_S = {"view_moved": 60}
"""A view found elsewhere in the picture is said sooner than one that is lost."""

CLEAR_S = {
    "black": 30,
    "frozen": 20,
    "over_exposed": 30,
    "covered": 30,
    "view_moved": 60,
    "blurred": 60,
    "noise": 60,
    "colour_cast": 60,
}
"""For how long the picture must be well again before that is said, as the guide promises."""

GRACE_S = 60


def fault_episode(watched: Watched, name: str, change: Change) -> None:
    """Put one fault in, and take it out again."""
    tally = watched.tally
    tally.episodes[name] += 1
    found_at: float | None = None
    said: list[str] = []
    for number in range(round((HOLD_S[name] + GRACE_S) / EVERY_S)):
        step = watched.look(change, number)
        if step is None or step[0] is Phase.END:
            continue
        if step[1] == name and found_at is None:
            found_at = number * EVERY_S
        elif step[1] != name:
            said.append(step[1])
    ended_at: float | None = None
    for number in range(RECOVERY_LOOKS):
        step = watched.look()
        if step is not None and step[0] is not Phase.END:
            said.append(step[1])
        elif step is not None and ended_at is None:
            ended_at = number * EVERY_S
    tally.false.update(said)
    where = f"{name} at {watched.place.name} by {watched.light}"
    if found_at is None:
        tally.details.append(f"missed: {where}")
    else:
        tally.found[name] += 1
        tally.delays_s.setdefault(name, []).append(found_at)
        if watched.diagnosis.open is not None:
            tally.not_ended[name] += 1
            tally.details.append(f"not ended: {where}")
        if found_at < LEAST_HOLD_S.get(name, HOLD_S[name]):
            tally.too_soon[name] += 1
            tally.details.append(f"after {found_at:.0f} s: {where}")
        if ended_at is not None and ended_at < CLEAR_S[name]:
            tally.too_soon[name] += 1
            tally.details.append(f"ended after {ended_at:.0f} s: {where}")
    tally.details += [f"false: {one} instead of {where}" for one in said]


def harmless_episode(watched: Watched, name: str, change: Change) -> None:
    """Let something harmless happen."""
    tally = watched.tally
    tally.harmless[name] += 0
    tally.harmless_looks += HARMLESS_LOOKS
    for number in range(HARMLESS_LOOKS):
        step = watched.look(change, number)
        if step is not None and step[0] is not Phase.END:
            tally.harmless[name] += 1
            tally.false[step[1]] += 1
            tally.details.append(
                f"false: {step[1]} by {name} at {watched.place.name} by {watched.light}"
            )
