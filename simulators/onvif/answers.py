"""What a simulated device answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from ingest.finding.discovery.probe_message import (
    ADDRESSING,
    DEVICE_TYPES,
    DISCOVERY,
    SOAP,
)
from ingest.finding.onvif.onvif_device import DEVICE, MEDIA, MEDIA2, SCHEMA
from ingest.finding.xml.escaping import as_text
from ingest.finding.xml.xml_element import XmlElement
from simulators.onvif.onvif_fault import OnvifFault
from simulators.onvif.onvif_stream import OnvifStream
from simulators.onvif.simulated_device import SimulatedDevice

OTHER_HOST = "198.51.100.7"
"""TEST-NET-2 (RFC 5737): nobody is there."""
OPEN = frozenset({"GetSystemDateAndTime", "GetServices", "GetCapabilities"})
"""Asked before anybody says who they are (ONVIF Core, section 5.8.1: class PRE_AUTH)."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of one device.

    Attributes:
        device: Which.
        base: ``http://host:port`` of its services.
        now: The machine's clock, UTC.
    """

    device: SimulatedDevice
    base: str
    now: datetime

    def to(self, question: XmlElement) -> str | None:
        """Return the body of an answer; none where the device knows no such question."""
        known: dict[str, Callable[[XmlElement], str]] = {
            "GetSystemDateAndTime": self._clock,
            "GetServices": self._services,
            "GetCapabilities": self._capabilities,
            "GetDeviceInformation": self._information,
            "GetProfiles": self._profiles,
            "GetStreamUri": self._stream_address,
        }
        answer = known.get(question.local)
        return None if answer is None else answer(question)

    def match(self) -> str:
        """Return the device's ProbeMatch."""
        host = f"http://{OTHER_HOST}" if self.device.fault is OnvifFault.ELSEWHERE else self.base
        name = quote(self.device.name)
        return (
            "<d:ProbeMatch><a:EndpointReference>"
            f"<a:Address>urn:sharp-eyes:simulated:{as_text(self.device.key)}</a:Address>"
            "</a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types>"
            "<d:Scopes>onvif://www.onvif.org/type/video_encoder "
            f"onvif://www.onvif.org/name/{name} "
            f"onvif://www.onvif.org/hardware/{quote(self.device.model)}</d:Scopes>"
            f"<d:XAddrs>{host}{self._path('device')}</d:XAddrs>"
            "<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch>"
        )

    def _path(self, service: str) -> str:
        return f"/onvif/{quote(self.device.key)}/{service}_service"

    def _clock(self, _question: XmlElement) -> str:
        at = self.now + timedelta(seconds=self.device.clock_offset_s)
        return (
            f'<t:GetSystemDateAndTimeResponse xmlns:t="{DEVICE}" xmlns:c="{SCHEMA}">'
            "<t:SystemDateAndTime><c:DateTimeType>NTP</c:DateTimeType>"
            f"<c:UTCDateTime><c:Time><c:Hour>{at.hour}</c:Hour><c:Minute>{at.minute}</c:Minute>"
            f"<c:Second>{at.second}</c:Second></c:Time><c:Date><c:Year>{at.year}</c:Year>"
            f"<c:Month>{at.month}</c:Month><c:Day>{at.day}</c:Day></c:Date></c:UTCDateTime>"
            "</t:SystemDateAndTime></t:GetSystemDateAndTimeResponse>"
        )

    def _services(self, _question: XmlElement) -> str:
        services = [(DEVICE, "device"), (MEDIA, "media")]
        if self.device.media2:
            services.append((MEDIA2, "media2"))
        listed = "".join(
            f"<t:Service><t:Namespace>{namespace}</t:Namespace>"
            f"<t:XAddr>{self.base}{self._path(name)}</t:XAddr></t:Service>"
            for namespace, name in services
        )
        return f'<t:GetServicesResponse xmlns:t="{DEVICE}">{listed}</t:GetServicesResponse>'

    def _capabilities(self, _question: XmlElement) -> str:
        return (
            f'<t:GetCapabilitiesResponse xmlns:t="{DEVICE}" xmlns:c="{SCHEMA}">'
            f"<t:Capabilities><c:Media><c:XAddr>{self.base}{self._path('media')}</c:XAddr>"
            "</c:Media></t:Capabilities></t:GetCapabilitiesResponse>"
        )

    def _information(self, _question: XmlElement) -> str:
        device = self.device
        return (
            f'<t:GetDeviceInformationResponse xmlns:t="{DEVICE}">'
            f"<t:Manufacturer>{as_text(device.manufacturer)}</t:Manufacturer>"
            f"<t:Model>{as_text(device.model)}</t:Model>"
            f"<t:FirmwareVersion>{as_text(device.firmware)}</t:FirmwareVersion>"
            f"<t:SerialNumber>{as_text(device.serial)}</t:SerialNumber>"
            "<t:HardwareId>1</t:HardwareId></t:GetDeviceInformationResponse>"
        )

    def _profiles(self, question: XmlElement) -> str:
        newer = MEDIA2 in question.name
        namespace = MEDIA2 if newer else MEDIA
        write = _profile_media2 if newer else _profile_media1
        # The older service has no word for H.265, and devices leave such profiles out of it.
        streams = [one for one in self.device.streams if newer or one.codec != "H265"]
        listed = "".join(map(write, streams))
        return (
            f'<t:GetProfilesResponse xmlns:t="{namespace}" xmlns:c="{SCHEMA}">{listed}'
            "</t:GetProfilesResponse>"
        )

    def _stream_address(self, question: XmlElement) -> str:
        token = question.words("ProfileToken")
        address = next((one.address for one in self.device.streams if one.token == token), "")
        if self.device.fault is OnvifFault.FOREIGN_STREAMS:
            address = f"rtsp://{OTHER_HOST}/cam"
        if MEDIA2 in question.name:
            return (
                f'<t:GetStreamUriResponse xmlns:t="{MEDIA2}"><t:Uri>{as_text(address)}</t:Uri>'
                "</t:GetStreamUriResponse>"
            )
        return (
            f'<t:GetStreamUriResponse xmlns:t="{MEDIA}" xmlns:c="{SCHEMA}"><t:MediaUri>'
            f"<c:Uri>{as_text(address)}</c:Uri></t:MediaUri></t:GetStreamUriResponse>"
        )


