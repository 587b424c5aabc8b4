"""How two registries differ, camera by camera."""

from __future__ import annotations

from dataclasses import dataclass

from sharp_eyes.registry.registry import Registry


@dataclass(frozen=True, slots=True)
class Difference:
    """Ids by what happened to them.

    Attributes:
        added: In the new registry alone.
        changed: In both, not the same.
        removed: In the old registry alone.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]

    def __bool__(self) -> bool:
        """Whether there is any difference."""
        return bool(self.added or self.changed or self.removed)

    @classmethod
    def between(cls, old: Registry, new: Registry) -> Difference:
        """Compare the cameras of two registries, in the new one's order."""
        before = {camera.id: camera for camera in old.cameras}
        after = {camera.id: camera for camera in new.cameras}
        return cls(
            added=tuple(key for key in after if key not in before),
            changed=tuple(key for key in after if key in before and after[key] != before[key]),
            removed=tuple(key for key in before if key not in after),
        )
