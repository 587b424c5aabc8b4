"""The parameter sets of a stream, as last seen."""

from __future__ import annotations

from collections.abc import Iterable

MAX_SET_BYTES = 4096
MAX_SETS = 32


class ParameterSetCache:
    """Remembers SPS and PPS (and VPS), so that a key frame without them can be completed.

    New ones replace all old ones of the same kind: which of several belong together is known only
    for those that came together.

    Args:
        kinds: NAL unit types of parameter sets in the order a decoder needs them.
    """

    __slots__ = ("_all", "_kinds", "_sets")

    def __init__(self, kinds: tuple[int, ...]) -> None:
        self._kinds = kinds
        self._sets: dict[int, list[bytes]] = {}
        self._all: tuple[bytes, ...] = ()

    def replace(self, units: Iterable[tuple[int, bytes]]) -> None:
        """Take in the parameter sets of one access unit or one session description.

        Args:
            units: (NAL unit type, NAL unit without start code); other types and sets over
                ``MAX_SET_BYTES`` are passed over.
        """
        fresh: dict[int, list[bytes]] = {}
        for kind, unit in units:
            if kind in self._kinds and 0 < len(unit) <= MAX_SET_BYTES:
                of_kind = fresh.setdefault(kind, [])
                if len(of_kind) < MAX_SETS and unit not in of_kind:
                    of_kind.append(unit)
        self._sets.update(fresh)
        self._all = tuple(unit for kind in self._kinds for unit in self._sets.get(kind, ()))

    def missing(self, present: frozenset[int] | set[int]) -> list[bytes] | None:
        """Return the sets to put before a key frame that brings only some kinds itself.

        Args:
            present: Kinds that the key frame brings.

        Returns:
            NAL units in order, or None if a kind is neither there nor known.
        """
        found: list[bytes] = []
        for kind in self._kinds:
            if kind not in present:
                if kind not in self._sets:
                    return None
                found.extend(self._sets[kind])
        return found

    def all(self) -> tuple[bytes, ...]:
        """Return all known sets, in the order a decoder needs them."""
        return self._all

    def first(self, kind: int) -> bytes | None:
        """Return the first known set of a kind, or None."""
        sets = self._sets.get(kind)
        return sets[0] if sets else None
