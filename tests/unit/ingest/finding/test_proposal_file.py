"""A proposal's file is its owner's alone."""

from pathlib import Path

import pytest

from ingest.finding.proposal.proposal_file import write_proposal
from sharp_eyes.errors import BadInput
from sharp_eyes.finding.found_camera import FoundCamera
from sharp_eyes.finding.proposal import propose
from sharp_eyes.registry.yaml_file import load


def test_the_file_reads_back_and_nobody_else_reads_it(tmp_path: Path) -> None:
    found = [FoundCamera(name="村口", sub="rtsp://10.0.0.1/2")]
    proposal = propose(found, "370499101201")
    path = tmp_path / "found.yaml"
    write_proposal(path, proposal)
    assert list(load(path).cameras) == proposal.cameras
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        write_proposal(tmp_path / "no" / "folder.yaml", propose([], None))
