"""Passwords of a demo run: no default one, none readable by others, kept with a kept folder."""

from __future__ import annotations

import stat
from dataclasses import asdict
from pathlib import Path

from simulators.demo.secrets import DemoSecrets


def test_two_runs_share_no_secret(tmp_path: Path) -> None:
    first, second = (asdict(DemoSecrets.fresh()) for _ in range(2))
    assert not set(first.values()) & set(second.values())


def test_a_kept_folder_keeps_its_secrets_for_its_owner_alone(tmp_path: Path) -> None:
    first = DemoSecrets.of_folder(tmp_path)
    assert DemoSecrets.of_folder(tmp_path) == first
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_no_secret_shows_when_they_are_printed() -> None:
    made = DemoSecrets.fresh()
    assert all(secret not in repr(made) for secret in asdict(made).values())
