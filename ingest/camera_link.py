"""One connection to one camera, however it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from ingest.camera_source import CameraSource
from ingest.key_frame import KeyFrame
from ingest.link_figures import LinkFigures
from ingest.source_kind import SourceKind
from ingest.tapped_unit import TappedUnit


class CameraLink(Protocol):
    """From opening to its end; made anew for every try.

    ``CameraFeed`` calls ``open``, then ``run``, and always ``close``; ``watch`` about once a second
    from after ``open`` until ``close``.
    """

    @property
    def kind(self) -> SourceKind:
        """How the pictures come."""
        ...

    @property
    def figures(self) -> LinkFigures:
        """What it measured so far."""
        ...

    async def open(self) -> None:
        """Connect; has a limit of its own, since few cameras may connect at once.

        A link that a device opens from its side returns at once and waits in ``run``.

        Raises:
            SharpEyesError: it cannot be opened.
        """
        ...

    async def run(self) -> None:
        """Hand frames on until the stream ends.

        Raises:
            SharpEyesError: why it ended; it never ends well by itself.
        """
        ...

    def watch(self, now_s: float) -> None:
        """Look for silence and the like; makes ``run`` raise where something is wrong.

        Args:
            now_s: Our monotonic clock.
        """
        ...

    async def close(self) -> None:
        """End the connection and all that belongs to it, within about a second."""
        ...


@runtime_checkable
class TunableLink(CameraLink, Protocol):
    """A link that can give less of its stream, or keep the last bytes of it in memory."""

    def thin(self, every_s: float) -> None:
        """Hand a frame on only so often from now on, or, with 0, every key frame again."""
        ...

    def tap(self, max_bytes: int) -> None:
        """Keep so many from now on, or, with 0, none."""
        ...

    def tapped(self) -> list[TappedUnit]:
        """Return the pictures that are kept, from the first key frame among them."""
        ...


@dataclass(frozen=True, slots=True)
class LinkHost:
    """What a link needs of its owner.

    Attributes:
        take: Takes a frame; never waits.
        next_sequence: Gives the number for the next ``KeyFrame.sequence``.
    """

    take: Callable[[KeyFrame], None]
    next_sequence: Callable[[], int]


class LinkMaker(Protocol):
    """Makes links of one kind; holds what they share."""

    def __call__(self, source: CameraSource, host: LinkHost) -> CameraLink:
        """Make one; does no input or output."""
        ...
