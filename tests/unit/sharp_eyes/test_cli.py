"""The command line's frame: it lists what the rooms bring, and one broken room breaks no other."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest
from typer.testing import CliRunner

from sharp_eyes import cli
from sharp_eyes.errors import MissingPart

COMMANDS = (
    "cameras",
    "demo",
    "doctor",
    "ground",
    "mask",
    "replay",
    "serve",
    "simulate",
    "worker",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_that_a_newcomer_can_follow(command: str) -> None:
    result = CliRunner().invoke(cli.build(), [command, "--help"])
    assert result.exit_code == 0, result.output
    assert "cannot be loaded" not in result.output
    assert any("\u4e00" <= character <= "\u9fff" for character in result.output)


def test_a_room_that_cannot_be_loaded_takes_no_other_along(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    points = [
        EntryPoint("broken", "no_such_room.commands:run", cli.GROUP),
        EntryPoint("doctor", "sharp_eyes.doctor.command:doctor", cli.GROUP),
    ]
    monkeypatch.setattr(cli, "entry_points", lambda group: points)
    app = cli.build()
    assert CliRunner().invoke(app, ["doctor", "--help"]).exit_code == 0
    result = CliRunner().invoke(app, ["broken"])
    assert isinstance(result.exception, MissingPart)
    assert "no_such_room" in str(result.exception)


def test_a_room_puts_its_command_into_the_group_of_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    points = [
        EntryPoint("cameras.probe", "ingest.commands.probe:probe", cli.GROUP),
        EntryPoint("cameras", "command_center.commands.cameras:cameras", cli.GROUP),
    ]
    monkeypatch.setattr(cli, "entry_points", lambda group: points)
    for _ in range(2):
        app = cli.build()
        listed = CliRunner().invoke(app, ["cameras", "--help"]).output
        assert listed.count("probe") == 1
        assert "validate" in listed
        assert CliRunner().invoke(app, ["cameras", "probe", "--help"]).exit_code == 0


def test_a_command_whose_group_is_not_there_stands_for_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    points = [
        EntryPoint("cameras.probe", "ingest.commands.probe:probe", cli.GROUP),
        EntryPoint("doctor", "sharp_eyes.doctor.command:doctor", cli.GROUP),
    ]
    monkeypatch.setattr(cli, "entry_points", lambda group: points)
    assert CliRunner().invoke(cli.build(), ["cameras.probe", "--help"]).exit_code == 0


def test_no_command_at_all_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "entry_points", lambda group: [])
    with pytest.raises(MissingPart, match="pip install"):
        cli.build()
