"""The folder of a report."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detectors.evidence.evidence_picture import EvidencePicture
from sharp_eyes.alert.evidence import EvidenceRole
from sharp_eyes.errors import MissingPart
from simulators.replay.report_folder import ReportFolder


def picture(grey: int) -> EvidencePicture:
    return EvidencePicture.of(np.full((16, 16, 3), grey, np.uint8), EvidenceRole.SCENE)


def test_pictures_of_an_earlier_report_go_and_other_files_stay(tmp_path: Path) -> None:
    old = ReportFolder(tmp_path).save_picture(picture(0))
    (tmp_path / "pictures" / "mine.jpg").write_bytes(b"")
    folder = ReportFolder(tmp_path)
    new = folder.save_picture(picture(255))
    folder.tidy()
    assert not (tmp_path / old).exists()
    assert (tmp_path / new).read_bytes() == picture(255).jpeg
    assert (tmp_path / "pictures" / "mine.jpg").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(MissingPart, match="cannot be written"):
        ReportFolder(tmp_path / "file")
