"""What was found becomes what the registry takes."""

import pytest

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.device_code import DeviceCode
from sharp_eyes.errors import BadInput
from sharp_eyes.finding.found_camera import FoundCamera
from sharp_eyes.finding.local_ids import LocalIds
from sharp_eyes.finding.proposal import propose
from sharp_eyes.finding.proposal_text import proposal_text
from sharp_eyes.finding.remark import Remark
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.yaml_file import parse

VILLAGE = "370499101201"
LONG = Remark.of("key-interval-long", Bilingual("关键帧间隔偏长", "long key interval"))


def found(name: str, sub: str | None, **more: object) -> FoundCamera:
    return FoundCamera.model_validate({"name": name, "sub": sub} | more)


def test_local_ids_have_the_shape_of_the_standard_and_are_free() -> None:
    ids = LocalIds(VILLAGE, taken=["37049901001326000001", "37049901001326000003"])
    made = [ids.new() for _ in range(3)]
    assert made == [
        "37049901001326000002",
        "37049901001326000004",
        "37049901001326000005",
    ]
    code = DeviceCode.parse(made[0])
    assert (code.centre, code.type, code.network) == ("37049901", "132", "6")


def test_a_used_up_range_is_said() -> None:
    ids = LocalIds(VILLAGE, first=999_999)
    ids.new()
    with pytest.raises(BadInput, match="no code is left"):
        ids.new()


def test_cameras_are_proposed_with_their_streams_and_nothing_is_analysed_yet() -> None:
    main, sub = "rtsp://10.0.0.1/1", "rtsp://10.0.0.1/2"
    proposal = propose([found("村口", sub, main=main)], VILLAGE, credentials="onvif")
    (camera,) = proposal.cameras
    assert (camera.streams.sub, camera.streams.main) == (sub, main)
    assert camera.region == VILLAGE
    assert camera.credentials == "onvif"
    assert camera.place_type is PlaceType.UNKNOWN


def test_the_same_search_twice_proposes_nothing_the_second_time() -> None:
    cameras = [found("a", "rtsp://10.0.0.1/2"), found("b", "rtsp://10.0.0.2:554/2")]
    first = propose(cameras, VILLAGE)
    again = propose(cameras, VILLAGE, first.cameras)
    assert again.cameras == []
    assert set(again.known) == {camera.id for camera in first.cameras}


def test_one_that_answers_twice_is_proposed_once() -> None:
    twice = [found("a", "rtsp://10.0.0.1/2"), found("a", "rtsp://10.0.0.1:554/2")]
    assert len(propose(twice, VILLAGE).cameras) == 1


def test_a_camera_without_a_stream_is_left_out_with_its_reason() -> None:
    proposal = propose([found("a", None, remarks=(LONG,))], VILLAGE)
    assert proposal.cameras == []
    assert proposal.left_out == [("a", (LONG,))]


def test_without_a_region_there_are_no_ids() -> None:
    with pytest.raises(BadInput, match="region"):
        propose([found("a", "rtsp://10.0.0.1/2")], None)


def test_ids_that_a_platform_gave_are_kept() -> None:
    given = "37049901001316000009"
    proposal = propose([found("a", "rtsp://10.0.0.1/2", id=given, region=VILLAGE)], None)
    assert proposal.cameras[0].id == given


def test_the_text_reads_back_with_its_remarks_as_comments() -> None:
    proposal = propose(
        [found("村口 #1", "rtsp://10.0.0.1/2", remarks=(LONG,)), found("桥", "rtsp://10.0.0.2/2")],
        VILLAGE,
    )
    text = proposal_text(proposal)
    assert list(parse(text).registry.cameras) == proposal.cameras
    assert "# 关键帧间隔偏长 / long key interval\n- id: '37049901001326000001'" in text.replace(
        "  #", "#"
    )
