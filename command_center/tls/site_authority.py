"""A certificate authority of a site's own, and what it vouches for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from command_center.tls.server_names import ServerNames
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged, Refused

AUTHORITY_LIFE = timedelta(days=3650)
SERVER_LIFE = timedelta(days=397)
"""Apple's systems refuse certificates of authorities that a user installed beyond 825 days, those
of public ones beyond 398 (CA/Browser Forum, Baseline Requirements 6.3.2, and less from 2026 on)."""

BACKDATED = timedelta(hours=1)
"""Clocks of telephones are off."""


@dataclass(frozen=True, slots=True)
class SiteAuthority:
    """Signs the certificates of one site.

    Attributes:
        certificate: Its own, to be installed on whatever opens the page.
        key: Signs; best kept on another machine.
    """

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def make(cls, site: str, names: ServerNames, now: datetime) -> SiteAuthority:
        """Make an authority that may vouch for some names alone.

        Args:
            site: What people shall know it by.
            names: Of the servers; what lies under them, and private networks, are allowed too.
            now: UTC.
        """
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name(site, f"{site} CA {now:%Y-%m-%d}")
        certificate = (
            _builder(name, name, key.public_key(), now, AUTHORITY_LIFE)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .add_extension(names.constraints(), critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(certificate, key)

    @classmethod
    def read(cls, certificate: bytes, key: bytes) -> SiteAuthority:
        """Read an authority.

        Args:
            certificate: PEM.
            key: PEM, not encrypted.

        Raises:
            Damaged: they are none, or do not belong together.
        """
        try:
            parsed = x509.load_pem_x509_certificate(certificate)
            private = serialization.load_pem_private_key(key, None)
        except (ValueError, TypeError) as error:
            raise _damaged() from error
        if not isinstance(private, ec.EllipticCurvePrivateKey) or (
            parsed.public_key() != private.public_key()
        ):
            raise _damaged()
        return cls(parsed, private)

    def issue(self, site: str, names: ServerNames, now: datetime) -> bytes:
        """Make a server's certificate with a new key.

        Args:
            site: What people shall know it by.
            names: Of the server.
            now: UTC.

        Returns:
            PEM of key and certificate, to be kept in one file.

        Raises:
            Refused: the authority must not vouch for one of the names, or is over.
        """
        self._check(names, now)
        key = ec.generate_private_key(ec.SECP256R1())
        ends = self.certificate.not_valid_after_utc - now
        certificate = (
            _builder(
                _name(site, f"{site} command centre"),
                self.certificate.subject,
                key.public_key(),
                now,
                min(SERVER_LIFE, ends),
            )
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(names.alternatives(), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                critical=False,
            )
            .sign(self.key, hashes.SHA256())
        )
        return key_pem(key) + certificate.public_bytes(serialization.Encoding.PEM)

    def _check(self, names: ServerNames, now: datetime) -> None:
        constraints = self.certificate.extensions.get_extension_for_class(
            x509.NameConstraints
        ).value
        strange = names.outside(constraints)
        if strange:
            text = " ".join(strange)
            raise Refused(
                Bilingual(
                    f"现有证书机构不能为 {text} 签发", f"this authority must not vouch for {text}"
                ),
                next_step=Bilingual(
                    "用 tls init --anew 另建证书机构，并在各终端重新安装",
                    "make another one by tls init --anew, and install it everywhere again",
                ),
            )
        if self.certificate.not_valid_after_utc <= now:
            raise Refused(
                Bilingual("证书机构已过期", "the authority is over"),
                next_step=Bilingual(
                    "用 tls init --anew 另建", "make another one by tls init --anew"
                ),
            )


def key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a key as PEM, not encrypted."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BACKDATED)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _name(site: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, site),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _damaged() -> Damaged:
    return Damaged(
        Bilingual(
            "证书机构的证书或私钥无法读取，或两者不配对",
            "certificate or key of the authority cannot be read, or do not belong together",
        ),
        next_step=Bilingual(
            "从备份恢复，或用 tls init --anew 另建",
            "restore them from a backup, or make another one by tls init --anew",
        ),
    )
