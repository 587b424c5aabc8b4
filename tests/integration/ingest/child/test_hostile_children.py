"""A child that dies, hangs or lies costs its own camera one try, and nothing is left behind."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import psutil
import pytest

from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.child.child_link_maker import ChildLinkMaker
from ingest.child.child_settings import ChildSettings
from ingest.child.errors import ChildDied, TooManyChildren
from ingest.errors import NoKeyFrame, NoSignal, TooSlow
from sharp_eyes.clock import SystemClock
from tests.integration.ingest.waiting import until

SOURCE = CameraSource("37049901001326000001", "rtsp://127.0.0.1:9/a", "user", "p4ssw0rd")
SCRIPT = str(Path(__file__).with_name("hostile_child.py"))


@pytest.fixture(autouse=True)
def tree_on_the_path(monkeypatch, pytestconfig):
    monkeypatch.setenv("PYTHONPATH", str(pytestconfig.rootpath))
    monkeypatch.setenv("SHARP_EYES_NODE_TOKEN", "t0ken")


def maker(how: str, **change) -> ChildLinkMaker:
    # Where silence is what is tried it is short; no busy machine must look like it elsewhere.
    silence_s = 0.5 if how == "silent" else 40.0
    fields = {"open_timeout_s": 20.0, "silence_s": silence_s, "picture_timeout_s": 600.0} | change
    command = (sys.executable, SCRIPT, how)
    return ChildLinkMaker(ChildSettings(command=command, **fields), SystemClock())


class Owner:
    """Does with a link what a feed does."""

    def __init__(self, make: ChildLinkMaker) -> None:
        self.frames = []
        self.link = make(SOURCE, LinkHost(self.frames.append, lambda: len(self.frames) + 1))

    async def live(self) -> None:
        watching = asyncio.create_task(self._watch())
        try:
            await self.link.open()
            await self.link.run()
        finally:
            watching.cancel()
            await self.link.close()

    async def _watch(self) -> None:
        while True:
            self.link.watch(SystemClock().monotonic_s())
            await asyncio.sleep(0.02)


@pytest.mark.parametrize(
    ("how", "error", "frames"),
    [
        ("crash early", ChildDied, 0),
        ("picture first", ChildDied, 0),
        ("html", ChildDied, 0),
        ("crash", ChildDied, 1),
        ("half a picture", ChildDied, 0),
        ("huge", ChildDied, 0),
        ("flood", ChildDied, 8),
        ("silent", NoSignal, 1),
    ],
)
async def test_a_child_that_dies_or_lies_ends_its_link_with_a_reason(how, error, frames):
    make = maker(how)
    owner = Owner(make)
    before = set(psutil.Process().children())
    with pytest.raises(error) as caught:
        await owner.live()
    assert "p4ssw0rd" not in caught.value.bilingual()
    assert len(owner.frames) == frames
    assert make.running == 0
    assert set(psutil.Process().children()) <= before


async def test_a_child_that_lives_without_pictures_is_ended():
    with pytest.raises(NoKeyFrame):
        await Owner(maker("figures alone", picture_timeout_s=0.5)).live()


async def test_a_child_that_hangs_before_it_opened_is_ended():
    make = maker("hang early", open_timeout_s=0.1, transports=())
    link = Owner(make).link
    with pytest.raises(TooSlow):
        await asyncio.wait_for(link.open(), 30)
    assert make.running == 0


async def test_no_more_children_than_allowed():
    make = maker("quiet", max_children=1, silence_s=600.0)
    first, second = Owner(make), Owner(make)
    await first.link.open()
    with pytest.raises(TooManyChildren):
        await second.link.open()
    await first.link.close()
    assert make.running == 0
    await second.link.open()
    await second.link.close()


async def test_neither_arguments_nor_environment_of_a_child_hold_a_secret():
    make = maker("quiet", silence_s=600.0)
    owner = Owner(make)
    await owner.link.open()
    try:
        child = psutil.Process(owner.link.pid)
        seen = " ".join([*child.cmdline(), *child.environ(), *child.environ().values()])
        assert "p4ssw0rd" not in seen
        assert "t0ken" not in seen
    finally:
        await owner.link.close()


PARENT = """
import asyncio, sys
from ingest.camera_link import LinkHost
from ingest.camera_source import CameraSource
from ingest.child.child_link_maker import ChildLinkMaker
from ingest.child.child_settings import ChildSettings
from sharp_eyes.clock import SystemClock

async def main():
    link = ChildLinkMaker(ChildSettings(), SystemClock())(
        CameraSource("1", sys.argv[1]), LinkHost(print, lambda: 1))
    opening = asyncio.create_task(link.open())
    while link.pid is None:
        await asyncio.sleep(0.01)
    print(link.pid, flush=True)
    await opening

asyncio.run(main())
"""


async def test_a_child_ends_with_its_parent_however_that_ends():
    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await reader.read()
        writer.close()

    asked = asyncio.Event()
    server = await asyncio.start_server(say_nothing, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PARENT,
        f"rtsp://127.0.0.1:{port}/a",
        stdout=asyncio.subprocess.PIPE,
    )
    pid = int(await asyncio.wait_for(parent.stdout.readline(), 30))
    # It is connected to the camera, and so beyond its beginning.
    await asyncio.wait_for(asked.wait(), 30)
    os.kill(parent.pid, signal.SIGKILL)
    await parent.wait()
    await until(lambda: not psutil.pid_exists(pid) or is_dead(pid))
    server.close()


def is_dead(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
