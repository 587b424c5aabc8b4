"""Which TLS certificates of cameras are believed."""

from __future__ import annotations

import hashlib
import hmac
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

CAMERA_CA = "SHARP_EYES_CAMERA_CA"
"""PEM file of the certificate authorities that signed the cameras' certificates."""


@dataclass(frozen=True, slots=True)
class TlsTrust:
    """How a camera proves who it is over rtsps.

    Attributes:
        ca_file: PEM file of certificate authorities believed beside the system's own.
        pinned_sha256: SHA-256 of the camera's certificate (DER) in hexadecimal, colons allowed. If
            given, it alone decides: cameras sign their certificates themselves.
    """

    ca_file: Path | None = None
    pinned_sha256: str | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Self:
        """Read which certificate authorities are believed for cameras, and try them.

        Raises:
            BadInput: the file cannot be read, or holds none.
        """
        name = environment.get(CAMERA_CA)
        trust = cls(ca_file=Path(name) if name else None)
        try:
            trust.context()
        except OSError as error:
            raise BadInput(
                Bilingual(
                    f"{CAMERA_CA} 指定的证书文件 {name} 无法使用：{error}",
                    f"the certificates of {CAMERA_CA}, {name}, cannot be used: {error}",
                ),
                next_step=Bilingual("请给出 PEM 格式的 CA 证书", "name a PEM file of authorities"),
            ) from error
        return trust

    def context(self) -> ssl.SSLContext:
        """Make the TLS settings; reads ``ca_file``, so not to be called for each connection."""
        context = ssl.create_default_context()
        if self.ca_file is not None:
            context.load_verify_locations(self.ca_file)
        if self.pinned_sha256 is not None:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def accepts(self, certificate: bytes | None) -> bool:
        """Tell whether a certificate in DER is the pinned one; True if none is pinned."""
        if self.pinned_sha256 is None:
            return True
        wanted = self.pinned_sha256.replace(":", "").lower()
        found = hashlib.sha256(certificate or b"").hexdigest()
        return hmac.compare_digest(wanted, found)
