"""What of other people's cameras a look or a search must not show."""

from datetime import UTC, datetime

import pytest

from command_center.accounts.grant import Grant
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer
from command_center.finding.reach import Reach
from command_center.finding.wish_address import plain_address, shown_address
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.registry import Registry

VILLAGE, OTHER = "370499101201", "370499101202"
MASK = {"id": "m", "polygon": [[0, 0], [1, 0], [1, 1]]}


def registry() -> Registry:
    def camera(number: int, region: str, sub: str, **more: object) -> dict[str, object]:
        code = f"3704990100132600000{number}"
        return {"id": code, "name": "x", "region": region, "streams": {"sub": sub}} | more

    return Registry.model_validate(
        {
            "cameras": [
                camera(1, VILLAGE, "rtsp://10.0.0.1/own"),
                camera(2, OTHER, "rtsp://10.0.0.2/theirs"),
                camera(3, VILLAGE, "rtsp://10.0.0.9:554/gate-own"),
                camera(4, OTHER, "rtsp://10.0.0.9/gate-theirs"),
                camera(5, VILLAGE, "rtsp://10.0.0.5/masked", privacy_masks=[MASK]),
            ]
        }
    )


def reach() -> Reach:
    now = datetime.now(UTC)
    grants = (Grant(Role.OPERATOR, VILLAGE),)
    return Reach(Viewer(1, "u", "u", grants, "S", "duty", now), registry())


@pytest.mark.parametrize(
    ("address", "refused", "whole"),
    [
        ("rtsp://10.0.0.1/own", False, False),
        ("rtsp://10.0.0.2/theirs", True, True),
        ("rtsp://10.0.0.2:554/theirs", True, True),
        ("rtsp://10.0.0.2/another", False, True),
        ("rtsp://10.0.0.9/gate-own", False, True),
        ("rtsp://10.0.0.9/gate-theirs", True, True),
        ("rtsp://10.0.0.5/masked", False, True),
        ("rtsp://10.0.0.77/new", False, False),
        ("rtsp://167772162/theirs", True, True),
        ("rtsp://0xa.0.0.2/theirs", True, True),
        ("rtsp://[::ffff:10.0.0.2]/theirs", True, True),
        ("rtsp://10.5/masked", False, True),
        ("rtsp://[::ffff:a00:5]/masked", False, True),
    ],
)
def test_somebody_elses_stream_is_refused_and_a_shared_device_masked_whole(
    address: str, refused: bool, whole: bool
) -> None:
    mine = reach()
    assert mine.refuses(address) is refused
    assert mine.masks_whole(address) is whole


@pytest.mark.parametrize(
    ("text", "plain", "login"),
    [
        ("rtsp://10.0.0.1/a?b=c", "rtsp://10.0.0.1/a?b=c", None),
        ("rtsp://u:p%40x@10.0.0.1:8554/a", "rtsp://10.0.0.1:8554/a", ("u", "p@x")),
        ("rtsps://u@[fd00::1]/a", "rtsps://[fd00::1]/a", ("u", "")),
    ],
)
def test_user_name_and_password_are_split_off(
    text: str, plain: str, login: tuple[str, str] | None
) -> None:
    assert plain_address(text) == (plain, login)


@pytest.mark.parametrize(
    "text",
    [
        "http://x/",
        "rtsp://",
        "rtsp://u:secret@/x",
        "rtsp://x:0/",
        "x",
        "rtsp://a:/secret@10.8.0.9/h264/sub",
        "rtsp://u:p@a:/secret@10.8.0.9/h264/sub",
        "rtsp://a?secret@10.8.0.9/h264/sub",
        "rtsp://u:p@a?secret@10.8.0.9/h264/sub",
    ],
)
def test_what_is_no_address_is_refused_without_showing_it(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        plain_address(text)
    assert "secret" not in caught.value.bilingual()


def test_what_is_guarded_is_named_for_the_node() -> None:
    assert reach().guarded == ("10.0.0.2", "10.0.0.5", "10.0.0.9")


def test_the_trail_holds_no_path_because_some_hold_passwords() -> None:
    assert shown_address("rtsp://10.0.0.1:554/user=admin_password=x") == "rtsp://10.0.0.1:554"
