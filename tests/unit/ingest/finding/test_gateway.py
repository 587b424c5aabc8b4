"""A gateway's device list becomes cameras; the answers are made after its documentation."""

import json
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.finding.gateway.gateway_cameras import GatewayCameras, gateway_cameras, streams_of
from ingest.finding.gateway.gateway_files import read_files
from ingest.finding.gateway.gateway_list import read_page
from ingest.finding.gateway.stream_pattern import StreamPattern
from sharp_eyes.errors import BadInput, MissingPart, SharpEyesError
from sharp_eyes.finding.proposal import propose
from sharp_eyes.registry.datum import Datum

ANSWERS = Path(__file__).parent / "gateway_answers"
FILES = sorted(ANSWERS.glob("*.json"))
NVR = "37049901001180000001"
TREE = ("370499000000", "370499101000", "370499101202", "370499102000")
PATTERN = StreamPattern("rtsp://192.0.2.30:10554")


def read(datum: Datum | None = None, regions: tuple[str, ...] = TREE) -> GatewayCameras:
    answers = read_files(FILES)
    pairs = [(one.device, one.code) for one in answers.channels]
    return gateway_cameras(
        answers.devices,
        answers.channels,
        PATTERN,
        regions=regions,
        datum=datum,
        streams=streams_of(PATTERN, answers.streams, pairs),
    )


def test_recorded_answers_of_both_versions_become_cameras() -> None:
    made = read()
    assert [(one.name, one.id) for one in made.cameras] == [
        ("县医院门口", "37049900001310000021"),
        ("车站广场", "37049900001310000022"),
        ("东溪村口", "37049901001310000001"),
        ("石桥桥头", "37049901001310000002"),
        ("杏园主路", "37049901001320000003"),
        ("西门 <b>", None),
    ]
    assert (made.directories, made.other, made.unplaced) == (2, 1, 0)


def test_addresses_are_the_gateways_own() -> None:
    made = {one.name: one.sub for one in read().cameras}
    base = "rtsp://192.0.2.30:10554/rtp/"
    assert made["东溪村口"] == f"{base}{NVR}_37049901001310000001"
    assert made["西门 <b>"] == f"{base}{NVR}_camera-west"
    assert made["车站广场"] == f"{base}37049900002000000009_37049900001310000022"


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("东溪村口", "370499101000"),  # 8 digits: town 01 of the tree
        ("石桥桥头", "370499101202"),  # 12 digits
        ("杏园主路", "370499000000"),  # none: by its own code
        ("县医院门口", "370499000000"),
    ],
)
def test_regions_come_from_civil_codes(name: str, region: str) -> None:
    assert {one.name: one.region for one in read().cameras}[name] == region


def test_a_town_that_the_tree_does_not_have_is_said() -> None:
    camera = next(one for one in read(regions=()).cameras if one.name == "东溪村口")
    assert camera.region == "370499000000"
    assert "region-county" in [remark.code for remark in camera.remarks]


def test_places_are_taken_in_the_datum_that_the_gateway_names() -> None:
    places = {one.name: one for one in read().cameras}
    assert places["东溪村口"].location == (117.60123, 34.70456)
    assert places["石桥桥头"].location is None, "0, 0 is no place"
    assert places["杏园主路"].location is None
    assert "location-outside" in [remark.code for remark in places["杏园主路"].remarks]
    assert places["车站广场"].location == (117.61, 34.71), "converted by the gateway"
    moved = places["县医院门口"].location
    assert moved == pytest.approx(Datum.GCJ02.to_registered(117.6055, 34.7055), abs=1e-6)
    assert "datum-converted" in [remark.code for remark in places["县医院门口"].remarks]


def test_people_may_know_the_datum_better() -> None:
    places = {one.name: one.location for one in read(Datum.GCJ02).cameras}
    wanted = Datum.GCJ02.to_registered(117.60123, 34.70456)
    assert places["东溪村口"] == pytest.approx(wanted, abs=1e-6)


def test_what_is_offline_or_moves_is_said() -> None:
    camera = next(one for one in read().cameras if one.name == "石桥桥头")
    assert [remark.code for remark in camera.remarks] == ["offline", "moving"]


def test_device_passwords_are_not_read() -> None:
    assert "must-not-be-read" not in repr(read_files(FILES))


def test_the_list_twice_proposes_nothing_new() -> None:
    first = propose(read().cameras, "370499101000")
    assert len(first.cameras) == 6
    again = propose(read().cameras, "370499101000", first.cameras)
    assert again.cameras == []
    assert len(again.known) == 6


def test_one_word_addresses_of_play_requests_lose_what_is_for_one_viewing() -> None:
    answers = read_files(FILES)
    assert len(answers.streams) == 1
    given = streams_of(PATTERN, answers.streams, [(NVR, "37049901001310000001")])
    (address,) = given.values()
    assert "sign" not in address


def test_a_refusal_of_the_gateway_is_told_with_its_words() -> None:
    with pytest.raises(BadInput, match="登录过期"):
        read_page({"code": 401, "msg": "登录过期", "data": None}, where="x")


@pytest.mark.parametrize("answer", [None, 5, "text", {}, {"list": 5}, {"code": 0, "data": {}}])
def test_what_is_no_list_is_said(answer: object) -> None:
    with pytest.raises(BadInput, match="no list"):
        read_page(answer, where="x")


@pytest.mark.parametrize(("content", "kind"), [("{", BadInput), ("[" * 100_000, BadInput)])
def test_a_file_that_is_no_json_is_said(tmp_path: Path, content: str, kind: type) -> None:
    path = tmp_path / "x.json"
    path.write_text(content)
    with pytest.raises(kind):
        read_files([path])


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MissingPart):
        read_files([tmp_path / "none.json"])


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
_KEYS = st.sampled_from(
    [
        "deviceId",
        "channelId",
        "parentDeviceId",
        "name",
        "civilCode",
        "parental",
        "subCount",
        "status",
        "longitude",
        "latitude",
        "longitudeWgs84",
        "ptzType",
        "onLine",
        "geoCoordSys",
    ]
)


@given(st.lists(st.dictionaries(_KEYS, _VALUES), max_size=5))
def test_any_records_are_read_or_refused_and_never_half(records: list[dict[str, object]]) -> None:
    try:
        page = read_page({"list": records, "total": len(records)}, where="x")
        made = gateway_cameras(page.devices, page.channels, PATTERN)
    except SharpEyesError:
        return
    propose(made.cameras, "370499101000")


@pytest.mark.parametrize("text", ["rtsp://user:secret@192.0.2.30", "http://192.0.2.30", "x"])
def test_a_media_servers_address_that_cannot_be_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        StreamPattern.parse(text)
    assert "secret" not in caught.value.bilingual()


def test_the_recorded_answers_are_json_as_httpx_would_read_it() -> None:
    for path in FILES:
        assert httpx.Response(200, content=path.read_bytes()).json() == json.loads(
            path.read_text("utf-8")
        )
