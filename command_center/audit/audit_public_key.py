"""The public half of the key that signs the trail: enough to verify."""

from __future__ import annotations

import base64
import binascii
import hashlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput


class AuditPublicKey:
    """Checks signatures (Ed25519, RFC 8032).

    Args:
        key: The public key.

    Attributes:
        id: The first 16 hexadecimal digits of the key's SHA-256.
        text: The key, 32 bytes in URL-safe base 64.
    """

    def __init__(self, key: Ed25519PublicKey) -> None:
        self._key = key
        raw = key.public_bytes_raw()
        self.id = hashlib.sha256(raw).hexdigest()[:16]
        self.text = base64.urlsafe_b64encode(raw).decode("ascii")

    @classmethod
    def parse(cls, text: str) -> AuditPublicKey:
        """Read a public key as ``audit head`` shows it.

        Raises:
            BadInput: it is none.
        """
        try:
            raw = base64.urlsafe_b64decode(text.strip().encode("ascii"))
            return cls(Ed25519PublicKey.from_public_bytes(raw))
        except (ValueError, binascii.Error) as error:
            raise BadInput(
                Bilingual("公钥格式不对", "the public key cannot be read"),
                next_step=Bilingual(
                    "公钥由 sharp-eyes audit head 显示",
                    "sharp-eyes audit head shows the public key",
                ),
            ) from error

    def verifies(self, message: bytes, signature: str) -> bool:
        """Tell whether a signature in base 64 is this key's over a message."""
        try:
            self._key.verify(base64.b64decode(signature.encode("ascii"), validate=True), message)
        except (InvalidSignature, ValueError, binascii.Error):
            return False
        return True
