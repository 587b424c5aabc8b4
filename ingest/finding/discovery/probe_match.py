"""A camera's answer to a Probe (WS-Discovery, April 2005, section 5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from ingest.finding.xml.xml_element import XmlElement
from ingest.finding.xml.xml_reader import UnreadableXml, read_xml

MAX_MATCHES = 64
"""In one datagram: a recorder may answer for its channels."""
MAX_ADDRESSES = 8
_NAME = "onvif://www.onvif.org/name/"
_HARDWARE = "onvif://www.onvif.org/hardware/"


@dataclass(frozen=True, slots=True)
class ProbeMatch:
    """One device that answered.

    Attributes:
        endpoint: Its own lasting name, mostly ``urn:uuid:…``.
        addresses: Where it says its device service is; not to be believed.
        name: What its scopes call it.
        hardware: Which model its scopes name.
    """

    endpoint: str
    addresses: tuple[str, ...]
    name: str
    hardware: str


def read_matches(datagram: bytes, message_id: str) -> list[ProbeMatch]:
    """Read an answer.

    Args:
        datagram: As it came.
        message_id: Of our question; answers to others' are passed over.

    Returns:
        The devices in it; none where it answers something else.

    Raises:
        UnreadableXml: it is no XML.
    """
    root = read_xml(datagram)
    header = root.find("Header")
    body = root.find("Body")
    if root.local != "Envelope" or header is None or body is None:
        raise UnreadableXml("it is no SOAP envelope")
    if header.words("RelatesTo") != message_id:
        return []
    matches = body.find("ProbeMatches")
    if matches is None:
        return []
    return [_match(one) for one in matches.all("ProbeMatch")[:MAX_MATCHES]]


def _match(element: XmlElement) -> ProbeMatch:
    scopes = element.words("Scopes").split()
    return ProbeMatch(
        element.words("EndpointReference", "Address")[:200],
        tuple(element.words("XAddrs").split()[:MAX_ADDRESSES]),
        _scope(scopes, _NAME),
        _scope(scopes, _HARDWARE),
    )


def _scope(scopes: list[str], prefix: str) -> str:
    for scope in scopes:
        if scope.lower().startswith(prefix):
            return unquote(scope[len(prefix) :])[:80].strip("/")
    return ""
