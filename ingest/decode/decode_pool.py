"""A few threads that decode key frames when asked."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import Callable, Container
from dataclasses import dataclass
from typing import Protocol

import av

from ingest.codec import Codec
from ingest.decode.key_frame_decoder import KeyFrameDecoder
from ingest.decoded_frame import DecodedFrame
from ingest.errors import DecodeFailed
from ingest.guard.in_flight import InFlightMarks
from ingest.key_frame import KeyFrame
from sharp_eyes.clock import Clock


class Decoder(Protocol):
    """Decodes one key frame after the other, in one thread."""

    def decode(self, key_frame: KeyFrame) -> av.VideoFrame:
        """Decode one key frame.

        Raises:
            DecodeFailed: it is damaged.
        """
        ...


@dataclass(frozen=True, slots=True)
class _Job:
    key_frame: KeyFrame
    future: asyncio.Future[DecodedFrame]
    loop: asyncio.AbstractEventLoop


class DecodePool:
    """Decodes key frames of any number of cameras.

    Each thread has one decoder per codec, not per camera: a key frame needs nothing of the ones
    before it. At most ``max_waiting`` frames are inside; more callers wait outside, in order.

    Args:
        clock: For the time of decoding.
        threads: How many decode at once; a key frame of 640x360 takes about 4 ms of one.
        max_waiting: Frames inside the pool, waiting or being decoded; None for twice the threads.
        in_flight: Each thread marks there what it decodes, so that it is known which camera's
            picture ended the process; needs a slot a thread.
        decoders: Makes a decoder for a codec.
        quarantined: Cameras whose key frames are refused, since one ended the process; what a child
            process decoded of them passes. Asked anew for each frame.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        threads: int = 2,
        max_waiting: int | None = None,
        in_flight: InFlightMarks | None = None,
        decoders: Callable[[Codec], Decoder] = KeyFrameDecoder,
        quarantined: Container[str] = (),
    ) -> None:
        if threads < 1:
            raise ValueError(f"a pool needs a thread: {threads}")
        if in_flight is not None and in_flight.slots < threads:
            raise ValueError(f"{threads} threads need as many slots: {in_flight.slots}")
        self._clock = clock
        self._in_flight = in_flight
        self._decoders = decoders
        self._quarantined = quarantined
        self._places = asyncio.Semaphore(max_waiting or 2 * threads)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, args=(index,), name=f"decode-{index}", daemon=True)
            for index in range(threads)
        ]
        for thread in self._threads:
            thread.start()

    async def decode(self, key_frame: KeyFrame) -> DecodedFrame:
        """Decode one key frame.

        Args:
            key_frame: What to decode; a change of size from the one before is nothing special.

        Returns:
            The picture.

        Raises:
            DecodeFailed: it is damaged, or over the decoder's limits; only this frame is concerned.
            RuntimeError: the pool is closed.
        """
        async with self._places:
            if self._closed:
                raise RuntimeError("the decode pool is closed")
            if key_frame.picture is not None:
                return DecodedFrame(key_frame, self._clock.monotonic_s(), key_frame.picture)
            if key_frame.camera_id in self._quarantined:
                raise DecodeFailed(key_frame.camera_id, "its pictures once ended this process")
            loop = asyncio.get_running_loop()
            job = _Job(key_frame, loop.create_future(), loop)
            self._jobs.put(job)
            try:
                return await job.future
            finally:
                # A failure knows the frames it passed through: with its future in one of them it
                # would be a circle that keeps the picture until the collector comes.
                del job

    async def close(self) -> None:
        """End the threads; frames still waiting fail."""
        if self._closed:
            return
        self._closed = True
        while True:
            try:
                job = self._jobs.get_nowait()
            except queue.Empty:
                break
            if job is not None and not job.future.done():
                job.future.set_exception(RuntimeError("the decode pool is closed"))
        for _ in self._threads:
            self._jobs.put(None)
        # A decoder cannot be interrupted; a key frame takes tens of milliseconds at most.
        await asyncio.to_thread(self._join)

    def _join(self) -> None:
        for thread in self._threads:
            thread.join(timeout=5.0)

    def _work(self, slot: int) -> None:
        decoders: dict[Codec, Decoder] = {}
        marks = self._in_flight
        while True:
            job = self._jobs.get()
            if job is None:
                return
            if job.future.cancelled():
                continue
            key_frame = job.key_frame
            result: DecodedFrame | None = None
            failure: Exception | None = None
            try:
                decoder = decoders.get(key_frame.codec)
                if decoder is None:
                    decoder = decoders[key_frame.codec] = self._decoders(key_frame.codec)
                began_cpu_s = time.thread_time()
                if marks is None:
                    picture = decoder.decode(key_frame)
                else:
                    marks.enter(slot, key_frame.camera_id, key_frame.sequence)
                    try:
                        picture = decoder.decode(key_frame)
                    finally:
                        marks.leave(slot)
                cpu_s = time.thread_time() - began_cpu_s
                result = DecodedFrame(key_frame, self._clock.monotonic_s(), picture, cpu_s)
            except DecodeFailed as error:
                failure = error
            except Exception as error:  # the thread serves all cameras and has to live on
                decoders.pop(key_frame.codec, None)
                failure = DecodeFailed(key_frame.camera_id, f"{type(error).__name__}: {error}")
                failure.__cause__ = error
            # A loop that is closed has nobody left who waits.
            with contextlib.suppress(RuntimeError):
                job.loop.call_soon_threadsafe(_answer, job.future, result, failure)
            del job, key_frame, result, failure


def _answer(
    future: asyncio.Future[DecodedFrame], result: DecodedFrame | None, failure: Exception | None
) -> None:
    if future.done():
        return  # whoever asked has gone
    if result is not None:
        future.set_result(result)
    else:
        future.set_exception(failure or RuntimeError("neither picture nor error"))
