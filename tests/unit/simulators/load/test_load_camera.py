from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest

from sharp_eyes.registry.yaml_file import parse
from simulators.load.load_camera import LoadCamera, registry_yaml


@pytest.mark.parametrize("count", [1, 20, 2000])
def test_the_registry_of_a_load_source_is_one_that_is_read_back(count: int) -> None:
    cameras = [LoadCamera(number) for number in range(1, count + 1)]
    loaded = parse(registry_yaml(cameras, 8554, None))
    assert [camera.id for camera in loaded.registry.cameras] == [c.camera_id for c in cameras]
    first = loaded.registry.cameras[0]
    assert first.streams.sub == f"rtsp://127.0.0.1:8554{cameras[0].path}"
    assert first.place_type.analytics_allowed
    assert loaded.credentials == ()


def test_a_password_of_any_letters_arrives() -> None:
    text = registry_yaml([LoadCamera(1)], 8554, ("camera", "p@ss: w#rd/雪"))
    (found,) = parse(text).credentials
    assert (unquote(found.username), unquote(found.password)) == ("camera", "p@ss: w#rd/雪")
    assert urlsplit(parse(text).registry.cameras[0].streams.sub).username is None
