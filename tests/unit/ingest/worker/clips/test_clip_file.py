"""Coded pictures in, an MP4 that a browser plays out."""

from __future__ import annotations

import io
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import av
import numpy as np
import pytest

from ingest.codec import Codec
from ingest.worker.clips.clip_decoding import decoded
from ingest.worker.clips.clip_encoder import encode_mp4
from ingest.worker.clips.clip_request import ClipRequest, ClipUnit
from ingest.worker.clips.clip_work import make_clip
from tests.unit.detectors.support import FakeModel, boxes
from tests.unit.ingest.clips import clip, split_annexb
from tests.unit.ingest.worker.conftest import camera

START = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def units(codec: Codec = Codec.H264, frames: int = 30, fps: float = 10.0) -> list[ClipUnit]:
    made = clip(codec, frames=frames)
    return [
        ClipUnit(at(number / fps), b"".join(b"\0\0\0\1" + nal for nal in nals))
        for number, nals in enumerate(made.units)
    ]


def request(**more: Any) -> ClipRequest:
    fields: dict[str, Any] = {
        "camera": camera(1).model_dump_json(),
        "zone_id": "square",
        "codec": Codec.H264,
        "begin_at": at(1.0),
        "end_at": at(2.5),
        "parent_pid": os.getpid(),
        "model_file": None,
        "model_family": None,
        "threshold": 0.4,
        "width_px": 640,
        "fps": 8.0,
        "look_every_s": 0.4,
        "crf": 28,
        "most_kbps": 800,
        "memory_bytes": 2 << 30,
        "nice": 15,
    }
    return ClipRequest(**fields | more)


def test_a_request_comes_out_of_the_pipe_as_it_went_in() -> None:
    wanted, pictures = request(), units()
    pipe = io.BytesIO(b"".join(wanted.encode(pictures)))
    assert ClipRequest.read(pipe) == (wanted, pictures)


def test_a_request_that_is_cut_off_is_refused() -> None:
    whole = b"".join(request().encode(units()))
    with pytest.raises(ValueError, match="cut off"):
        ClipRequest.read(io.BytesIO(whole[:-1]))


@pytest.mark.parametrize("codec", [Codec.H264, Codec.H265])
def test_pictures_come_with_the_times_of_their_packets(codec: Codec) -> None:
    found = list(decoded(units(codec), codec, width_px=640, fps=30.0, end_at=at(99)))
    assert [one for one, _picture in found] == [at(number / 10) for number in range(30)]
    assert {picture.shape for _at, picture in found} == {(192, 320, 3)}


@pytest.mark.parametrize(
    ("fps", "width_px", "end_s", "count", "width"),
    [(30.0, 640, 99, 30, 320), (5.0, 640, 99, 15, 320), (30.0, 161, 0.95, 10, 160)],
)
def test_pictures_are_thinned_out_made_smaller_and_cut(
    fps: float, width_px: int, end_s: float, count: int, width: int
) -> None:
    found = list(decoded(units(), Codec.H264, width_px=width_px, fps=fps, end_at=at(end_s)))
    assert len(found) == count
    assert found[0][1].shape[1] == width


def test_damaged_pictures_are_left_out_and_the_next_key_picture_mends_it() -> None:
    pictures = units()
    hurt = list(split_annexb(pictures[5].data))
    broken = b"".join(b"\0\0\0\1" + (nal[:20] + b"\xff" * 40) for nal in hurt)
    pictures[5] = ClipUnit(pictures[5].captured_at, broken)
    pictures[12] = ClipUnit(pictures[12].captured_at, b"\0\0\0\1\x41rubbish")
    found = [one for one, _ in decoded(pictures, Codec.H264, width_px=640, fps=30, end_at=at(99))]
    assert len(found) < 30
    assert found[-1] == at(2.9)


def read_mp4(data: bytes) -> tuple[list[float], av.VideoFrame]:
    with av.open(io.BytesIO(data)) as container:
        frames = list(container.decode(video=0))
        assert container.streams.video[0].codec_context.name == "h264"
        assert container.streams.video[0].codec_context.pix_fmt == "yuv420p"
    return [float(frame.time or 0.0) for frame in frames], frames[0]


def test_the_file_is_h264_in_mp4_with_its_index_in_front() -> None:
    picture = np.full((90, 161, 3), 120, np.uint8)
    data = encode_mp4(
        [(at(number / 8), picture) for number in range(20)],
        crf=28,
        most_kbps=500,
        most_pictures=20,
    )
    assert data is not None
    assert data[4:8] == b"ftyp"
    assert 0 < data.index(b"moov") < data.index(b"mdat")
    times, frame = read_mp4(data)
    assert len(times) == 20
    assert times[-1] == pytest.approx(19 / 8, abs=0.01)
    assert (frame.width, frame.height) == (160, 90)


def test_a_clock_that_jumps_neither_stops_nor_reverses_the_clip() -> None:
    picture = np.full((90, 160, 3), 120, np.uint8)
    jumps = [0.0, 0.1, 3600.0, 3600.1, 5.0, 5.1]
    data = encode_mp4(
        [(at(second), picture) for second in jumps], crf=28, most_kbps=500, most_pictures=9
    )
    assert data is not None
    times, _ = read_mp4(data)
    assert len(times) == 6
    assert times == sorted(times)
    assert times[-1] < 5


def test_without_a_picture_there_is_no_file() -> None:
    assert encode_mp4([], crf=28, most_kbps=500, most_pictures=9) is None


def test_a_clip_begins_and_ends_where_it_was_asked_to_and_people_in_it_are_masked() -> None:
    model = FakeModel(boxes((100.0, 40.0, 160.0, 160.0)))
    data = make_clip(request(), units(), model)
    assert data is not None
    times, frame = read_mp4(data)
    assert times[-1] == pytest.approx(1.5, abs=0.11)
    # The lead-in before the beginning was looked at too, and a caption stands below.
    assert (model.shown[0] != model.shown[-1]).any()
    assert frame.height > 192
    plain = make_clip(request(), units(), FakeModel())
    assert plain is not None
    assert detail(frame) < 0.4 * detail(read_mp4(plain)[1])


def detail(frame: av.VideoFrame) -> float:
    """How much neighbouring pixels differ where the person is said to stand."""
    shown = frame.to_ndarray(format="bgr24")[60:140, 115:145].astype(np.int16)
    return float(np.abs(np.diff(shown, axis=1)).mean())


def test_the_caption_names_camera_zone_time_place_and_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import detectors.evidence.clip_scene as scene

    said: list[tuple[str, ...]] = []
    monkeypatch.setattr(scene, "with_caption", lambda image, lines: said.append(lines) or image)
    make_clip(request(), units(), FakeModel())
    text = " ".join(said[0])
    for part in (camera(1).id, "square", "2026-06-01 02:00:01 UTC", "370499101201", "fake 1"):
        assert part in text
    assert "threshold 0.4" in text
