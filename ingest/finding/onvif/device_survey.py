"""One device, asked for all that is proposed of it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from ingest.errors import BadStreamAddress
from ingest.finding.address_policy import AddressPolicy
from ingest.finding.clock_words import clock_words
from ingest.finding.discovery.heard_device import HeardDevice
from ingest.finding.errors import DeviceAnswersOddly, DeviceTooSlow
from ingest.finding.onvif.onvif_device import DeviceInformation, MediaServices, OnvifDevice
from ingest.finding.onvif.soap_client import SoapClient
from ingest.finding.onvif.soap_fault import SoapFault
from ingest.finding.onvif.video_profile import VideoProfile
from ingest.finding.proposal.stream_choice import choose
from ingest.rtsp.capture_clock import TRUSTED_OFFSET_S
from ingest.rtsp.credentials import Credentials
from ingest.rtsp.rtsp_url import RtspUrl
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import SharpEyesError
from sharp_eyes.finding.found_camera import FoundCamera
from sharp_eyes.finding.found_device import FoundDevice
from sharp_eyes.finding.found_stream import FoundStream
from sharp_eyes.finding.remark import Remark, clipped

_log = structlog.get_logger(__name__)

DEVICE_TIMEOUT_S = 30.0
MAX_STREAMS_OF_CAMERA = 8
_PASSWORD_IN_PATH = re.compile(r"(?i)(pass(word|wd)?|pwd)[=_]")


@dataclass(slots=True)
class _Gathered:
    """What is known of a device so far; an error ends the questions, not what was answered."""

    information: DeviceInformation
    clock_offset_s: float | None = None
    cameras: tuple[FoundCamera, ...] = ()


class DeviceSurvey:
    """Asks devices, each within a limit of time.

    Args:
        policy: Which addresses may be connected to.
        clock: Time.
        new_nonce: Makes bytes never used before.
        others: Hosts beside the device's own that streams may be on.
        timeout_s: For one device, all its questions together.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        clock: Clock,
        new_nonce: Callable[[], bytes],
        others: Sequence[str] = (),
        timeout_s: float = DEVICE_TIMEOUT_S,
    ) -> None:
        self._policy = policy
        self._clock = clock
        self._new_nonce = new_nonce
        self._others = frozenset(others)
        self._timeout_s = timeout_s

    async def survey(self, heard: HeardDevice, credentials: Credentials | None) -> FoundDevice:
        """Ask a device; never raises for what the device does.

        Args:
            heard: Where it is, its host an IP address.
            credentials: Its user name and password, if there are any.
        """
        gathered = _Gathered(DeviceInformation("", heard.hardware, "", ""))
        problem: SharpEyesError | None = None
        host = heard.service.host
        try:
            async with (
                asyncio.timeout(self._timeout_s),
                SoapClient(
                    host, self._policy, credentials, self._new_nonce, self._clock.now
                ) as client,
            ):
                await self._ask(client, heard, gathered)
        except TimeoutError:
            problem = DeviceTooSlow(host, self._timeout_s)
        except SoapFault as fault:
            words = fault.text or ", ".join(fault.codes)
            problem = DeviceAnswersOddly(
                host, Bilingual(f"设备报错：{words}", f"it answers with a fault: {words}")
            )
        except SharpEyesError as error:
            problem = error
        except Exception as error:
            # Whatever one device can still think of must not cost what the others answered.
            _log.error("a device's answer is not understood", host=host, exc_info=error)
            problem = DeviceAnswersOddly(
                host, Bilingual("设备的应答无法处理", "its answer is beyond what is understood")
            )
        return _device(heard, gathered, problem)

    async def _ask(self, client: SoapClient, heard: HeardDevice, gathered: _Gathered) -> None:
        device = OnvifDevice(client, heard.service)
        began = self._clock.now()
        told = await device.clock()
        if told is not None:
            # Whole seconds, somewhere between question and answer.
            asked = began + (self._clock.now() - began) / 2
            client.clock_offset = told + timedelta(seconds=0.5) - asked
            gathered.clock_offset_s = round(client.clock_offset.total_seconds(), 1)
        services = await device.media_services()
        gathered.information = await device.information()
        profiles = await device.profiles(services)
        cameras: list[FoundCamera] = []
        sources = list(dict.fromkeys(profile.source for profile in profiles))
        for number, source in enumerate(sources, start=1):
            own = [profile for profile in profiles if profile.source == source]
            name = heard.name or gathered.information.model or client.host
            if len(sources) > 1:
                name = f"{name[:60]} 通道 {number}"
            cameras.append(await self._camera(device, services, name, source, own))
            # One by one: what was read before time runs out is kept.
            gathered.cameras = tuple(cameras)

    async def _camera(
        self,
        device: OnvifDevice,
        services: MediaServices,
        name: str,
        source: str,
        profiles: Sequence[VideoProfile],
    ) -> FoundCamera:
        remarks: list[Remark] = []
        streams: list[FoundStream] = []
        for profile in profiles[:MAX_STREAMS_OF_CAMERA]:
            text = await device.stream_address(services, profile)
            streams.append(
                FoundStream(
                    profile=clipped(profile.name, 80),
                    codec=clipped(profile.codec, 20),
                    width_px=profile.width_px,
                    height_px=profile.height_px,
                    fps=profile.fps,
                    bitrate_kbps=profile.bitrate_kbps,
                    gov_length=profile.gov_length,
                    address=self._address(device, text, remarks),
                )
            )
        choice = choose(streams)
        return FoundCamera(
            name=clipped(name, 80),
            source=clipped(source, 80),
            streams=tuple(streams),
            sub=choice.sub.address if choice.sub else None,
            main=choice.main.address if choice.main else None,
            remarks=(*choice.remarks, *dict.fromkeys(remarks))[:20],
        )

    def _address(self, device: OnvifDevice, text: str, remarks: list[Remark]) -> str | None:
        """Read a stream's address: without password, on the device itself."""
        try:
            url, _ = RtspUrl.parse(text)
        except BadStreamAddress:
            return None
        address = str(url)
        if len(address) > 512:
            return None
        if url.host != device.host and url.host not in self._others:
            said = Bilingual(
                f"设备给出的码流在另一台主机 {url.host}，未采用；确认后可用 --allow-host 允许",
                f"the device names a stream on another host, {url.host}: left out; allow it by "
                "--allow-host if it is right",
            )
            remarks.append(Remark.of("stream-elsewhere", said))
            return None
        if _PASSWORD_IN_PATH.search(url.target):
            said = Bilingual(
                "码流地址的路径中带有口令，会随地址保存；请在设备上改用普通地址",
                "the stream's path holds a password, which is kept with the address; use the "
                "device's plain address if it has one",
            )
            remarks.append(Remark.of("password-in-path", said))
        return address


