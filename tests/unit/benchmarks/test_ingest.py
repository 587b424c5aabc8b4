from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.ingest import plan, read_options
from benchmarks.peers.contenders import CONTENDERS
from benchmarks.peers.peer_options import PeerOptions


def made(*arguments: str) -> list[tuple[str, int, float]]:
    options = read_options(arguments)
    runs = plan(options.cameras, options.contenders, options.sample_every, options.also)
    return [(one.contender.name, one.cameras, one.every_s) for one in runs]


def test_few_cameras_come_before_many_and_ours_before_the_peers() -> None:
    assert made("--cameras=100,20", "--contenders=pyav,ours") == [
        ("ours", 20, 2.0),
        ("pyav", 20, 2.0),
        ("ours", 100, 2.0),
        ("pyav", 100, 2.0),
    ]


def test_holding_and_slow_sampling_are_run_with_the_most_cameras() -> None:
    assert made("--cameras=20,440", "--contenders=ours", "--also=six,2000,hold")[2:] == [
        ("ours", 440, 0.0),
        ("ours", 440, 6.0),
        ("ours", 2000, 0.0),
    ]


def test_only_the_further_runs_can_be_asked_for() -> None:
    assert made("--cameras=440", "--contenders=", "--also=hold") == [("ours", 440, 0.0)]


@pytest.mark.parametrize(
    "argument", ["--contenders=ours,vlc", "--also=seven", "--sample-every=0", "--cameras=many"]
)
def test_what_is_not_known_is_refused(argument: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        read_options([argument])
    assert capsys.readouterr().err


def test_a_peers_process_reads_the_options_it_is_given() -> None:
    options = PeerOptions(Path("r.yaml"), Path("s.json"), 2.0, 60.0, 130.5)
    assert PeerOptions.parse(options.arguments()) == options


@pytest.mark.parametrize("name", CONTENDERS)
def test_every_contender_is_told_cameras_interval_and_where_to_write(name: str) -> None:
    options = PeerOptions(Path("r.yaml"), Path("s.json"), 2.0, 60.0, 130.5)
    command = CONTENDERS[name].command(options, Path("folder"))
    assert "--registry=r.yaml" in command
    assert "--stats=s.json" in command
    assert any(word in ("--every=2.0", "--sample-every=2") for word in command)
