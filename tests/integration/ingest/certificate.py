"""Certificates for cameras at 127.0.0.1 and ::1: by themselves, as most are, or by an authority."""

import hashlib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

HOSTS = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Certificate:
    file: Path
    """What a client has to believe: the camera's own, or its authority's."""
    sha256: str
    server: ssl.SSLContext


def make_certificate(
    folder: Path,
    *,
    by_authority: bool = False,
    hosts: tuple[str, ...] = HOSTS,
    days: tuple[int, int] = (-1, 1),
) -> Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    issuer, issuer_key, file = name("camera"), key, folder / "camera.pem"
    if by_authority:
        issuer, issuer_key = name("town authority"), ec.generate_private_key(ec.SECP256R1())
        authority = begun(issuer, issuer, issuer_key, (-1, 1)).add_extension(
            x509.BasicConstraints(ca=True, path_length=0), critical=True
        )
        (folder / "authority.pem").write_bytes(pem(authority.sign(issuer_key, hashes.SHA256())))
    made = (
        begun(name("camera"), issuer, key, days)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address(host)) for host in hosts]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=not by_authority, path_length=None), critical=True)
        .sign(issuer_key, hashes.SHA256())
    )
    file.write_bytes(pem(made))
    key_file = folder / "camera.key"
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(file, key_file)
    der = made.public_bytes(serialization.Encoding.DER)
    believed = folder / "authority.pem" if by_authority else file
    return Certificate(believed, hashlib.sha256(der).hexdigest(), server)


def begun(subject, issuer, key, days) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + timedelta(days=days[0]))
        .not_valid_after(now + timedelta(days=days[1]))
    )


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
