"""A still and what is said of it, in one message."""

from datetime import UTC, datetime

import pytest

from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.node.still_message import StillMessage, framed

SAID = StillMessage(
    number=3,
    camera="37049901001326000001",
    captured_at=datetime(2026, 1, 1, 8, 0, 0, 500_000, tzinfo=UTC),
    time_source=TimeSource.ARRIVAL,
)


@pytest.mark.parametrize("jpeg", [b"", b"\xff\xd8\xff picture"])
def test_a_message_comes_apart_as_it_was_put_together(jpeg: bytes) -> None:
    assert StillMessage.taken_apart(SAID.with_picture(jpeg)) == (SAID, jpeg)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\0\0\0",
        b"\0\0\0\1",
        b"\xff\xff\xff\xff" + bytes(9),
        framed(b"[" * 1024, b""),
        framed(b"{}", b""),
        framed(b" " * 1025, b""),
        framed(SAID.model_dump_json().replace("3704", "../x").encode(), b""),
        framed(SAID.model_dump_json().replace("2026", "abcd").encode(), b""),
    ],
)
def test_what_is_no_such_message_is_refused(message: bytes) -> None:
    with pytest.raises(ValueError, match=r"message|header|camera|captured_at|number|JSON"):
        StillMessage.taken_apart(message)
