"""What every source of a replay can do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from simulators.replay.problem import Problems
from simulators.replay.source.replayed_picture import ReplayedPicture
from simulators.replay.source.setting import SourceSetting
from simulators.replay.truth.truth import Truth


class ReplaySource(Protocol):
    """Dated pictures in the order of their capture times.

    Attributes:
        name: Short name: it stands in the report, and truth and expectations refer to it.
    """

    name: str

    @property
    def total(self) -> int | None:
        """About how many pictures there are, for progress; none where it cannot be told."""
        ...

    @property
    def stills(self) -> bool:
        """Whether the pictures were taken one by one, so that the last visit is whole too."""
        ...

    @property
    def problems(self) -> Problems:
        """What was passed over; complete once all pictures were taken."""
        ...

    @property
    def setting(self) -> SourceSetting | None:
        """What it knows of its camera."""
        ...

    def pictures(self) -> Iterator[ReplayedPicture]:
        """Yield the pictures.

        Raises:
            BadInput: not one picture can be read.
        """
        ...

    def truth(self) -> Truth | None:
        """Return what is known of it without a truth file; complete once all pictures were taken.

        Generated scenes know what they show; recordings know nothing.
        """
        ...