def envelope(body: str) -> bytes:
    """Wrap a body."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}"><s:Body>{body}'
        "</s:Body></s:Envelope>"
    ).encode()


def fault(code: str, words: str) -> bytes:
    """Return a SOAP 1.2 fault with one subcode of ONVIF's."""
    return envelope(
        '<s:Fault xmlns:ter="http://www.onvif.org/ver10/error"><s:Code><s:Value>s:Sender</s:Value>'
        f"<s:Subcode><s:Value>ter:{code}</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="en">{as_text(words)}</s:Text></s:Reason></s:Fault>'
    )


def probe_matches(match: str, relates_to: str, message_id: str) -> bytes:
    """Wrap a ProbeMatch."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}"'
        f' xmlns:a="{ADDRESSING}" xmlns:d="{DISCOVERY}" xmlns:dn="{DEVICE_TYPES}"><s:Header>'
        f"<a:Action>{DISCOVERY}/ProbeMatches</a:Action>"
        f"<a:MessageID>{as_text(message_id)}</a:MessageID>"
        f"<a:RelatesTo>{as_text(relates_to)}</a:RelatesTo></s:Header>"
        f"<s:Body><d:ProbeMatches>{match}</d:ProbeMatches></s:Body></s:Envelope>"
    ).encode()


def _profile_media1(one: OnvifStream) -> str:
    own = f"<c:H264><c:GovLength>{one.gov_length}</c:GovLength></c:H264>"
    return (
        f'<t:Profiles token="{as_text(one.token)}"><c:Name>{as_text(one.name)}</c:Name>'
        "<c:VideoSourceConfiguration>"
        f"<c:SourceToken>{as_text(one.source)}</c:SourceToken></c:VideoSourceConfiguration>"
        f"<c:VideoEncoderConfiguration><c:Encoding>{one.codec}</c:Encoding>"
        f"<c:Resolution><c:Width>{one.width_px}</c:Width><c:Height>{one.height_px}</c:Height>"
        f"</c:Resolution><c:RateControl><c:FrameRateLimit>{one.fps}</c:FrameRateLimit>"
        "<c:EncodingInterval>1</c:EncodingInterval>"
        f"<c:BitrateLimit>{one.bitrate_kbps}</c:BitrateLimit></c:RateControl>{own}"
        "</c:VideoEncoderConfiguration></t:Profiles>"
    )


def _profile_media2(one: OnvifStream) -> str:
    return (
        f'<t:Profiles token="{as_text(one.token)}"><t:Name>{as_text(one.name)}</t:Name>'
        "<t:Configurations>"
        f"<t:VideoSource><c:SourceToken>{as_text(one.source)}</c:SourceToken></t:VideoSource>"
        f'<t:VideoEncoder GovLength="{one.gov_length}"><c:Encoding>{one.codec}</c:Encoding>'
        f"<c:Resolution><c:Width>{one.width_px}</c:Width><c:Height>{one.height_px}</c:Height>"
        f"</c:Resolution><c:RateControl><c:FrameRateLimit>{one.fps}</c:FrameRateLimit>"
        f"<c:BitrateLimit>{one.bitrate_kbps}</c:BitrateLimit></c:RateControl>"
        "</t:VideoEncoder></t:Configurations></t:Profiles>"
    )
