"""Where a worker's cameras come from, and with which passwords."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.worker.links import Alone, Links
from ingest.worker.open_links import open_links
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import MissingPart
from tests.unit.ingest.worker.test_options import OPTIONS

OWN, NAMED = "37049901001326000001", "37049901001326000002"
REGISTRY = f"""cameras:
  - id: {OWN}
    name: a
    streams: {{sub: 'rtsp://someone:s3cret-own@h/1'}}
  - id: {NAMED}
    name: b
    streams: {{sub: 'rtsp://h/2'}}
    credentials: camera/shared
"""


async def opened(environment: dict[str, str], registry: Path | None = None) -> Links | Alone:
    options = OPTIONS
    if registry is not None:
        options = replace(OPTIONS, centres=(), registry=registry)
    async with AsyncExitStack() as stack:
        return await open_links(options, environment, stack, SystemClock())


@pytest.mark.parametrize(
    ("environment", "secrets"),
    [
        ({}, {f"camera/{OWN}": ("someone", "s3cret-own")}),
        (
            {"SHARP_EYES_CAMERA_PASSWORD": "s3cret"},
            {f"camera/{OWN}": ("someone", "s3cret-own"), "camera/shared": ("camera", "s3cret")},
        ),
    ],
)
async def test_the_password_of_the_environment_is_for_credentials_the_file_does_not_hold(
    tmp_path: Path, environment: dict[str, str], secrets: dict[str, tuple[str, str]]
) -> None:
    file = tmp_path / "registry.yaml"
    file.write_text(REGISTRY, encoding="utf-8")
    links = await opened(environment, file)
    assert isinstance(links, Alone)
    assert [one.id for one in links.registry.cameras] == [OWN, NAMED]
    assert {
        one.name: (one.username, one.password.get_secret_value()) for one in links.registry.secrets
    } == secrets
    assert "s3cret" not in repr(links)


@pytest.mark.parametrize("missing", ["SHARP_EYES_BROKER_URL", "SHARP_EYES_NODE_TOKEN"])
async def test_a_worker_with_a_centre_names_the_variable_that_it_misses(missing: str) -> None:
    environment = {
        "SHARP_EYES_BROKER_URL": "mqtt://127.0.0.1:1883",
        "SHARP_EYES_NODE_TOKEN": "token",
    }
    assert isinstance(await opened(environment), Links)
    with pytest.raises(MissingPart, match=missing) as raised:
        await opened({**environment, missing: ""})
    assert "docs/guide/parts.md" in raised.value.bilingual()
