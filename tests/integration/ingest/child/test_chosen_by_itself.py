"""A camera that our own client cannot read, and one in quarantine, come by child processes."""

import asyncio
from random import Random

from ingest.camera_source import CameraSource
from ingest.child.child_link_maker import ChildLinkMaker
from ingest.child.child_settings import ChildSettings
from ingest.decode.decode_pool import DecodePool
from ingest.guard.guarded_supply import GuardedSupply
from ingest.guard.quarantine import Quarantine
from ingest.key_frame import KeyFrame
from ingest.source_kind import SourceKind
from sharp_eyes.clock import SystemClock
from tests.integration.ingest.child.test_child_link import PASSWORD, camera

CAMERA = "37049901001326000001"


async def first_frame_by(supply: GuardedSupply, kind: SourceKind) -> KeyFrame:
    async with asyncio.timeout(40):
        while True:
            frame = await supply.next_frame()
            if supply.health()[CAMERA].source is kind:
                return frame


def make(clock, quarantine: Quarantine) -> tuple[GuardedSupply, ChildLinkMaker]:
    children = ChildLinkMaker(ChildSettings(), clock)
    return GuardedSupply(quarantine, clock, Random(1), {SourceKind.CHILD: children}), children


async def read(url: str, quarantine: Quarantine) -> None:
    clock = SystemClock()
    supply, children = make(clock, quarantine)
    pool = DecodePool(clock, threads=1, quarantined=quarantine)
    supply.set_cameras([CameraSource(CAMERA, url, "admin", PASSWORD)])
    await supply.start()
    try:
        frame = await first_frame_by(supply, SourceKind.CHILD)
        assert (await pool.decode(frame)).width == 640
        assert children.running == 1
    finally:
        await supply.close()
        await pool.close()
    assert children.running == 0


async def test_a_camera_that_speaks_udp_alone_is_read_by_a_child(tmp_path):
    async with camera(transport="udp") as url:
        await read(url, Quarantine(tmp_path / "q.json", SystemClock()))


async def test_a_quarantined_camera_is_read_by_a_child_although_we_could(tmp_path):
    quarantine = Quarantine(tmp_path / "q.json", SystemClock())
    quarantine.add([CAMERA])
    async with camera(transport="tcp") as url:
        await read(url, quarantine)


async def test_a_quarantined_camera_whose_address_changes_is_ours_again(tmp_path):
    clock = SystemClock()
    quarantine = Quarantine(tmp_path / "q.json", clock)
    quarantine.add([CAMERA])
    supply, _ = make(clock, quarantine)
    async with camera(transport="tcp") as url:
        supply.set_cameras([CameraSource(CAMERA, f"{url}-before", "admin", PASSWORD)])
        await supply.start()
        try:
            supply.set_cameras([CameraSource(CAMERA, url, "admin", PASSWORD)])
            frame = await first_frame_by(supply, SourceKind.RTSP)
            assert frame.picture is None
            assert CAMERA not in quarantine
        finally:
            await supply.close()
