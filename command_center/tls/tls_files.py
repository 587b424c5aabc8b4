"""The certificate that the web server shows."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography import x509

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart


@dataclass(frozen=True, slots=True)
class TlsFiles:
    """PEM files; the key may lie in the certificate's.

    Attributes:
        certificate: The server's, with the chain to its authority.
        key: Not encrypted; none where it lies in the same file.
    """

    certificate: Path
    key: Path | None = None

    def load_into(self, context: ssl.SSLContext) -> None:
        """Read the files; connections from now on are shown them.

        Raises:
            MissingPart: they are not there, or do not belong together.
        """
        try:
            context.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as error:
            raise MissingPart(
                Bilingual(
                    f"证书 {self.certificate} 无法读取，或与私钥不配对",
                    f"the certificate {self.certificate} cannot be read, or has another key: "
                    f"{error}",
                ),
                next_step=Bilingual(
                    "用 sharp-eyes tls init 建立，或以 --tls-certificate、--tls-key 给出 PEM",
                    "make one by sharp-eyes tls init, or give PEM files by --tls-certificate and "
                    "--tls-key",
                ),
            ) from error

    def context(self) -> ssl.SSLContext:
        """Return what a server needs; TLS 1.2 at the least (RFC 9325, section 3.1.1).

        Raises:
            MissingPart: the files are not there, or do not belong together.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.load_into(context)
        return context

    def ends_at(self) -> datetime:
        """Return until when the certificate holds, UTC.

        Raises:
            ValueError: the file holds none.
            OSError: it cannot be read.
        """
        certificates = x509.load_pem_x509_certificates(self.certificate.read_bytes())
        return certificates[0].not_valid_after_utc

    def changed_at_ns(self) -> tuple[int, ...]:
        """Return when the files were changed; zeros while one is not there."""
        return tuple(
            file.stat().st_mtime_ns if file.exists() else 0
            for file in (self.certificate, self.key)
            if file is not None
        )
