"""What one revision did to one thing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RevisionChange:
    """One thing.

    Attributes:
        part: ``camera``, ``region``, ``grid``, ``unit``, ``permit`` or ``protected_land``.
        key: Its id, code or name.
        before: What it was, as JSON; none where it was added.
        after: What it became; none where it was removed.
    """

    part: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None

    def fields(self) -> list[tuple[str, Any, Any]]:
        """Return each field that differs: its name, what it was, and what it became."""
        before, after = _flat(self.before or {}), _flat(self.after or {})
        names = list(dict.fromkeys((*before, *after)))
        return [
            (name, before.get(name), after.get(name))
            for name in names
            if before.get(name) != after.get(name)
        ]


def _flat(document: dict[str, Any]) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in document.items():
        if isinstance(value, dict):
            flat |= {f"{name}.{inner}": one for inner, one in value.items()}
        else:
            flat[name] = value
    return flat
