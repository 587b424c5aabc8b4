"""One metric of ours, as its documentation and its header say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PREFIX = "sharp_eyes_"


class MetricKind(StrEnum):
    """How a value moves.

    Attributes:
        GAUGE: Up and down.
        COUNTER: Up only, until the worker starts anew.
    """

    GAUGE = "gauge"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Metric:
    """A family of samples.

    Attributes:
        name: Without the prefix; in base units, counters end in ``_total``.
        kind: How it moves.
        text: What it is, English, one line.
        text_zh: The same in Chinese.
        labels: Names of its labels, in order.
    """

    name: str
    kind: MetricKind
    text: str
    text_zh: str
    labels: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """With the prefix."""
        return PREFIX + self.name

    @property
    def header(self) -> str:
        """Return the HELP and TYPE lines."""
        return (
            f"# HELP {self.full_name} {self.text} · {self.text_zh}\n"
            f"# TYPE {self.full_name} {self.kind.value}\n"
        )
