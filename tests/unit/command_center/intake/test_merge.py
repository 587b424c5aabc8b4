"""The rules by which alerts change incidents."""

from __future__ import annotations

import pytest

from command_center.intake.merge import Decision, Known, Merge, decide
from sharp_eyes.alert.phase import Phase

EARLY, LATE = "01A", "01B"


def known(name: str, order: tuple[int, int], is_open: bool = True) -> Known:
    return Known(name, order, is_open)


@pytest.mark.parametrize(
    ("phase", "order", "seen", "expected"),
    [
        (Phase.UPDATE, (1, 2), known(EARLY, (1, 1)), Merge.APPLY),
        (Phase.UPDATE, (2, 0), known(EARLY, (1, 9)), Merge.APPLY),
        (Phase.END, (1, 2), known(EARLY, (1, 1)), Merge.END),
        # A lower (epoch, seq) never overwrites a higher one, not even as an end.
        (Phase.UPDATE, (1, 1), known(EARLY, (1, 2)), Merge.STORE),
        (Phase.UPDATE, (1, 2), known(EARLY, (1, 2)), Merge.STORE),
        (Phase.NEW, (1, 0), known(EARLY, (1, 2)), Merge.STORE),
        (Phase.END, (1, 9), known(EARLY, (2, 0)), Merge.STORE),
        # What has ended is not opened again.
        (Phase.UPDATE, (1, 9), known(EARLY, (1, 2), False), Merge.STORE),
        (Phase.NEW, (9, 0), known(EARLY, (1, 2), False), Merge.STORE),
        (Phase.END, (1, 9), known(EARLY, (1, 2), False), Merge.FILL_END),
        (Phase.END, (1, 1), known(EARLY, (1, 2), False), Merge.STORE),
    ],
)
def test_an_alert_of_a_known_incident_changes_it_only_when_it_is_later(
    phase: Phase, order: tuple[int, int], seen: Known, expected: Merge
) -> None:
    decision = decide(phase=phase, order=order, claimed=EARLY, known=seen, rival=None)

    assert decision == Decision(expected, EARLY)


@pytest.mark.parametrize(
    ("phase", "order", "claimed", "rival", "expected", "target"),
    [
        (Phase.NEW, (1, 0), LATE, None, Merge.CREATE, LATE),
        # The beginning is still on its way.
        (Phase.UPDATE, (1, 3), LATE, None, Merge.CREATE, LATE),
        (Phase.END, (1, 3), LATE, None, Merge.CREATE_ENDED, LATE),
        # A lower epoch is merged into the open incident, and overwrites nothing.
        (Phase.NEW, (1, 0), LATE, known(EARLY, (2, 0)), Merge.STORE, EARLY),
        (Phase.UPDATE, (1, 7), LATE, known(EARLY, (2, 0)), Merge.STORE, EARLY),
        (Phase.END, (1, 7), LATE, known(EARLY, (2, 0)), Merge.STORE, EARLY),
        # A new owner that did not know goes on with the open incident.
        (Phase.NEW, (3, 0), LATE, known(EARLY, (2, 5)), Merge.APPLY, EARLY),
        (Phase.UPDATE, (3, 1), LATE, known(EARLY, (2, 5)), Merge.APPLY, EARLY),
        (Phase.END, (3, 2), LATE, known(EARLY, (2, 5)), Merge.END, EARLY),
        # The same owner has one open per key: the older one's end is still on its way.
        (Phase.NEW, (2, 0), LATE, known(EARLY, (2, 5)), Merge.SUPERSEDE, LATE),
        (Phase.NEW, (2, 0), EARLY, known(LATE, (2, 5)), Merge.CREATE_ENDED, EARLY),
        (Phase.END, (2, 4), EARLY, known(LATE, (2, 5)), Merge.CREATE_ENDED, EARLY),
    ],
)
def test_an_unknown_incident_id_finds_its_place_beside_the_open_one_of_its_key(
    phase: Phase,
    order: tuple[int, int],
    claimed: str,
    rival: Known | None,
    expected: Merge,
    target: str,
) -> None:
    decision = decide(phase=phase, order=order, claimed=claimed, known=None, rival=rival)

    assert decision == Decision(expected, target)


def test_an_id_merged_before_goes_on_changing_the_incident_it_was_merged_into() -> None:
    decision = decide(
        phase=Phase.END, order=(3, 4), claimed=LATE, known=known(EARLY, (3, 1)), rival=None
    )

    assert decision == Decision(Merge.END, EARLY)
