"""Simulated devices are found and read, and hostile ones do no harm."""

import re
import secrets
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.network_survey import NetworkSurvey, SearchPlan
from ingest.finding.onvif.onvif_device import OnvifDevice
from ingest.finding.xml.xml_element import XmlElement
from ingest.rtsp.credentials import Credentials
from sharp_eyes.clock import SystemClock
from sharp_eyes.finding.discovery_report import DiscoveryReport
from simulators.onvif.answers import Answers
from simulators.onvif.onvif_fault import OnvifFault
from simulators.onvif.onvif_server import OnvifServer
from simulators.onvif.onvif_stream import OnvifStream
from simulators.onvif.simulated_device import SimulatedDevice

USER, PASSWORD = "viewer", "not-so-simple"
LOOPBACK = AddressPolicy.parse("127.0.0.0/8")


def lane_camera() -> SimulatedDevice:
    return SimulatedDevice(
        "lane",
        "东溪村口",
        (
            OnvifStream("p1", "mainStream", "rtsp://127.0.0.1:8554/1", "H265", 2560, 1440, 25, 50),
            OnvifStream("p2", "subStream", "rtsp://127.0.0.1:8554/2", "H264", 704, 576, 15, 150),
            OnvifStream("p3", "thirdStream", "rtsp://127.0.0.1:8554/3", "H264", 352, 288, 15, 30),
        ),
        manufacturer="Invented & Sons",
        model="IPC-3",
        serial="SN<1>",
    )


@dataclass
class House:
    server: OnvifServer
    survey: NetworkSurvey

    async def search(
        self,
        credentials: Credentials | None = Credentials(USER, PASSWORD),  # noqa: B008
        **plan: object,
    ) -> DiscoveryReport:
        asked = {"targets": ((self.server.host, self.server.port),), "listen_s": 1.0} | plan
        return await self.survey.run(SearchPlan(**asked), credentials)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    clock = SystemClock()
    survey = NetworkSurvey(
        LOOPBACK, clock, lambda: secrets.token_bytes(16), lambda: f"urn:uuid:{uuid.uuid4()}"
    )
    async with OnvifServer([lane_camera()], clock, (USER, PASSWORD)) as server:
        yield House(server, survey)


async def test_a_camera_is_found_and_its_sub_stream_proposed(house: House) -> None:
    report = await house.search()
    (device,) = report.devices
    assert device.problem is None
    assert (device.manufacturer, device.model, device.serial) == (
        "Invented & Sons",
        "IPC-3",
        "SN<1>",
    )
    assert abs(device.clock_offset_s or 0) < 10
    (camera,) = device.cameras
    assert camera.name == "东溪村口"
    assert camera.sub == "rtsp://127.0.0.1:8554/2"
    assert camera.main == "rtsp://127.0.0.1:8554/1"
    assert [remark.code for remark in camera.remarks] == ["main-h265", "key-interval-long"]
    assert camera.streams[1].key_interval_s == pytest.approx(10.0)


async def test_a_device_without_the_newer_service_is_read_by_the_older(house: House) -> None:
    house.server.devices["lane"].media2 = False
    (device,) = (await house.search()).devices
    # Its H.265 profile cannot be said in the older one.
    assert [one.codec for one in device.cameras[0].streams] == ["h264", "h264"]
    assert device.cameras[0].main is None


async def test_a_recorder_gives_a_camera_for_each_picture_source(house: House) -> None:
    house.server.devices["lane"].streams = tuple(
        OnvifStream(
            f"p{channel}-{size}",
            f"ch{channel}",
            f"rtsp://127.0.0.1:8554/{channel}/{size}",
            width_px=size,
            height_px=size * 9 // 16,
            source=f"source-{channel}",
        )
        for channel in (1, 2, 3)
        for size in (1920, 640)
    )
    (device,) = (await house.search()).devices
    assert [camera.sub for camera in device.cameras] == [
        f"rtsp://127.0.0.1:8554/{channel}/640" for channel in (1, 2, 3)
    ]
    assert device.cameras[1].name == "东溪村口 通道 2"


async def test_a_device_that_wants_http_digest_is_let_in_too(house: House) -> None:
    house.server.devices["lane"].http_digest = True
    (device,) = (await house.search()).devices
    assert device.problem is None
    assert device.cameras


async def test_a_clock_an_hour_off_is_said_and_the_token_follows_it(house: House) -> None:
    house.server.devices["lane"].clock_offset_s = -3600
    (device,) = (await house.search()).devices
    assert device.problem is None, "the token has to carry the device's own time"
    assert [remark.code for remark in device.remarks] == ["clock-off"]
    assert device.clock_offset_s == pytest.approx(-3600, abs=10)


@pytest.mark.parametrize("year", ["99999999999", "9999", "0001"])
async def test_a_clock_at_the_end_of_the_calendar_is_not_believed(
    house: House, monkeypatch: pytest.MonkeyPatch, year: str
) -> None:
    said = Answers._clock

    def odd(answers: Answers, question: XmlElement) -> str:
        return re.sub(r"(<c:Year>)\d+", rf"\g<1>{year}", said(answers, question))

    monkeypatch.setattr(Answers, "_clock", odd)
    (device,) = (await house.search()).devices
    assert (device.problem, device.clock_offset_s) == (None, None)
    assert device.cameras


