"""Makes stills of leased cameras, and of no other (contract C12)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass

import cv2
import structlog

from detectors.picture import Picture
from ingest.errors import DecodeFailed
from ingest.frame import DecodedFrame
from ingest.key_frame import KeyFrame
from ingest.worker.frame_board import FrameBoard
from ingest.worker.frame_source import FrameDecoder
from ingest.worker.stills_leases import StillsLeases, StillWish
from ingest.worker.stills_sink import StillsSink
from ingest.worker.watch_keeper import WatchKeeper
from sharp_eyes.clock import Clock
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.node.command import StillsLease

_log = structlog.get_logger(__name__)

JPEG_QUALITY = 80
EARLY_SHARE = 0.15
"""A still may be this share of its interval early, because key frames come with jitter."""

_IDLE_S = 60.0


@dataclass(slots=True)
class _Leased:
    due_s: float = 0.0
    sequence: int = -1
    under_way: bool = False
    told_failing: bool = False


class StillsMaker:
    """One still of a camera at most is under way; when it is done the newest frame is next.

    So a slow centre gets fewer stills, never old ones, and nothing piles up.

    Args:
        board: Holds the newest frames.
        keeper: Holds the cameras with their privacy masks.
        decoder: Decodes.
        sink: Takes the stills.
        clock: Ends leases.
        threads: Encodes; apart from the detectors' threads, so that watching delays no alert.
        together: How many stills are under way at one time, of all cameras.
    """

    def __init__(
        self,
        board: FrameBoard,
        keeper: WatchKeeper,
        decoder: FrameDecoder,
        sink: StillsSink,
        clock: Clock,
        threads: Executor,
        *,
        together: int = 8,
    ) -> None:
        self._board = board
        self._keeper = keeper
        self._decoder = decoder
        self._sink = sink
        self._clock = clock
        self._threads = threads
        self._together = together
        self._leases = StillsLeases()
        self._leased: dict[str, _Leased] = {}
        self._under_way = 0
        self._wake = asyncio.Event()
        self._failing = False
        board.on_frame(self._frame_came)

    def _frame_came(self, key_frame: KeyFrame) -> None:
        if key_frame.camera_id in self._leased:
            self._wake.set()

    def lease(self, lease: StillsLease) -> None:
        """Make stills of these cameras until the lease's deadline.

        It replaces the former one of the same centre. What a centre has answered that it does not
        want stays out until some centre asks for it again.
        """
        self._leases.put(lease)
        self._leased = {
            camera_id: self._leased.get(camera_id) or _Leased()
            for camera_id in self._leases.wanted(self._clock.now())
            if camera_id in self._leased or camera_id in lease.cameras
        }
        self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as group:
            while True:
                self._wake.clear()
                wait_s = _IDLE_S
                wanted = self._wanted()
                if wanted:
                    wait_s = self._begin_due(group, wanted)
                try:
                    async with asyncio.timeout(wait_s):
                        await self._wake.wait()
                except TimeoutError:
                    continue

    def _wanted(self) -> dict[str, StillWish]:
        wanted = self._leases.wanted(self._clock.now())
        for camera_id in self._leased.keys() - wanted.keys():
            del self._leased[camera_id]
        return wanted

    def _begin_due(self, group: asyncio.TaskGroup, wanted: dict[str, StillWish]) -> float:
        """Begin what is due and say how long until more may be."""
        now_s = self._clock.monotonic_s()
        next_s = _IDLE_S
        # Who waited longest comes first, so that a full house serves all in turn.
        for camera_id, leased in sorted(self._leased.items(), key=lambda item: item[1].due_s):
            key_frame = self._board.newest(camera_id)
            if leased.under_way or key_frame is None or key_frame.sequence == leased.sequence:
                continue
            if leased.due_s > now_s:
                next_s = min(next_s, leased.due_s - now_s)
                continue
            if self._under_way >= self._together:
                break
            leased.under_way = True
            leased.sequence = key_frame.sequence
            wish = wanted[camera_id]
            leased.due_s = now_s + wish.every_s * (1 - EARLY_SHARE)
            self._under_way += 1
            group.create_task(self._make(camera_id, leased, wish))
        return next_s

    async def _make(self, camera_id: str, leased: _Leased, wish: StillWish) -> None:
        try:
            key_frame = self._board.newest(camera_id)
            watched = self._keeper.get(camera_id)
            # Without a registered camera its privacy masks are unknown: then there is no still.
            if key_frame is None or watched is None:
                return
            leased.sequence = key_frame.sequence
            frame = await self._decoder.decode(key_frame)
            jpeg = await asyncio.get_running_loop().run_in_executor(
                self._threads, _encode, frame, wish.width_px, watched.watch.mask_still
            )
            wanted = await self._sink.put_still(
                camera_id,
                jpeg,
                key_frame.captured_at,
                key_frame.time_source,
                wish.centres,
            )
            self._tell_working()
            if not wanted:
                self._leased.pop(camera_id, None)
        except DecodeFailed:
            # The look at the same frame says so, once.
            return
        except SharpEyesError as error:
            self._tell_failing(error)
        except Exception as error:  # one camera's picture must not stop the stills of all
            if not leased.told_failing:
                leased.told_failing = True
                _log.error("no still can be made", camera=camera_id, reason=repr(error)[:200])
        finally:
            leased.under_way = False
            self._under_way -= 1
            self._wake.set()

    def _tell_failing(self, error: SharpEyesError) -> None:
        if not self._failing:
            self._failing = True
            _log.warning("stills cannot be handed over", reason=str(error))

    def _tell_working(self) -> None:
        if self._failing:
            self._failing = False
            _log.info("stills are handed over again")


def _encode(frame: DecodedFrame, width_px: int, mask_still: Callable[[Picture], Picture]) -> bytes:
    image = mask_still(frame.bgr(min(frame.width, width_px)))
    _done, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    return encoded.tobytes()
