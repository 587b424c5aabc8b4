"""Who asks, proved without showing the password (WS-Security UsernameToken Profile 1.1)."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime

from ingest.finding.xml.escaping import as_text
from ingest.rtsp.credentials import Credentials

SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
UTILITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
_PROFILE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"
_BASE64 = (
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary"
)


def username_token(credentials: Credentials, nonce: bytes, at: datetime) -> str:
    """Write the Security header.

    Args:
        credentials: User name and password.
        nonce: Bytes never used before, 16 to 20 of them.
        at: The time by the device's own clock: most refuse a token a few seconds off theirs.
    """
    created = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
    password = credentials.password.encode("utf-8", "replace")
    # The profile says SHA-1 (section 3.1); nothing else is understood by devices.
    digest = hashlib.sha1(nonce + created.encode() + password, usedforsecurity=False).digest()
    return (
        f'<w:Security xmlns:w="{SECURITY}" xmlns:u="{UTILITY}" s:mustUnderstand="1">'
        "<w:UsernameToken>"
        f"<w:Username>{as_text(credentials.username)}</w:Username>"
        f'<w:Password Type="{_PROFILE}#PasswordDigest">'
        f"{base64.b64encode(digest).decode()}</w:Password>"
        f'<w:Nonce EncodingType="{_BASE64}">{base64.b64encode(nonce).decode()}</w:Nonce>'
        f"<u:Created>{created}</u:Created>"
        "</w:UsernameToken></w:Security>"
    )
