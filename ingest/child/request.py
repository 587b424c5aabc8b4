"""What a child process is asked to read; goes by its standard input, never by argument."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import BinaryIO

MAX_REQUEST_BYTES = 16_384


@dataclass(frozen=True, slots=True)
class ChildRequest:
    """One camera, and how to read it.

    Attributes:
        url: rtsp:// or rtsps://, user name and password inside, percent-encoded.
        transports: ``tcp`` and ``udp``, in the order to be tried.
        parent_pid: Whose end is the child's end.
        open_timeout_s: For the answer to PLAY, of each transport.
        read_timeout_s: For the next packet.
        key_wait_s: Without a key frame for so long, everything is decoded.
        min_interval_s: Between two pictures.
        max_pixels: Larger pictures are made smaller.
        memory_bytes: Address space (RLIMIT_AS).
        nice: Added to the process's niceness.
        user_agent: Sent with each request.
        ca_file: PEM file of certificate authorities for rtsps; none for the system's own.
    """

    url: str = field(repr=False)
    transports: tuple[str, ...]
    parent_pid: int
    open_timeout_s: float
    read_timeout_s: float
    key_wait_s: float
    min_interval_s: float
    max_pixels: int
    memory_bytes: int
    nice: int
    user_agent: str
    ca_file: str | None = None

    def encode(self) -> bytes:
        """Return the one line that goes to the child."""
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def read(cls, stream: BinaryIO) -> ChildRequest:
        """Read the line that the parent wrote.

        Raises:
            ValueError: it is no JSON.
            TypeError: it is no object, or a field is missing or unknown.
        """
        fields = json.loads(stream.readline(MAX_REQUEST_BYTES))
        if not isinstance(fields, dict):
            raise TypeError("a request is an object")
        fields["transports"] = tuple(fields.get("transports", ()))
        return cls(**fields)
