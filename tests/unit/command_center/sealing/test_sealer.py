"""What is sealed opens while the key is changed, and no longer once the change is over."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from command_center.sealing.sealer import Sealer
from command_center.sealing.sealing_keys import KEY_FILE, NEXT_FILE, SealingKeys
from sharp_eyes.errors import BadInput, Damaged, Refused


def test_a_running_process_follows_a_change_of_the_key_at_each_of_its_steps(
    tmp_path: Path,
) -> None:
    running, keys = Sealer.from_folder(tmp_path, None), SealingKeys(tmp_path, None)
    before = running.seal(b"before")
    assert keys.begin() is True
    assert stat.S_IMODE((tmp_path / NEXT_FILE).stat().st_mode) == 0o600
    meanwhile = running.seal(b"meanwhile")
    assert running.open(before) == b"before"
    assert not running.is_newest(before)
    assert running.is_newest(meanwhile)
    # Killed and begun again: the same next key.
    assert keys.begin() is False
    keys.finish()
    assert not (tmp_path / NEXT_FILE).exists()
    assert running.open(meanwhile) == b"meanwhile"
    after = running.seal(b"after")
    fresh = Sealer.from_folder(tmp_path, None)
    assert (fresh.open(after), fresh.open(meanwhile)) == (b"after", b"meanwhile")
    assert fresh.open(before) is None


def test_a_process_that_never_sealed_opens_what_another_sealed_with_a_new_key(
    tmp_path: Path,
) -> None:
    running, keys = Sealer.from_folder(tmp_path, None), SealingKeys(tmp_path, None)
    keys.begin()
    keys.finish()
    assert running.open(Sealer.from_folder(tmp_path, None).seal(b"new")) == b"new"


def test_keys_from_the_environment_are_changed_by_giving_both(tmp_path: Path) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    before = Sealer.from_folder(tmp_path, old).seal(b"x")
    both = Sealer.from_folder(tmp_path, old, new)
    assert both.open(before) == b"x"
    assert Sealer.from_folder(tmp_path, new).open(both.seal(b"y")) == b"y"
    with pytest.raises(Refused, match="no new one"):
        SealingKeys(tmp_path, old).begin()
    with pytest.raises(BadInput):
        SealingKeys(tmp_path, None, new)
    with pytest.raises(BadInput):
        SealingKeys(tmp_path, old, "short")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [KEY_FILE, NEXT_FILE])
def test_a_file_without_a_key_is_told_by_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("short")
    with pytest.raises(Damaged, match=name):
        Sealer.from_folder(tmp_path, None)