def _device(heard: HeardDevice, gathered: _Gathered, problem: SharpEyesError | None) -> FoundDevice:
    remarks: list[Remark] = []
    offset_s = gathered.clock_offset_s
    if offset_s is not None and abs(offset_s) > TRUSTED_OFFSET_S:
        off = clock_words(offset_s)
        said = Bilingual(
            f"设备时钟{off.zh}，画面时间将以到达时间为准；请设置 NTP 校时",
            f"its clock is {off.en}, so that times of arrival are used; set it by NTP",
        )
        remarks.append(Remark.of("clock-off", said))
    if problem is None and not gathered.cameras:
        said = Bilingual("设备没有视频通道", "the device has no picture source")
        remarks.append(Remark.of("no-camera", said))
    told = gathered.information
    return FoundDevice(
        host=heard.service.host,
        port=heard.service.port,
        manufacturer=clipped(told.manufacturer, 80),
        model=clipped(told.model, 80),
        firmware=clipped(told.firmware, 80),
        serial=clipped(told.serial, 80),
        clock_offset_s=offset_s,
        cameras=gathered.cameras,
        remarks=tuple(remarks),
        problem=_problem(problem) if problem is not None else None,
    )


def _problem(error: SharpEyesError) -> Remark:
    step = error.next_step
    text = error.message
    if step is not None:
        text = Bilingual(f"{text.zh}；{step.zh}", f"{text.en}; {step.en}")
    return Remark.of(type(error).__name__, text)
