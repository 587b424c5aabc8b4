"""Fetching a package, with a stand-in for npm."""

from __future__ import annotations

import hashlib
import io
import sys
import tarfile
from pathlib import Path

import pytest

from build_support.errors import BuildSupportError
from build_support.node_tools import NodeTools
from build_support.package_download import PackageSource, downloaded, read_members

FILES = {"package/models/one.bin": b"one", "package/models/face.bin": b"a face model"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "thing-1.0.0.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for name, content in FILES.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        link = tarfile.TarInfo("package/models/link.bin")
        link.type = tarfile.SYMTYPE
        link.linkname = "/etc/passwd"
        tar.addfile(link)
    return path


def npm(tmp_path: Path, body: str) -> NodeTools:
    """A stand-in for npm: Python as node, a script as npm."""
    script = tmp_path / "npm.py"
    script.write_text(
        "import shutil, sys\n"
        "options = dict(a.split('=', 1) for a in sys.argv if a.startswith('--') and '=' in a)\n"
        f"{body}\n"
    )
    return NodeTools(Path(sys.executable), script)


def source(archive: Path, sha256: str | None = None) -> PackageSource:
    content = archive.read_bytes()
    actual = hashlib.sha256(content).hexdigest()
    return PackageSource("thing@1.0.0", sha256 or actual, len(content))


def copying(tmp_path: Path, archive: Path) -> NodeTools:
    return npm(tmp_path, f"shutil.copy({str(archive)!r}, options['--pack-destination'])")


def test_the_package_is_there_inside_the_block_and_gone_after_it(
    tmp_path: Path, archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with downloaded(source(archive), copying(tmp_path, archive)) as path:
        assert path.read_bytes() == archive.read_bytes()
        folder = path.parent
    assert not folder.exists()
    assert "thing@1.0.0: 0 of 0 MB" in capsys.readouterr().out


def test_npms_cache_is_not_the_users(tmp_path: Path, archive: Path) -> None:
    tools = npm(
        tmp_path,
        "assert options['--cache'].startswith(options['--pack-destination'])\n"
        f"shutil.copy({str(archive)!r}, options['--pack-destination'])",
    )
    with downloaded(source(archive), tools):
        pass


def test_another_archive_than_the_one_known_is_refused(tmp_path: Path, archive: Path) -> None:
    with (
        pytest.raises(BuildSupportError, match=r"thing@1\.0\.0: the archive's sha256 is"),
        downloaded(source(archive, sha256="0" * 64), copying(tmp_path, archive)),
    ):
        pytest.fail("nothing of it may be used")


def test_what_npm_says_when_it_fails_is_passed_on_with_the_next_step(
    tmp_path: Path, archive: Path
) -> None:
    tools = npm(tmp_path, "sys.exit('no route to the registry')")
    with (
        pytest.raises(BuildSupportError, match=r"(?s)no route.*SHARP_EYES_SKIP_MODEL"),
        downloaded(source(archive), tools),
    ):
        pytest.fail("there is nothing to use")


def test_only_what_is_asked_for_is_read(archive: Path) -> None:
    assert read_members(archive, ["models/one.bin"]) == {"models/one.bin": b"one"}


@pytest.mark.parametrize("name", ["models/two.bin", "models/link.bin"])
def test_what_is_missing_or_only_a_link_is_refused_by_name(archive: Path, name: str) -> None:
    with pytest.raises(BuildSupportError, match=f"lacks {name}"):
        read_members(archive, [name])


def test_a_cut_archive_is_refused(archive: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:60])
    with pytest.raises(BuildSupportError, match="not a readable archive"):
        read_members(archive, ["models/one.bin"])
