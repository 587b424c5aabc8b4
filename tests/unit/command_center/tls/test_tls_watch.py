"""A renewed certificate is taken up while running, and its end is told before."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from command_center.tls.server_names import ServerNames
from command_center.tls.site_authority import SERVER_LIFE
from command_center.tls.tls_files import TlsFiles
from command_center.tls.tls_folder import TlsFolder
from command_center.tls.tls_watch import TOLD_EVERY, TlsWatch
from sharp_eyes.clock import ManualClock
from sharp_eyes.errors import MissingPart

NAMES = ServerNames.parse(["localhost"])


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def folder(tmp_path: Path, clock: ManualClock) -> TlsFolder:
    folder = TlsFolder(tmp_path)
    folder.init("x", NAMES, clock.now(), anew=False)
    return folder


@pytest.mark.parametrize(
    ("days_left", "told"), [(31, None), (30, "in 30 days"), (1, "in 1 days"), (-1, "is over")]
)
def test_an_end_that_is_near_is_told(
    folder: TlsFolder, clock: ManualClock, days_left: int, told: str | None
) -> None:
    watch = TlsWatch(TlsFiles(folder.server), clock)
    clock.advance((SERVER_LIFE - timedelta(days=days_left)).total_seconds())
    warning = watch.warning()
    assert (warning is None) if told is None else (warning is not None and told in warning.en)


def test_a_renewed_certificate_is_taken_up_and_a_broken_one_leaves_the_present_one(
    folder: TlsFolder, clock: ManualClock
) -> None:
    watch = TlsWatch(TlsFiles(folder.server), clock)
    assert watch.look() is False
    whole = folder.server.read_bytes()
    folder.server.write_bytes(whole[: len(whole) // 2])
    assert watch.look() is False
    assert watch.look() is False
    folder.server.write_bytes(whole)
    assert watch.look() is True
    folder.renew(None, clock.now())
    assert watch.look() is True
    assert watch.look() is False


def test_a_file_that_is_gone_or_half_written_when_its_end_is_asked_for_ends_no_watch(
    folder: TlsFolder, clock: ManualClock
) -> None:
    watch = TlsWatch(TlsFiles(folder.server), clock)
    assert watch.look() is False
    whole = folder.server.read_bytes()
    clock.advance(TOLD_EVERY.total_seconds())
    folder.server.unlink()
    assert watch.look() is False
    folder.server.write_bytes(b"-----BEGIN CERTIFICATE-----\n")
    assert watch.look() is False
    folder.server.write_bytes(whole)
    assert watch.look() is True


def test_files_that_cannot_be_used_are_refused_at_the_start(
    folder: TlsFolder, clock: ManualClock, tmp_path: Path
) -> None:
    with pytest.raises(MissingPart, match=r"server\.pem"):
        TlsWatch(TlsFiles(tmp_path / "nothing" / "server.pem"), clock)
    with pytest.raises(MissingPart):
        TlsWatch(TlsFiles(folder.server, folder.authority_key), clock)