async def test_what_nobody_thought_of_in_one_answer_is_that_devices_problem(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def odd(*_: object) -> None:
        raise OverflowError("year is out of range")

    monkeypatch.setattr(OnvifDevice, "media_services", odd)
    (device,) = (await house.search()).devices
    assert device.problem is not None
    assert device.problem.code == "DeviceAnswersOddly"


@pytest.mark.parametrize("http_digest", [False, True])
async def test_a_wrong_password_is_tried_once_and_said(house: House, http_digest: bool) -> None:
    camera = house.server.devices["lane"]
    camera.http_digest = http_digest
    (device,) = (await house.search(Credentials(USER, "wrong"))).devices
    assert device.problem is not None
    assert device.problem.code == "DeviceRefusesLogin"
    assert "wrong password" in device.problem.en
    assert camera.refused == 1, "many devices lock out after a few tries"
    assert device.cameras == ()


async def test_without_a_password_it_says_that_one_is_wanted(house: House) -> None:
    (device,) = (await house.search(None)).devices
    assert device.problem is not None
    assert "it wants a user name" in device.problem.en
    assert "需要用户名" in device.problem.zh


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (OnvifFault.HUGE, "DeviceAnswersOddly"),
        (OnvifFault.BOMB, "DeviceAnswersOddly"),
        (OnvifFault.NOT_FOUND, "DeviceAnswersOddly"),
    ],
)
async def test_a_hostile_device_is_a_line_in_the_report(
    house: House, fault: OnvifFault, code: str
) -> None:
    house.server.devices["lane"].fault = fault
    house.server.devices["good"] = SimulatedDevice(
        "good", "石桥", (OnvifStream("p", "sub", "rtsp://127.0.0.1:8554/good"),)
    )
    report = await house.search()
    by_problem = {
        device.problem.code if device.problem else "": device for device in report.devices
    }
    assert set(by_problem) == {"", code}
    assert by_problem[""].cameras[0].sub == "rtsp://127.0.0.1:8554/good"


async def test_garbage_instead_of_an_answer_is_passed_over(house: House) -> None:
    house.server.devices["lane"].fault = OnvifFault.GARBAGE
    report = await house.search()
    assert report.devices == ()
    assert [remark.code for remark in report.remarks] == ["unreadable-answer"]
    named = await house.search(hosts=(house.server.service("lane"),))
    assert named.devices[0].problem is not None
    assert named.devices[0].problem.code == "DeviceAnswersOddly"


async def test_a_device_that_names_another_host_is_not_followed_there(house: House) -> None:
    house.server.devices["lane"].fault = OnvifFault.ELSEWHERE
    report = await house.search()
    assert report.devices == ()
    (remark,) = report.remarks
    assert remark.code == "address-elsewhere"
    assert "198.51.100.7" in remark.en
    assert house.server.devices["lane"].asked == []


async def test_streams_on_another_host_are_left_out_unless_allowed(house: House) -> None:
    house.server.devices["lane"].fault = OnvifFault.FOREIGN_STREAMS
    (device,) = (await house.search()).devices
    assert device.cameras[0].sub is None
    assert {one.code for one in device.cameras[0].remarks} == {
        "no-usable-stream",
        "stream-elsewhere",
    }
    (device,) = (await house.search(others=("198.51.100.7",))).devices
    assert device.cameras[0].sub == "rtsp://198.51.100.7:554/cam".replace(":554", "")


async def test_passwords_in_stream_addresses_are_dropped(house: House) -> None:
    house.server.devices["lane"].streams = (
        OnvifStream("p", "sub", "rtsp://admin:topsecret@127.0.0.1:8554/1"),
        OnvifStream("q", "two", "rtsp://127.0.0.1:8554/user=admin_password=x_channel=1"),
    )
    report = await house.search()
    assert "topsecret" not in report.model_dump_json()
    codes = [remark.code for remark in report.devices[0].cameras[0].remarks]
    assert "password-in-path" in codes


async def test_devices_named_one_by_one_need_no_search(house: House) -> None:
    report = await house.search(hosts=(house.server.service("lane"),))
    assert report.devices[0].cameras[0].sub == "rtsp://127.0.0.1:8554/2"


async def test_a_network_that_is_not_allowed_is_not_asked(house: House) -> None:
    closed = NetworkSurvey(
        AddressPolicy.parse("10.0.0.0/8"),
        SystemClock(),
        lambda: secrets.token_bytes(16),
        lambda: f"urn:uuid:{uuid.uuid4()}",
    )
    report = await House(house.server, closed).search()
    assert report.devices == ()
    assert [remark.code for remark in report.remarks] == ["answer-refused"]
    assert house.server.devices["lane"].asked == []


async def test_a_town_of_hundreds_is_found_in_one_go(house: House) -> None:
    for number in range(120):
        key = f"cam{number}"
        address = f"rtsp://127.0.0.1:8554/{key}"
        house.server.devices[key] = SimulatedDevice(
            key, f"村道 {number}", (OnvifStream("p", "sub", address),)
        )
    report = await house.search(listen_s=4.0)
    found = {camera.sub for device in report.devices for camera in device.cameras}
    assert len(found) == 121
