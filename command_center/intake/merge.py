"""How an alert changes what is known: rules without a database (contracts C3, C4 and C6)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sharp_eyes.alert.phase import Phase


class Merge(StrEnum):
    """What to do with an alert; it is stored in every case."""

    CREATE = "create"
    """A new open incident."""
    CREATE_ENDED = "create ended"
    """A new incident that is over already."""
    SUPERSEDE = "supersede"
    """The open one of the same key must have ended; a new one is open."""
    APPLY = "apply"
    """The incident is now as the alert says."""
    END = "end"
    """The incident is now as the alert says, and over."""
    FILL_END = "fill end"
    """The incident was known to be over; now it is known when and why."""
    STORE = "store"
    """The incident stays as it is."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an incident.

    Attributes:
        id: ULID.
        order: (epoch, seq) of the last alert that counted.
        open: Whether it is open.
    """

    id: str
    order: tuple[int, int]
    open: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do, and to which incident.

    Attributes:
        what: What to do.
        target: The incident the alert is merged into; for a new one its own claimed id.
    """

    what: Merge
    target: str


def decide(
    *,
    phase: Phase,
    order: tuple[int, int],
    claimed: str,
    known: Known | None,
    rival: Known | None,
) -> Decision:
    """Decide what an alert changes.

    Epochs are raised by one database for all shards, so that they can be compared also after a
    camera has moved to another shard.

    Args:
        phase: Of the alert.
        order: (epoch, seq) of the alert.
        claimed: The incident id it carries.
        known: The incident that id stands for, if it was seen before: itself, or the one that
            earlier alerts with that id were merged into.
        rival: The open incident of the same key with another id, if there is one.
    """
    if known is not None:
        return Decision(_of_known(phase, order, known), known.id)
    if rival is None or order[0] == rival.order[0]:
        if phase is Phase.END:
            return Decision(Merge.CREATE_ENDED, claimed)
        if rival is None:
            return Decision(Merge.CREATE, claimed)
        # One owner has at most one open per key, so the older of the two ids is over. ULIDs of
        # one owner grow with time.
        later = claimed > rival.id
        return Decision(Merge.SUPERSEDE if later else Merge.CREATE_ENDED, claimed)
    if order[0] < rival.order[0]:
        # An owner that has lost its shard: never refused, and it overwrites nothing.
        return Decision(Merge.STORE, rival.id)
    # A new owner that did not know of the open incident: the same thing under a second id.
    return Decision(Merge.END if phase is Phase.END else Merge.APPLY, rival.id)


def _of_known(phase: Phase, order: tuple[int, int], known: Known) -> Merge:
    if order <= known.order:
        return Merge.STORE
    if not known.open:
        return Merge.FILL_END if phase is Phase.END else Merge.STORE
    return Merge.END if phase is Phase.END else Merge.APPLY
