"""What is promised about the package and its locks."""

from __future__ import annotations

import re
import shutil
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[3]
LOCKS = ("requirements.lock", "requirements-dev.lock")
PACKAGES = ("sharp_eyes", "ingest", "detectors", "command_center", "simulators")


@pytest.fixture(scope="module")
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name_of(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match, requirement
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def locked(lock: str) -> set[str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {name_of(line) for line in text.splitlines() if re.match(r"[a-z0-9]", line)}


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_stands_in_a_lock(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"://|index-url|find-links|@ ", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_one_version_and_a_hash(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    for entry in re.split(r"\n(?=[a-z0-9])", text)[1:]:
        assert re.match(r"[a-z0-9._-]+==[^ ]+ ", entry), entry
        assert "--hash=sha256:" in entry, entry


def test_the_locks_hold_all_that_the_project_names(project: dict[str, Any]) -> None:
    groups = project["dependency-groups"]
    needed = {name_of(item) for item in project["project"]["dependencies"] + groups["build"]}
    assert needed <= locked("requirements.lock")
    assert needed | {name_of(item) for item in groups["dev"]} <= locked("requirements-dev.lock")


def test_the_development_lock_agrees_with_the_other() -> None:
    def versions(lock: str) -> set[str]:
        return set(re.findall(r"^[a-z0-9._-]+==\S+", (ROOT / lock).read_text(), re.MULTILINE))

    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_what_builds_without_isolation_is_what_builds_with_it(project: dict[str, Any]) -> None:
    assert project["dependency-groups"]["build"] == project["build-system"]["requires"]


def test_the_wheel_holds_the_packages_and_both_artefacts_but_no_sources_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("pyproject.toml", "hatch_build.py", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "build_support", tmp_path / "build_support")
    files = [
        "README.md",
        "camera_registry.yaml",
        *(f"{package}/__init__.py" for package in PACKAGES),
        "command_center/static/index.html",
        "command_center/static/assets/index-1.js",
        "command_center/wall/package.json",
        "command_center/wall/node_modules/left-pad/index.js",
        "detectors/models/weights/nanodet.onnx",
        "detectors/models/weights/nanodet.sha256",
        "detectors/models/weights/nanodet-int8.onnx",
        "detectors/models/weights/nanodet-int8.sha256",
        "detectors/models/weights/NOTICE",
    ]
    for file in files:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(file)
    monkeypatch.setenv("WALL_SKIP_FRONTEND", "1")
    monkeypatch.setenv("SHARP_EYES_SKIP_MODEL", "1")

    (wheel,) = WheelBuilder(str(tmp_path)).build(directory=str(tmp_path / "out"))

    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
        licences = {Path(name).name for name in archive.namelist() if "/licenses/" in name}
    absent = {name for name in files if "/wall/" in name or name == "README.md"}
    expected = (set(files) - absent - {"camera_registry.yaml"}) | {
        "simulators/camera_registry.yaml"
    }
    assert names == expected
    assert licences == {"LICENSE", "NOTICE"}
