"""A small plot as inline SVG; colours come from the page's style, so that dark mode holds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from simulators.replay.page.words import clock

WIDTH = 1000
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 16, 12, 30
MAX_POINTS = 900
"""More cannot be told apart at this width."""

Point = tuple[float, float]

_TIME_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800)
_LONG_STEPS = (3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 432_000, 864_000)


class Plot:
    """Axes and what is drawn between them.

    Args:
        x: First and last value on the x axis.
        y: The same on the y axis.
        height: Of the picture, in units of which the width is ``WIDTH``.
        title: What it shows, for whoever cannot see it.
        left: Room for labels on the left.
    """

    def __init__(self, x: Point, y: Point, height: int, title: str, left: int = _LEFT) -> None:
        self._x = (x[0], x[1] if x[1] > x[0] else x[0] + 1.0)
        self._y = (y[0], y[1] if y[1] > y[0] else y[0] + 1.0)
        self._height = height
        self._title = title
        self._left = left
        self._parts: list[str] = []

    def x_of(self, value: float) -> float:
        """Return a value's place from the left."""
        share = (value - self._x[0]) / (self._x[1] - self._x[0])
        return self._left + min(1.0, max(0.0, share)) * (WIDTH - self._left - _RIGHT)

    def y_of(self, value: float) -> float:
        """Return a value's place from the top."""
        share = (value - self._y[0]) / (self._y[1] - self._y[0])
        return self._height - _BOTTOM - min(1.0, max(0.0, share)) * (self._height - _TOP - _BOTTOM)

    def time_axis(self) -> None:
        """Draw the x axis as time of the recording."""
        span = self._x[1] - self._x[0]
        steps = (*_TIME_STEPS, *_LONG_STEPS)
        step = next((step for step in steps if span / step <= 9), steps[-1])
        step = max(step, math.ceil(span / 10 / step) * step)
        at = math.ceil(self._x[0] / step) * step
        while at <= self._x[1] + 1e-9:
            self._tick(at, clock(at).removesuffix(" 00:00"))
            at += step

    def x_axis(self, values: Sequence[float], digits: int) -> None:
        """Draw the x axis with figures."""
        for value in values:
            self._tick(value, f"{value:.{digits}f}")

    def y_axis(self, form: str = "{:g}", most: int = 5) -> None:
        """Draw the y axis with round figures."""
        for value in nice_ticks(*self._y, most):
            y = self.y_of(value)
            self._parts.append(
                f'<line class="grid" x1="{self._left}" x2="{WIDTH - _RIGHT}" '
                f'y1="{y:.1f}" y2="{y:.1f}"/>'
                f'<text class="tick" x="{self._left - 8}" y="{y + 4:.1f}" text-anchor="end">'
                f"{escape(form.format(value))}</text>"
            )

    def _tick(self, value: float, label: str) -> None:
        x = self.x_of(value)
        bottom = self._height - _BOTTOM
        anchor = "end" if x > WIDTH - 40 else "middle"
        self._parts.append(
            f'<line class="axis" x1="{x:.1f}" x2="{x:.1f}" y1="{bottom}" y2="{bottom + 4}"/>'
            f'<text class="tick" x="{x:.1f}" y="{bottom + 18}" text-anchor="{anchor}">'
            f"{escape(label)}</text>"
        )

    def line(self, points: Sequence[Point], kind: str, *, steps: bool = False) -> None:
        """Draw a line; ``kind`` is its class in the style."""
        points = thinned(points)
        if not points:
            return
        path: list[str] = []
        last_y = 0.0
        for index, (x, y) in enumerate(points):
            px, py = self.x_of(x), self.y_of(y)
            if index and steps:
                path.append(f"L{px:.1f} {last_y:.1f}")
            path.append(f"{'L' if index else 'M'}{px:.1f} {py:.1f}")
            last_y = py
        self._parts.append(f'<path class="line {kind}" d="{"".join(path)}"/>')

    def dots(self, points: Sequence[Point], kind: str, radius: float = 2.2) -> None:
        """Draw a dot each; too many to be told apart are left out."""
        if len(points) > MAX_POINTS:
            return
        self._parts += [
            f'<circle class="dot {kind}" cx="{self.x_of(x):.1f}" cy="{self.y_of(y):.1f}" '
            f'r="{radius}"/>'
            for x, y in points
        ]

    def mark(self, x: float, y: float, kind: str, text: str) -> None:
        """Draw a larger dot with a text that shows under the pointer."""
        self._parts.append(
            f'<circle class="mark {kind}" cx="{self.x_of(x):.1f}" cy="{self.y_of(y):.1f}" r="5">'
            f"<title>{escape(text)}</title></circle>"
        )

    def across(self, y: float, kind: str) -> None:
        """Draw a line from left to right."""
        self._parts.append(
            f'<line class="line {kind}" x1="{self._left}" x2="{WIDTH - _RIGHT}" '
            f'y1="{self.y_of(y):.1f}" y2="{self.y_of(y):.1f}"/>'
        )

    def upright(self, x: float, kind: str) -> None:
        """Draw a line from top to bottom."""
        self._parts.append(
            f'<line class="line {kind}" x1="{self.x_of(x):.1f}" x2="{self.x_of(x):.1f}" '
            f'y1="{_TOP}" y2="{self._height - _BOTTOM}"/>'
        )

    def band(self, start: float, end: float, kind: str, text: str) -> None:
        """Shade a stretch of the x axis."""
        left, right = self.x_of(start), self.x_of(end)
        self._parts.append(
            f'<rect class="band {kind}" x="{left:.1f}" y="{_TOP}" '
            f'width="{max(2.0, right - left):.1f}" height="{self._height - _TOP - _BOTTOM}">'
            f"<title>{escape(text)}</title></rect>"
        )

    def bar(
        self,
        start: float,
        end: float,
        top: float,
        height: float,
        kind: str,
        text: str,
        to: str | None = None,
    ) -> None:
        """Draw a bar along the x axis.

        Args:
            start: On the x axis.
            end: On the x axis.
            top: From the top of the picture.
            height: In units of the picture.
            kind: Class in the style.
            text: Shows under the pointer.
            to: Id of the part of the page that a click leads to.
        """
        left, right = self.x_of(start), self.x_of(end)
        bar = (
            f'<rect class="bar {kind}" x="{left:.1f}" y="{top:.1f}" rx="3" '
            f'width="{max(4.0, right - left):.1f}" height="{height:.1f}">'
            f"<title>{escape(text)}</title></rect>"
        )
        self._parts.append(bar if to is None else f'<a href="#{escape(to, quote=True)}">{bar}</a>')

    def label(self, x: float, y: float, zh: str, en: str, anchor: str = "start") -> None:
        """Write a text at a place of the picture, in both languages."""
        for language, text in (("zh", zh), ("en", en)):
            self._parts.append(
                f'<text class="label {language}" x="{x:.1f}" y="{y:.1f}" '
                f'text-anchor="{anchor}">{escape(text)}</text>'
            )

    def svg(self) -> str:
        """Return the picture."""
        bottom = self._height - _BOTTOM
        return (
            f'<svg viewBox="0 0 {WIDTH} {self._height}" role="img" '
            f'aria-label="{escape(self._title)}">'
            f"{''.join(self._parts)}"
            f'<line class="axis" x1="{self._left}" x2="{WIDTH - _RIGHT}" '
            f'y1="{bottom}" y2="{bottom}"/></svg>'
        )


def nice_ticks(low: float, high: float, most: int) -> list[float]:
    """Return round values between two, at most ``most`` and one more."""
    rough = (high - low) / max(1, most)
    size = 10.0 ** math.floor(math.log10(rough)) if rough > 0 else 1.0
    step = next(size * part for part in (1, 2, 5, 10) if size * part >= rough - 1e-12)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(index * step, 10) for index in range(first, last + 1)]


def thinned(points: Sequence[Point]) -> Sequence[Point]:
    """Keep the least and the greatest of each stretch, so that no peak gets lost."""
    if len(points) <= MAX_POINTS:
        return points
    size = math.ceil(2 * len(points) / MAX_POINTS)
    kept: list[Point] = []
    for start in range(0, len(points), size):
        stretch = points[start : start + size]
        chosen = {
            min(range(len(stretch)), key=lambda index: stretch[index][1]),
            max(range(len(stretch)), key=lambda index: stretch[index][1]),
        }
        kept += [stretch[index] for index in sorted(chosen)]
    return kept
