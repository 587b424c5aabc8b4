"""Lets in who knows the password."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections import deque
from datetime import datetime, timedelta

from ingest.finding.xml.xml_element import XmlElement
from simulators.rtsp_server import DigestAuth

TOLERANCE_S = 15.0
"""How far a token's time may be from the device's clock."""
NONCES_REMEMBERED = 512


class Door:
    """Checks WS-Security's digest, or HTTP's.

    Args:
        username: Who is let in.
        password: By which password.
        http: HTTP's digest.
    """

    def __init__(self, username: str, password: str, http: DigestAuth) -> None:
        self._username = username
        self._password = password
        self._nonces: deque[bytes] = deque(maxlen=NONCES_REMEMBERED)
        self.http = http

    def opens_to(self, header: XmlElement | None, device_now: datetime) -> bool:
        """Tell whether a message's header lets its sender in.

        Args:
            header: Of the SOAP envelope.
            device_now: The device's own clock, UTC.
        """
        token = header.find("Security", "UsernameToken") if header is not None else None
        if token is None or token.words("Username") != self._username:
            return False
        try:
            nonce = base64.b64decode(token.words("Nonce"), validate=True)
            given = base64.b64decode(token.words("Password"), validate=True)
            created = datetime.fromisoformat(token.words("Created"))
        except (binascii.Error, ValueError):
            return False
        if abs(created - device_now) > timedelta(seconds=TOLERANCE_S) or nonce in self._nonces:
            return False
        text = nonce + token.words("Created").encode() + self._password.encode()
        if given != hashlib.sha1(text, usedforsecurity=False).digest():
            return False
        self._nonces.append(nonce)
        return True
