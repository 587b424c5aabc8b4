"""Models whose input may have another size."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from detectors.models.object_model import ObjectModel


@runtime_checkable
class ResizableModel(Protocol):
    """An object model that can be run at another size, by the same session."""

    def with_long_side(self, long_side: int) -> ObjectModel:
        """Return the same model with another longer side of its input.

        Args:
            long_side: px, a multiple of 32; more finds smaller people and costs more by its
                square.
        """
        ...
