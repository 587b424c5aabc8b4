"""The questions that a device is asked (ONVIF Core, Media and Media2 specifications)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.finding.onvif.service_address import ServiceAddress
from ingest.finding.onvif.soap_client import SoapClient
from ingest.finding.onvif.soap_fault import SoapFault
from ingest.finding.onvif.video_profile import VideoProfile, read_media1, read_media2
from ingest.finding.xml.escaping import as_text
from ingest.finding.xml.xml_element import XmlElement
from sharp_eyes.errors import BadInput

DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
MEDIA2 = "http://www.onvif.org/ver20/media/wsdl"
"""The later one alone knows of H.265."""
SCHEMA = "http://www.onvif.org/ver10/schema"

EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Device clocks that are believed: without a battery they begin at 1970 or 2000."""


@dataclass(frozen=True, slots=True)
class DeviceInformation:
    """What a device says of itself.

    Attributes:
        manufacturer: Who made it.
        model: Which it is.
        firmware: What runs on it.
        serial: Its number.
    """

    manufacturer: str
    model: str
    firmware: str
    serial: str


@dataclass(frozen=True, slots=True)
class MediaServices:
    """Where a device's media services are; on the device's own host.

    Attributes:
        media: Of ver10, or none.
        media2: Of ver20, or none.
    """

    media: ServiceAddress | None
    media2: ServiceAddress | None


class OnvifDevice:
    """One device and its device service.

    Each call raises what ``SoapClient.ask`` raises.

    Args:
        client: Asks.
        service: The device service.
    """

    def __init__(self, client: SoapClient, service: ServiceAddress) -> None:
        self._client = client
        self._service = service

    @property
    def host(self) -> str:
        """The device's address."""
        return self._client.host

    async def clock(self) -> datetime | None:
        """Return its clock, UTC; none where it says nothing readable. Needs no password."""
        answer = await self._ask("GetSystemDateAndTime", named=False)
        utc = next(answer.anywhere("UTCDateTime"), None)
        if utc is None:
            return None
        try:
            parts = [int(utc.words("Date", part)) for part in ("Year", "Month", "Day")]
            parts += [int(utc.words("Time", part)) for part in ("Hour", "Minute", "Second")]
            year, month, day, hour, minute, second = parts
            # A leap second, which datetime does not know.
            said = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        except (ValueError, OverflowError):
            return None
        # Nothing can be reckoned with a clock at the ends of the calendar.
        return said if EARLIEST <= said < LATEST else None

    async def media_services(self) -> MediaServices:
        """Return where its media services are; an older device is asked in the older way."""
        try:
            answer = await self._ask(
                "GetServices", "<t:IncludeCapability>false</t:IncludeCapability>", named=False
            )
            named = {
                one.words("Namespace").rstrip("/"): one.words("XAddr")
                for one in answer.all("Service")
            }
            found = MediaServices(self._here(named.get(MEDIA)), self._here(named.get(MEDIA2)))
            if found.media is not None or found.media2 is not None:
                return found
        except SoapFault:
            pass
        answer = await self._ask("GetCapabilities", "<t:Category>Media</t:Category>", named=True)
        return MediaServices(self._here(answer.words("Capabilities", "Media", "XAddr")), None)

    async def information(self) -> DeviceInformation:
        """Return what it says of itself."""
        answer = await self._ask("GetDeviceInformation")
        return DeviceInformation(
            *(
                answer.words(name)[:80]
                for name in ("Manufacturer", "Model", "FirmwareVersion", "SerialNumber")
            )
        )

    async def profiles(self, services: MediaServices) -> list[VideoProfile]:
        """Return its media profiles with video, by the newer service where it has one."""
        if services.media2 is not None:
            body = f'<t:GetProfiles xmlns:t="{MEDIA2}"><t:Type>All</t:Type></t:GetProfiles>'
            try:
                answer = await self._client.ask(services.media2, f"{MEDIA2}/GetProfiles", body)
                found = read_media2(answer)
                if found or services.media is None:
                    return found
            except SoapFault:
                if services.media is None:
                    raise
        if services.media is None:
            return []
        body = f'<t:GetProfiles xmlns:t="{MEDIA}"/>'
        return read_media1(await self._client.ask(services.media, f"{MEDIA}/GetProfiles", body))

    async def stream_address(self, services: MediaServices, profile: VideoProfile) -> str:
        """Return a profile's RTSP address as the device writes it; empty where it names none."""
        token = as_text(profile.token)
        if profile.media2 and services.media2 is not None:
            body = (
                f'<t:GetStreamUri xmlns:t="{MEDIA2}"><t:Protocol>RTSP</t:Protocol>'
                f"<t:ProfileToken>{token}</t:ProfileToken></t:GetStreamUri>"
            )
            answer = await self._client.ask(services.media2, f"{MEDIA2}/GetStreamUri", body)
            return answer.words("Uri")
        if services.media is None:
            return ""
        body = (
            f'<t:GetStreamUri xmlns:t="{MEDIA}" xmlns:c="{SCHEMA}"><t:StreamSetup>'
            "<c:Stream>RTP-Unicast</c:Stream><c:Transport><c:Protocol>RTSP</c:Protocol>"
            f"</c:Transport></t:StreamSetup><t:ProfileToken>{token}</t:ProfileToken>"
            "</t:GetStreamUri>"
        )
        answer = await self._client.ask(services.media, f"{MEDIA}/GetStreamUri", body)
        return answer.words("MediaUri", "Uri")

    async def _ask(self, name: str, inner: str = "", *, named: bool = True) -> XmlElement:
        body = f'<t:{name} xmlns:t="{DEVICE}">{inner}</t:{name}>'
        return await self._client.ask(self._service, f"{DEVICE}/{name}", body, named=named)

    def _here(self, text: str | None) -> ServiceAddress | None:
        """Read a service's address and keep it on the host that is being asked.

        Behind a translation of addresses a device names the one it knows itself by.
        """
        if not text:
            return None
        try:
            named = ServiceAddress.parse(text)
        except BadInput:
            return None
        if named.host == self._client.host:
            return named
        own = self._service
        return ServiceAddress(own.scheme, own.host, own.port, named.path)
