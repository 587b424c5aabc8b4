"""Which authorities are believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.errors import BadInput


@pytest.mark.parametrize("environment", [{}, {"SHARP_EYES_CAMERA_CA": ""}])
def test_without_a_file_named_the_systems_own_are_believed(environment: dict[str, str]) -> None:
    assert TlsTrust.from_environment(environment) == TlsTrust()


@pytest.mark.parametrize("text", [None, "no certificate in here\n"])
def test_a_file_that_holds_no_authorities_is_named_at_the_start(
    tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "authorities.pem"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"SHARP_EYES_CAMERA_CA.*authorities\.pem"):
        TlsTrust.from_environment({"SHARP_EYES_CAMERA_CA": str(file)})
