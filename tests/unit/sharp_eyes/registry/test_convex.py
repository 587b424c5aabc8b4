"""Triangles and convex quadrilaterals are told from what crosses itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Polygon

from sharp_eyes.registry.convex import convex_area

places = st.tuples(st.integers(0, 20), st.integers(0, 20))


@given(st.lists(places, min_size=3, max_size=6))
def test_what_has_an_area_is_valid_and_has_that_area(points: list[tuple[float, float]]) -> None:
    area = convex_area(points)
    if area is not None:
        shape = Polygon(points)
        assert shape.is_valid
        assert area == pytest.approx(shape.area)


@pytest.mark.parametrize(
    ("points", "area"),
    [
        ([(0, 0), (2, 0), (2, 1), (0, 1)], 2.0),
        ([(0, 1), (2, 1), (2, 0), (0, 0)], 2.0),
        ([(0, 0), (1, 0), (0, 1)], 0.5),
        ([(0, 0), (1, 1), (1, 0), (0, 1)], None),
        ([(0, 0), (2, 0), (2, 2), (1, 0.5)], None),
        ([(0, 0), (1, 0), (2, 0)], None),
        ([(0, 0), (1, 0)], None),
    ],
)
def test_only_what_is_plainly_convex_is_answered(
    points: list[tuple[float, float]], area: float | None
) -> None:
    assert convex_area(points) == area
