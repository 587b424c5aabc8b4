"""The folder that a report is written to."""

from __future__ import annotations

import os
import re
from pathlib import Path

from detectors.evidence.evidence_picture import EvidencePicture
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart

PICTURES = "pictures"
_OURS = re.compile(r"[0-9a-f]{64}\.jpg")


class ReportFolder:
    """``report.json``, ``report.html`` and ``pictures/``; each file appears whole or not at all.

    Args:
        path: The folder; made when needed.

    Raises:
        MissingPart: it cannot be made or written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept: set[str] = set()
        try:
            (path / PICTURES).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def save_picture(self, picture: EvidencePicture) -> str:
        """Write evidence, people masked already, and return its path below the folder."""
        name = f"{picture.sha256}.jpg"
        if name not in self._kept:
            self._kept.add(name)
            self.write(f"{PICTURES}/{name}", picture.jpeg)
        return f"{PICTURES}/{name}"

    def write(self, name: str, data: bytes) -> Path:
        """Write a file at once.

        Raises:
            MissingPart: the disk is full or the folder cannot be written to.
        """
        target = self.path / name
        part = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            part.write_bytes(data)
            part.replace(target)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise self._unwritable(error) from error
        return target

    def tidy(self) -> None:
        """Remove the pictures that an earlier report left here: none is kept without its report."""
        for file in (self.path / PICTURES).iterdir():
            if _OURS.fullmatch(file.name) and file.name not in self._kept:
                file.unlink(missing_ok=True)

    def _unwritable(self, error: OSError) -> MissingPart:
        return MissingPart(
            Bilingual(
                f"无法写入报告文件夹 {self.path}：{error.strerror}",
                f"the report's folder {self.path} cannot be written to: {error.strerror}",
            ),
            next_step=Bilingual("用 --report 另选文件夹", "choose another one with --report"),
        )
