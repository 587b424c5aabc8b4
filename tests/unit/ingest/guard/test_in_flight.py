"""Marks that outlive a process."""

import os

import pytest

from ingest.codec import Codec
from ingest.decode.decode_pool import DecodePool
from ingest.errors import DecodeFailed
from ingest.guard.in_flight import InFlight, InFlightMarks
from ingest.key_frame import KeyFrame
from sharp_eyes.clock import ManualClock
from tests.unit.ingest.decode.test_decoding import key_frame

CAMERA = "37049901001326000001"


def test_what_a_dead_child_had_in_flight_is_read_once():
    marks = InFlightMarks(3)
    pid = os.fork()
    if pid == 0:
        marks.enter(0, "1" * 20, 1)
        marks.leave(0)
        marks.enter(1, CAMERA, 42)
        marks.enter(2, "a", 2**40)
        os._exit(0)
    os.waitpid(pid, 0)
    assert marks.take() == (InFlight(CAMERA, 42), InFlight("a", 2**40))
    assert marks.take() == ()


def test_a_shorter_id_leaves_nothing_of_a_longer_one():
    marks = InFlightMarks(1)
    marks.enter(0, CAMERA, 1)
    marks.enter(0, "short", 2)
    assert marks.take() == (InFlight("short", 2),)


class Watching:
    """A decoder that looks at the marks while it decodes."""

    def __init__(self, marks: InFlightMarks, seen: list) -> None:
        self.marks = marks
        self.seen = seen

    def decode(self, key_frame):
        self.seen += self.marks.take()
        if key_frame.sequence == 2:
            raise DecodeFailed(key_frame.camera_id, "damaged")
        if key_frame.sequence == 3:
            raise ZeroDivisionError
        return


async def test_a_key_frame_is_marked_while_it_is_decoded_and_no_longer():
    marks, seen = InFlightMarks(1), []
    pool = DecodePool(
        ManualClock(), threads=1, in_flight=marks, decoders=lambda codec: Watching(marks, seen)
    )
    frame = key_frame(Codec.H264, camera=CAMERA)
    for sequence in (1, 2, 3):
        object.__setattr__(frame, "sequence", sequence)
        if sequence == 1:
            await pool.decode(frame)
        else:
            with pytest.raises(DecodeFailed):
                await pool.decode(frame)
        assert marks.take() == ()
    await pool.close()
    assert seen == [InFlight(CAMERA, 1), InFlight(CAMERA, 2), InFlight(CAMERA, 3)]


def test_a_pool_without_a_slot_for_each_thread_is_refused():
    with pytest.raises(ValueError, match="slots"):
        DecodePool(ManualClock(), threads=2, in_flight=InFlightMarks(1))


async def test_a_quarantined_camera_is_never_decoded_here_but_its_pictures_pass():
    pool = DecodePool(ManualClock(), threads=1, quarantined={CAMERA})
    with pytest.raises(DecodeFailed, match="once ended"):
        await pool.decode(key_frame(Codec.H264, camera=CAMERA))
    other = await pool.decode(key_frame(Codec.H264, camera="2" * 20))
    decoded_apart = KeyFrame(
        camera_id=CAMERA,
        captured_at=other.key_frame.captured_at,
        time_source=other.key_frame.time_source,
        arrived_monotonic_s=0.0,
        sequence=1,
        codec=Codec.H264,
        width=320,
        height=192,
        data=b"",
        picture=other.picture,
    )
    assert (await pool.decode(decoded_apart)).width == 320
    await pool.close()
