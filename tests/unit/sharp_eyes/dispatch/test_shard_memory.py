"""What a worker remembers over a restart, and that secrets do not lie readable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import SecretStr

from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.node.shard_registry import CameraSecret, ShardRegistry
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.streams import Streams

PASSWORD = "open-sesame-4711"
CAMERA = Camera(id="37049901001326000002", name="广场", streams=Streams(sub="rtsp://127.0.0.1/2"))
REGISTRY = ShardRegistry(
    shard="s1",
    epoch=7,
    revision=42,
    cameras=(CAMERA,),
    secrets=(CameraSecret(name="demo", username="camera", password=SecretStr(PASSWORD)),),
)


async def test_the_last_registry_is_there_after_a_restart_with_its_passwords(
    outbox: Outbox, tmp_path: Path, clock: ManualClock
) -> None:
    assert await outbox.last_registry() is None
    assert await outbox.epoch() == 0
    await outbox.remember_registry(REGISTRY)
    await outbox.close()
    again = await Outbox.open(tmp_path / "s1.sqlite", clock)
    assert await again.last_registry() == REGISTRY
    assert await again.epoch() == 7
    await again.close()


async def test_no_file_holds_the_password_readable(outbox: Outbox, tmp_path: Path) -> None:
    await outbox.remember_registry(REGISTRY)
    for path in tmp_path.iterdir():
        assert PASSWORD.encode() not in path.read_bytes(), path
    await outbox.close()


async def test_with_another_key_the_registry_counts_as_forgotten(
    outbox: Outbox, tmp_path: Path, clock: ManualClock
) -> None:
    await outbox.remember_registry(REGISTRY)
    await outbox.close()
    (tmp_path / "node.key").unlink()
    again = await Outbox.open(tmp_path / "s1.sqlite", clock)
    assert await again.last_registry() is None
    await again.close()


async def test_detector_states_come_back_and_go_with_their_camera(
    outbox: Outbox, tmp_path: Path, clock: ManualClock, story: Any
) -> None:
    await outbox.save_states({"a": b"1", "b": b"2"})
    await outbox.save_states({"a": b"3"})
    assert [await outbox.state(camera) for camera in "abc"] == [b"3", b"2", None]
    await outbox.keep_states_of({"a"})
    assert [await outbox.state(camera) for camera in "ab"] == [b"3", None]
