"""Children as they must not be; each reads its request first, like a real one."""

import os
import signal
import sys
import time

from ingest.child.messages import HEAD, MAGIC, Figures, Kind, Opened, Picture
from ingest.codec import Codec

OPENED = Opened("tcp", Codec.OTHER).encode()


def a_picture() -> bytes:
    return b"".join(
        Picture(
            width=32,
            height=32,
            codec=Codec.OTHER,
            full_range=False,
            key=True,
            age_s=0.0,
            wall_clock_us=0,
            planes=bytes(range(256)) * 6,
        ).encode()
    )


def say(data: bytes) -> None:
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def main() -> None:
    how = sys.argv[1]
    sys.stdin.buffer.readline()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if how == "crash early":
        os.abort()
    if how == "hang early":
        time.sleep(600)
    if how == "picture first":
        say(a_picture())
        time.sleep(600)
    if how == "html":
        say(b"<html>" * 1000)
        time.sleep(600)
    say(OPENED)
    if how == "crash":
        say(a_picture())
        os.kill(os.getpid(), signal.SIGSEGV)
    if how == "half a picture":
        say(a_picture()[:-100])
        os._exit(0)
    if how == "huge":
        say(HEAD.pack(MAGIC, Kind.PICTURE, 0xFFFF_FFFF))
    if how == "flood":
        while True:
            say(a_picture())
    if how == "figures alone":
        while True:
            say(Figures(1, 1, 0.0).encode())
            time.sleep(0.05)
    if how == "silent":
        say(a_picture())
    time.sleep(600)


main()
