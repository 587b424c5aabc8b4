"""The certificate of the worker's HTTP server."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """Browsers open a camera only on pages that came by HTTPS.

    Attributes:
        certificate: PEM, with the chain.
        key: PEM, not encrypted.
    """

    certificate: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Read the files.

        Raises:
            MissingPart: they are not there, or do not belong together.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            context.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as error:
            raise MissingPart(
                Bilingual(
                    f"证书 {self.certificate} 或私钥 {self.key} 无法读取：{error}",
                    f"certificate {self.certificate} or key {self.key} cannot be read: {error}",
                ),
                next_step=Bilingual(
                    "请给出 PEM 格式的证书链和未加密的私钥",
                    "give a certificate chain and a key without a passphrase, both PEM",
                ),
            ) from error
        return context
