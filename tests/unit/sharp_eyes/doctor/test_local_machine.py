"""The machine's own answers."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from sharp_eyes.doctor.local_machine import LocalMachine


def test_a_port_somebody_listens_on_is_a_problem_and_then_no_more(tmp_path: Path) -> None:
    machine = LocalMachine(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert machine.bind_problem(port)
    assert machine.bind_problem(port) is None


def test_looking_at_a_folder_that_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    machine = LocalMachine(folder)
    assert machine.write_problem(folder) is None
    assert machine.free_disk_bytes(folder) > 0
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_hold_files_is_a_problem() -> None:
    assert LocalMachine(Path("/proc")).write_problem(Path("/proc/self"))


def test_programs_are_found_by_any_of_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "second-name"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    machine = LocalMachine(tmp_path)
    assert machine.find_program("first-name", "second-name") == program
    assert machine.find_program("first-name") is None


def test_a_package_is_found_without_being_imported(tmp_path: Path) -> None:
    machine = LocalMachine(tmp_path)
    folder = machine.package_folder("sharp_eyes")
    assert folder is not None
    assert (folder / "doctor").is_dir()
    assert machine.package_folder("no_such_package") is None


def test_the_machine_has_a_core_and_memory(tmp_path: Path) -> None:
    machine = LocalMachine(tmp_path)
    assert machine.cpu_cores() >= 1
    assert machine.memory_bytes() > 0
    assert machine.python_version() >= (3, 11, 0)
