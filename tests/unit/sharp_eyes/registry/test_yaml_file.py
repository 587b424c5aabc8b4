"""The registry's YAML: every fault at its line, nothing lost on a round trip."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sharp_eyes.errors import MissingPart
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.faulty import FaultyRegistry
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import dump, load, parse

ROOT = Path(__file__).parents[4]
ID = "37049901001326000001"
LEAST = f"cameras:\n  - id: {ID}\n    name: a\n    streams: {{sub: 'rtsp://h/x'}}\n"


def faults_of(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FaultyRegistry) as caught:
        parse(text)
    return [(fault.line, fault.field) for fault in caught.value.faults]


def test_a_camera_needs_only_id_name_and_sub_stream() -> None:
    camera = parse(LEAST).registry.cameras[0]
    assert camera.region == "370499000000"
    assert camera.place_type is PlaceType.UNKNOWN
    assert camera.active_zones == ()


def test_an_unquoted_id_of_twenty_digits_stays_as_it_was_written() -> None:
    assert parse(LEAST).registry.cameras[0].id == ID


def test_the_demo_town_reads_back_as_it_was_written() -> None:
    registry = load(ROOT / "camera_registry.yaml")
    assert len(registry.cameras) >= 12
    assert parse(dump(registry)).registry == registry


def test_all_faults_are_told_at_once_each_at_its_line() -> None:
    text = (
        "regions: [{code: '370499000000', name: r}]\n"
        "cameras:\n"
        f"  - id: {ID}\n"
        "    name: a\n"
        "    region: '370499101000'\n"
        "    streams: {sub: 'rtsp://h/x', subb: 1}\n"
        f"  - id: {ID}\n"
        "    name: b\n"
        "    streams: {sub: 'http://h/x'}\n"
        "    place_type: toilet\n"
    )
    assert faults_of(text) == [
        (5, "cameras[0].region"),
        (6, "cameras[0].streams.subb"),
        (7, "cameras[1].id"),
        (9, "cameras[1].streams.sub"),
        (10, "cameras[1].place_type"),
    ]


@pytest.mark.parametrize(
    ("addition", "field"),
    [
        ("    region: '12'\n", "cameras[0].region"),
        ("    location: [200, 0]\n", "cameras[0].location[0]"),
        ("    place_type: home\n", "cameras[0].place_type"),
        ("    name: again\n", "cameras[0].name"),
        ("    colour: red\n", "cameras[0].colour"),
        (
            "    analytics: {zones: [{id: z, limits: {kind: crowd, people: 0}}]}\n",
            "cameras[0].analytics.zones[0].limits.people",
        ),
        (
            "    analytics: {zones: [{id: z, limits: {kind: crowd},\n"
            "      polygon: [[0, 0], [1, 1], [1, 0], [0, 1]]}]}\n",
            "cameras[0].analytics.zones[0].polygon",
        ),
    ],
)
def test_a_fault_names_its_field(addition: str, field: str) -> None:
    assert [found for _, found in faults_of(LEAST + addition)] == [field]


def test_text_that_is_no_yaml_is_told_with_its_line() -> None:
    assert faults_of("cameras:\n  - id: [1, 2\n")[0][0] in (2, 3)


def test_a_password_in_an_address_goes_to_the_secret_store_and_nowhere_else() -> None:
    loaded = parse(LEAST.replace("rtsp://h/x", "rtsp://someone:s3cret%21@h/x"))
    camera = loaded.registry.cameras[0]
    assert camera.streams.sub == "rtsp://h/x"
    assert camera.credentials == f"camera/{ID}"
    found = loaded.credentials[0]
    assert (found.name, found.username, found.password) == (f"camera/{ID}", "someone", "s3cret!")
    assert "s3cret" not in dump(loaded.registry) + repr(found) + repr(loaded)


def test_a_fault_in_an_address_does_not_tell_its_password() -> None:
    text = LEAST.replace("rtsp://h/x", "http://someone:s3cret@h/x")
    with pytest.raises(FaultyRegistry) as caught:
        parse(text)
    assert "s3cret" not in caught.value.bilingual()


def test_a_missing_file_is_told_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="nowhere"):
        load(tmp_path / "nowhere.yaml")


def test_a_file_that_is_not_utf_8_is_told_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "gbk.yaml"
    file.write_bytes(LEAST.encode() + "    managing_unit: 村\n".encode("gbk"))
    with pytest.raises(FaultyRegistry) as caught:
        load(file)
    assert caught.value.faults[0].line == 5


@pytest.mark.parametrize("hidden", ["\\x85", "\\u202e", "\\u200b", "\\u2028"])
def test_a_name_holds_nothing_that_hides_or_turns_text(hidden: str) -> None:
    assert faults_of(LEAST.replace("name: a", f'name: "a{hidden}b"'))[0][1] == "cameras[0].name"


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_or_refused_but_never_breaks_the_reader(text: str) -> None:
    with contextlib.suppress(FaultyRegistry):
        parse(text)


places = st.sampled_from([place for place in PlaceType if not place.refused])


@settings(max_examples=100, deadline=None)
@given(
    serial=st.integers(0, 999_999),
    name=st.text(
        st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]),
        min_size=1,
        max_size=20,
    ).filter(lambda text: bool(text.strip())),
    place=places,
    flag=st.booleans(),
)
def test_any_camera_reads_back_as_it_was_written(
    serial: int, name: str, place: PlaceType, flag: bool
) -> None:
    camera = Camera.model_validate(
        {
            "id": f"37049901001326{serial:06d}",
            "name": name,
            "streams": {"sub": "rtsp://h/x"},
            "place_type": place,
            "key_area": flag,
        }
    )
    registry = Registry(cameras=(camera,))
    assert parse(dump(registry)).registry == registry
