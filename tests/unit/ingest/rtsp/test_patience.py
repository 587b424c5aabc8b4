"""How much that is no picture is borne of a stream."""

from __future__ import annotations

import pytest

from ingest.errors import RtspProtocolError
from ingest.rtsp.patience import MAX_GARBAGE_BYTES, Patience

ADDRESS = "rtsp://camera/1"


def test_too_much_without_a_picture_ends_the_stream_and_says_where() -> None:
    patience = Patience(ADDRESS)
    patience.spend(MAX_GARBAGE_BYTES, 3)
    with pytest.raises(RtspProtocolError, match=str(MAX_GARBAGE_BYTES + 1)) as raised:
        patience.garbage(1, 4)
    assert "packet=4" in str(raised.value)


def test_a_picture_begins_it_anew_and_what_was_garbage_stays_counted() -> None:
    patience = Patience(ADDRESS)
    for _ in range(3):
        patience.garbage(MAX_GARBAGE_BYTES, 0)
        assert not patience.in_step
        patience.picture_came()
        assert patience.in_step
    assert patience.garbage_bytes == 3 * MAX_GARBAGE_BYTES


def test_what_is_no_video_and_no_garbage_keeps_the_step() -> None:
    patience = Patience(ADDRESS)
    patience.spend(100, 0)
    assert (patience.in_step, patience.garbage_bytes) == (True, 0)
