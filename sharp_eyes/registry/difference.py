"""How two registries differ, one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sharp_eyes.registry.registry import Registry


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to whom.

    Attributes:
        added: Ids of cameras in the new registry alone.
        changed: Ids of cameras in both, not the same.
        removed: Ids of cameras in the old registry alone.
        land_added: Permits and protected land in the new registry alone, as ``permit ID`` or
            ``protected_land ID``.
        land_changed: In both, not the same.
        land_removed: In the old registry alone.
        tree_added: Regions, grids and units in the new registry alone, as ``region CODE``,
            ``grid CODE`` or ``unit NAME``.
        tree_changed: In both, not the same.
        tree_removed: In the old registry alone.
    """

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    land_added: tuple[str, ...] = ()
    land_changed: tuple[str, ...] = ()
    land_removed: tuple[str, ...] = ()
    tree_added: tuple[str, ...] = ()
    tree_changed: tuple[str, ...] = ()
    tree_removed: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        cameras = self.added or self.changed or self.removed
        tree = self.tree_added or self.tree_changed or self.tree_removed
        land = self.land_added or self.land_changed or self.land_removed
        return bool(cameras or tree or land)

    def without_removals(self) -> Difference:
        """Return what is left when nothing is removed."""
        return replace(self, removed=(), land_removed=(), tree_removed=())

    @classmethod
    def between(cls, old: Registry, new: Registry) -> Difference:
        """Compare two registries, in the new one's order."""
        return cls(
            *_compared(_by_id(old.cameras), _by_id(new.cameras)),
            *_compared(_land(old), _land(new)),
            *_compared(_tree(old), _tree(new)),
        )


def _by_id(items: Iterable[Any]) -> dict[str, Any]:
    return {item.id: item for item in items}


def _land(registry: Registry) -> dict[str, Any]:
    land: dict[str, Any] = {f"permit {permit.id}": permit for permit in registry.permits}
    land.update((f"protected_land {one.id}", one) for one in registry.protected_land)
    return land


def _tree(registry: Registry) -> dict[str, Any]:
    tree: dict[str, Any] = {f"region {region.code}": region for region in registry.regions}
    tree.update((f"grid {grid.code}", grid) for grid in registry.grids)
    tree.update((f"unit {unit.name}", unit) for unit in registry.units)
    return tree


def _compared(before: dict[str, Any], after: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    return (
        tuple(key for key in after if key not in before),
        tuple(key for key in after if key in before and after[key] != before[key]),
        tuple(key for key in before if key not in after),
    )
