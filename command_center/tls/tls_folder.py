"""The files of a site's own certificates."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from command_center.tls.server_names import ServerNames
from command_center.tls.site_authority import SiteAuthority, key_pem
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart, Refused
from sharp_eyes.private_file import write_private

FOLDER = "tls"


class TlsFolder:
    """A folder beside the centre's state, for its owner alone.

    Args:
        state: The centre's state folder.

    Attributes:
        authority: The authority's certificate, to be installed on whatever opens the page.
        authority_key: Its key, to be kept elsewhere between renewals.
        server: Key and certificate of the server in one file, so that a renewal replaces both
            at once.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / FOLDER
        self.authority = self._folder / "ca.pem"
        self.authority_key = self._folder / "ca.key"
        self.server = self._folder / "server.pem"

    def init(self, site: str, names: ServerNames, now: datetime, *, anew: bool) -> None:
        """Make an authority and a server's certificate.

        Args:
            site: What people shall know them by.
            names: Of the server.
            now: UTC.
            anew: Whether an authority that is there may be replaced.

        Raises:
            Refused: there is one.
        """
        if self.authority.exists() and not anew:
            raise Refused(
                Bilingual(f"{self.authority} 已存在", f"there is {self.authority} already"),
                next_step=Bilingual(
                    "延长有效期请用 tls renew；确要另建请加 --anew，各终端须重新安装",
                    "to renew the server's certificate: tls renew; to make another authority, "
                    "which has to be installed everywhere again, add --anew",
                ),
            )
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority = SiteAuthority.make(site, names, now)
        server = authority.issue(site, names, now)
        write_private(self.authority_key, key_pem(authority.key).decode())
        write_private(
            self.authority,
            authority.certificate.public_bytes(serialization.Encoding.PEM).decode(),
        )
        write_private(self.server, server.decode())

    def renew(self, names: ServerNames | None, now: datetime) -> ServerNames:
        """Make another server's certificate; a running centre takes it up by itself.

        Args:
            names: Of the server; none for those that it has.
            now: UTC.

        Returns:
            What it is for.

        Raises:
            MissingPart: the authority or its key is not there.
            Refused: the authority must not vouch for one of the names.
        """
        authority = SiteAuthority.read(_read(self.authority), _read(self.authority_key))
        if names is None:
            names = ServerNames.of(x509.load_pem_x509_certificate(_read(self.server)))
        site = _site_of(authority.certificate)
        write_private(self.server, authority.issue(site, names, now).decode())
        return names


def _site_of(certificate: x509.Certificate) -> str:
    found = certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    value = found[0].value if found else ""
    return value if isinstance(value, str) else value.decode()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise MissingPart(
            Bilingual(f"无法读取 {path}", f"{path} cannot be read: {error.strerror}"),
            next_step=Bilingual(
                "先运行 sharp-eyes tls init；私钥若存于别处，请暂时放回",
                "run: sharp-eyes tls init; where the key is kept elsewhere, bring it back for this",
            ),
        ) from error
