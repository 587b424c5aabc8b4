"""How a worker behaves."""

from __future__ import annotations

from dataclasses import dataclass

from sharp_eyes.dispatch.topics import NodeAddress


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """One worker's settings.

    Attributes:
        node: Where the shard belongs.
        crowd: Whether the crowd detector runs.
        construction: Whether the construction detector runs.
        diagnosis: Whether the picture diagnosis runs.
        sample_every_s: Where no detector runs, decode one frame of each camera this often; 0 holds
            the streams and decodes nothing.
        decode_threads: Frames decoded at one time.
        detect_threads: Frames looked at by detectors at one time.
        budget_cores: Processor seconds a second that decoding and detecting may take; none for
            what the threads can do with the cores there are.
        cores_at_hand: Of the machine, as far as this process may use them; none for any number.
        largest_width_px: Pictures wider than this are made smaller for the detectors.
        offline_after_s: Without pictures for so long a camera has a fault.
        online_after_s: With pictures for so long its fault is over.
        save_every_s: Detectors' states go to disk at most this often.
        registry_poll_s: The centre is asked this often also when no notice came.
        stop_within_s: How long ending may take.
    """

    node: NodeAddress
    crowd: bool = True
    construction: bool = True
    diagnosis: bool = True
    sample_every_s: float = 0.0
    decode_threads: int = 1
    detect_threads: int = 2
    budget_cores: float | None = None
    cores_at_hand: int | None = None
    largest_width_px: int = 1280
    offline_after_s: float = 10.0
    online_after_s: float = 10.0
    save_every_s: float = 10.0
    registry_poll_s: float = 60.0
    stop_within_s: float = 3.0

    @property
    def detecting(self) -> bool:
        """Whether any detector runs."""
        return self.crowd or self.construction or self.diagnosis

    @property
    def places(self) -> int:
        """Looks under way at one time.

        One more than there are detector threads: while they look, the next frame is decoded, and
        it waits no longer than one look takes. Looks that only decode take the decode threads, and
        a few more wait for one, so that no thread has to wait for the event loop.
        """
        return self.detect_threads + 1 if self.detecting else 4 * self.decode_threads

    @property
    def cores(self) -> float:
        """The processor budget of all looks together."""
        if self.budget_cores is not None:
            return self.budget_cores
        threads = self.decode_threads + (self.detect_threads if self.detecting else 0)
        return float(threads if self.cores_at_hand is None else min(threads, self.cores_at_hand))
