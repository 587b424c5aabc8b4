"""How places are written is told from where cameras are known to be, and how sure that is."""

from __future__ import annotations

import pytest

from command_center.registry.sheets.offer import Correction
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.datum import Datum
from tests.unit.command_center.registry.sheets.sheets import FIRST, TOWN, csv, inside, plan

HEADINGS = "设备编码,名称,子码流地址,网格,经度,纬度"


def file(count: int, datum: Datum, *, swapped: int = 0, grid: bool = True) -> bytes:
    lines = []
    for number in range(count):
        place = datum.of_registered(*inside(number % 6))
        place = place[::-1] if number < swapped else place
        code = TOWN.grids[number % 6].code if grid else ""
        lines.append(
            f"37049901001326001{number:03},n,rtsp://h/{number},{code},{place[0]:.6f},{place[1]:.6f}"
        )
    return csv(HEADINGS, *lines)


@pytest.mark.parametrize(
    ("datum", "correction"),
    [(Datum.GCJ02, Correction.GCJ02), (Datum.BD09, Correction.BD09)],
)
def test_another_datum_is_told_offered_and_put_right(datum: Datum, correction: Correction) -> None:
    data = file(30, datum)
    found = plan(data)
    (offer,) = found.offers
    assert (offer.correction, offer.rows, offer.certainty.en) == (correction, 30, "sure")
    assert offer.probability > 0.99
    assert not found.ready
    with pytest.raises(BadInput, match=f"correct={correction.value}"):
        found.check()
    registry = plan(data, correct=frozenset({correction})).check()
    for number, camera in enumerate(registry.cameras[len(TOWN.cameras) :]):
        assert camera.location == pytest.approx(inside(number % 6), abs=2e-6)


def test_places_that_are_right_are_left_alone() -> None:
    found = plan(file(30, Datum.CGCS2000))
    assert found.offers == ()
    assert found.ready


def test_whoever_says_so_keeps_places_as_they_are_written() -> None:
    found = plan(file(30, Datum.GCJ02), as_written=True)
    assert found.check().cameras[-1].location == pytest.approx(
        Datum.GCJ02.of_registered(*inside(5)), abs=1e-6
    )


def test_few_witnesses_are_likely_at_most_and_none_tell_nothing() -> None:
    (offer,) = plan(file(2, Datum.GCJ02)).offers
    assert (offer.certainty.en, offer.probability < 0.99) == ("likely", True)
    assert plan(file(1, Datum.GCJ02)).offers == ()
    assert plan(file(30, Datum.GCJ02, grid=False)).offers == ()


def test_exchanged_pairs_are_told_row_by_row_and_turned_round() -> None:
    data = file(12, Datum.CGCS2000, swapped=4)
    found = plan(data)
    (offer,) = found.offers
    assert (offer.correction, offer.rows, offer.probability) == (Correction.SWAPPED, 4, 1.0)
    assert [bool(row.faults) for row in found.rows] == [True] * 4 + [False] * 8
    registry = plan(data, correct=frozenset({Correction.SWAPPED})).check()
    assert registry.cameras[len(TOWN.cameras)].location == pytest.approx(inside(0), abs=1e-6)


def test_both_corrections_together() -> None:
    data = file(24, Datum.GCJ02, swapped=6)
    both = frozenset({Correction.SWAPPED, Correction.GCJ02})
    assert {offer.correction for offer in plan(data).offers} == both
    registry = plan(data, correct=both).check()
    assert registry.cameras[len(TOWN.cameras)].location == pytest.approx(inside(0), abs=2e-6)


def test_a_camera_that_is_registered_already_is_a_witness_too() -> None:
    assert FIRST.location is not None
    lines = []
    for camera in TOWN.cameras[:4]:
        assert camera.location is not None
        place = Datum.GCJ02.of_registered(*camera.location)
        lines.append(f"{camera.id},,,,{place[0]},{place[1]}")
    data = csv(HEADINGS, *lines)
    bare = TOWN.model_copy(update={"grids": ()})
    assert plan(data, bare).offers[0].correction is Correction.GCJ02
    corrected = plan(data, bare, correct=frozenset({Correction.GCJ02})).check()
    assert corrected.cameras[0].location == pytest.approx(FIRST.location, abs=1e-6)


def test_places_that_are_right_are_not_corrected_though_somebody_asks() -> None:
    found = plan(file(30, Datum.CGCS2000), correct=frozenset({Correction.GCJ02}))
    assert "not to be corrected" in found.faults[0].en
    assert not found.ready


def test_a_corrected_file_that_comes_again_changes_nothing() -> None:
    data, both = file(12, Datum.GCJ02), frozenset({Correction.GCJ02})
    registry = plan(data, correct=both).check()
    assert plan(data, registry, correct=both).check() == registry
