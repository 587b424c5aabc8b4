"""Getting hold of ``vtest.avi`` from Debian's package opencv-doc."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import structlog

NAME = "vtest.avi"
_INSTALLED = Path("/usr/share/doc/opencv-doc/examples/data")
_DOWNLOAD_S = 90

log = structlog.get_logger(__name__)


def find_vtest(cache: Path, installed: Path = _INSTALLED) -> Path | None:
    """Return ``vtest.avi``: installed, cached, or downloaded without being root.

    Args:
        cache: Folder that keeps what was downloaded.
        installed: Where the package puts it.

    Returns:
        The file, or None when it cannot be had; that is said once, and no error.
    """
    for place in (installed / NAME, cache / NAME):
        if place.is_file():
            return place
    reason = _download(cache)
    if reason is None:
        return cache / NAME
    log.info(
        "vtest_not_available",
        reason=reason,
        instead="a generated lane",
        next_step="apt-get install opencv-doc, or --footage DIR",
    )
    return None


def _download(cache: Path) -> str | None:
    """Fetch the package into a temporary folder and keep the one file; return what failed."""
    for program in ("apt-get", "dpkg-deb"):
        if shutil.which(program) is None:
            return f"{program} is not installed"
    with tempfile.TemporaryDirectory(prefix="sharp-eyes-") as name:
        work = Path(name)
        try:
            subprocess.run(
                ["apt-get", "download", "opencv-doc"],
                cwd=work,
                check=True,
                capture_output=True,
                timeout=_DOWNLOAD_S,
                stdin=subprocess.DEVNULL,
            )
            packages = list(work.glob("opencv-doc_*.deb"))
            if not packages:
                return "apt-get brought nothing"
            subprocess.run(
                ["dpkg-deb", "-x", packages[0].name, "tree"],
                cwd=work,
                check=True,
                capture_output=True,
                timeout=_DOWNLOAD_S,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            return f"the download took more than {_DOWNLOAD_S} s"
        except (subprocess.CalledProcessError, OSError) as error:
            return f"{type(error).__name__}: the package lists are not there, or no network"
        found = next(iter((work / "tree").rglob(NAME)), None)
        if found is None:
            return f"{NAME} is not in the package"
        cache.mkdir(parents=True, exist_ok=True)
        part = cache / f".{NAME}.{os.getpid()}"
        shutil.copyfile(found, part)
        part.replace(cache / NAME)
    return None
