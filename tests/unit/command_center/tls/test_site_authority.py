"""A site's own authority vouches for its own names alone, as browsers accept it."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from command_center.tls.server_names import ServerNames
from command_center.tls.site_authority import SERVER_LIFE, SiteAuthority
from command_center.tls.tls_folder import TlsFolder
from sharp_eyes.errors import BadInput, Damaged, MissingPart, Refused

NOW = datetime(2026, 6, 1, tzinfo=UTC)
NAMES = ServerNames.parse(["Wall.Town.lan", "192.168.1.10", "203.0.113.7", "[fd00::1]"])


def server_of(pem: bytes) -> x509.Certificate:
    return x509.load_pem_x509_certificates(pem)[0]


@pytest.fixture
def authority() -> SiteAuthority:
    return SiteAuthority.make("晨光镇", NAMES, NOW)


def test_names_and_addresses_are_told_apart() -> None:
    assert NAMES.names == ("wall.town.lan",)
    assert str(NAMES) == "wall.town.lan 192.168.1.10 203.0.113.7 fd00::1"


@pytest.mark.parametrize(
    "text", ["", "https://wall", "wall:8443", "*.town.lan", "1.2.3", "a b", "wall_1", "-a.lan"]
)
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        ServerNames.parse([text])
    with pytest.raises(BadInput):
        ServerNames.parse([])


@pytest.mark.parametrize("name", ["wall.town.lan", "192.168.1.10", "203.0.113.7", "fd00::1"])
def test_a_strict_verifier_accepts_the_certificate_for_each_name(
    authority: SiteAuthority, name: str
) -> None:
    certificate = server_of(authority.issue("晨光镇", NAMES, NOW))
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc < timedelta(398)
    assert certificate.not_valid_after_utc == NOW + SERVER_LIFE
    store = Store([authority.certificate])
    subject: x509.GeneralName
    if name[0].isalpha() and "::" not in name:
        subject = x509.DNSName(name)
    else:
        subject = x509.IPAddress(next(one for one in NAMES.addresses if str(one) == name))
    PolicyBuilder().store(store).time(NOW).build_server_verifier(subject).verify(certificate, [])
    late = PolicyBuilder().store(store).time(NOW + SERVER_LIFE + timedelta(1))
    with pytest.raises(VerificationError):
        late.build_server_verifier(subject).verify(certificate, [])


@pytest.mark.parametrize(
    ("names", "allowed"),
    [
        (["wall.town.lan"], True),
        (["other.wall.town.lan"], True),
        (["10.9.8.7", "localhost", "127.0.0.1", "::1"], True),
        (["203.0.113.7"], True),
        (["town.lan"], False),
        (["evilwall.town.lan"], False),
        (["bank.example"], False),
        (["203.0.113.8"], False),
        (["2001:db8::1"], False),
    ],
)
def test_the_authority_vouches_for_its_own_names_and_private_networks_alone(
    authority: SiteAuthority, names: list[str], allowed: bool
) -> None:
    if allowed:
        authority.issue("x", ServerNames.parse(names), NOW)
        return
    with pytest.raises(Refused, match=names[-1].split(":")[0]):
        authority.issue("x", ServerNames.parse(names), NOW)


def test_nothing_outlives_its_authority(authority: SiteAuthority) -> None:
    ends = authority.certificate.not_valid_after_utc
    last = server_of(authority.issue("x", NAMES, ends - timedelta(days=10)))
    assert last.not_valid_after_utc == ends
    with pytest.raises(Refused, match="over"):
        authority.issue("x", NAMES, ends)


def test_files_are_for_their_owner_alone_and_an_authority_is_not_replaced_by_mistake(
    tmp_path: Path,
) -> None:
    folder = TlsFolder(tmp_path)
    with pytest.raises(MissingPart, match="tls"):
        folder.renew(None, NOW)
    folder.init("x", NAMES, NOW, anew=False)
    for file in (folder.authority_key, folder.server):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    first = folder.authority.read_bytes()
    with pytest.raises(Refused, match="already"):
        folder.init("x", NAMES, NOW, anew=False)
    assert folder.authority.read_bytes() == first
    folder.init("x", NAMES, NOW, anew=True)
    assert folder.authority.read_bytes() != first


def test_renewing_keeps_the_names_and_the_authority(tmp_path: Path) -> None:
    folder = TlsFolder(tmp_path)
    folder.init("晨光镇", NAMES, NOW, anew=False)
    before, authority = server_of(folder.server.read_bytes()), folder.authority.read_bytes()
    later = NOW + timedelta(days=390)
    assert folder.renew(None, later) == NAMES
    after = server_of(folder.server.read_bytes())
    assert after.not_valid_after_utc == later + SERVER_LIFE
    assert after.subject == before.subject
    assert after.serial_number != before.serial_number
    assert folder.authority.read_bytes() == authority
    folder.renew(ServerNames.parse(["10.0.0.1"]), later)
    assert str(ServerNames.of(server_of(folder.server.read_bytes()))) == "10.0.0.1"
    folder.authority_key.write_text("no key")
    with pytest.raises(Damaged):
        folder.renew(None, later)
    folder.authority_key.unlink()
    with pytest.raises(MissingPart, match="cannot be read"):
        folder.renew(None, later)
