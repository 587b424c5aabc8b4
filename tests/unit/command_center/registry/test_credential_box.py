"""Camera passwords at rest."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from command_center.registry.credential_box import KEY_FILE, CredentialBox
from sharp_eyes.errors import BadInput, Damaged


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    sealed = CredentialBox.from_folder(tmp_path, None).seal("admin", "口令")

    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert b"admin" not in sealed
    assert CredentialBox.from_folder(tmp_path, None).open(sealed, "demo") == ("admin", "口令")


def test_a_key_from_the_environment_leaves_no_file(tmp_path: Path) -> None:
    CredentialBox.from_folder(tmp_path, Fernet.generate_key().decode())

    assert not (tmp_path / KEY_FILE).exists()


def test_another_key_opens_nothing_and_the_error_names_the_reference(tmp_path: Path) -> None:
    first, second = (
        CredentialBox.from_folder(tmp_path, Fernet.generate_key().decode()) for _ in range(2)
    )
    sealed = first.seal("admin", "secret")

    with pytest.raises(Damaged, match="demo") as caught:
        second.open(sealed, "demo")
    assert "secret" not in caught.value.message.en


def test_a_malformed_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        CredentialBox.from_folder(tmp_path, "short")
