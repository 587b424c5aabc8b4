"""The question that cameras answer (WS-Discovery, April 2005, section 5.2)."""

from __future__ import annotations

from ingest.finding.xml.escaping import as_text

SOAP = "http://www.w3.org/2003/05/soap-envelope"
ADDRESSING = "http://schemas.xmlsoap.org/ws/2004/08/addressing"
DISCOVERY = "http://schemas.xmlsoap.org/ws/2005/04/discovery"
"""The version that ONVIF names (Core Specification, section 7): not that of WS-Discovery 1.1."""
DEVICE_TYPES = "http://www.onvif.org/ver10/network/wsdl"
MULTICAST_ADDRESS = "239.255.255.250"
PORT = 3702
"""Both: WS-Discovery, section 2.4."""


def probe_message(message_id: str) -> bytes:
    """Write a Probe for video transmitters.

    Args:
        message_id: ``urn:uuid:…``; answers name it.
    """
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<s:Envelope xmlns:s="{SOAP}" xmlns:a="{ADDRESSING}" xmlns:d="{DISCOVERY}"'
        f' xmlns:dn="{DEVICE_TYPES}"><s:Header>'
        f"<a:Action>{DISCOVERY}/Probe</a:Action>"
        f"<a:MessageID>{as_text(message_id)}</a:MessageID>"
        "<a:ReplyTo><a:Address>"
        f"{ADDRESSING}/role/anonymous</a:Address></a:ReplyTo>"
        "<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>"
        "</s:Header><s:Body><d:Probe>"
        "<d:Types>dn:NetworkVideoTransmitter</d:Types>"
        "</d:Probe></s:Body></s:Envelope>"
    ).encode()
