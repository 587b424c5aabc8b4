"""Several centres look through one worker, and none ends what another one shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ingest.worker.stills_leases import MAX_CENTRES, StillsLeases, StillWish
from sharp_eyes.node.command import StillsLease

NOW = datetime(2026, 6, 1, tzinfo=UTC)
A, B = "37049901001326000001", "37049901001326000002"
ULID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


def lease(
    centre: str, *cameras: str, every_s: float = 1.0, width_px: int = 640, seconds: float = 30.0
) -> StillsLease:
    return StillsLease(
        id=ULID,
        centre=centre,
        cameras=cameras,
        every_s=every_s,
        width_px=width_px,
        deadline=NOW + timedelta(seconds=seconds),
    )


def test_the_lease_of_one_centre_leaves_the_others_as_it_is() -> None:
    leases = StillsLeases()
    leases.put(lease("one", A))
    leases.put(lease("two", B))
    assert leases.wanted(NOW).keys() == {A, B}
    # Nobody looks at the second one's pages any more.
    leases.put(lease("two"))
    assert leases.wanted(NOW).keys() == {A}
    leases.put(lease("one", B))
    assert leases.wanted(NOW).keys() == {B}


def test_each_lease_ends_at_its_own_deadline() -> None:
    leases = StillsLeases()
    leases.put(lease("one", A, seconds=10))
    leases.put(lease("two", B, seconds=20))
    assert leases.wanted(NOW + timedelta(seconds=10)).keys() == {B}
    assert leases.wanted(NOW + timedelta(seconds=20)) == {}


def test_what_two_centres_show_is_made_as_often_and_as_wide_as_either_wants_it() -> None:
    leases = StillsLeases()
    leases.put(lease("one", A, every_s=5.0, width_px=1280))
    leases.put(lease("two", A, every_s=0.5, width_px=640))
    assert leases.wanted(NOW) == {A: StillWish(0.5, 1280, frozenset({"one", "two"}))}


def test_no_number_of_names_fills_the_memory() -> None:
    leases = StillsLeases()
    for number in range(MAX_CENTRES * 2):
        leases.put(lease(str(number), f"370499010013260{number:05}", seconds=10 + number))
    assert len(leases.wanted(NOW)) == MAX_CENTRES
