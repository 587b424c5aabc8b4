"""Builds the wall page with Vite, unless its sources are the ones it was last built from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from build_support.errors import BuildSupportError
from build_support.hashing import file_sha256, tree_sha256
from build_support.node_tools import NodeTools
from build_support.progress import say

SKIP_VARIABLE = "WALL_SKIP_FRONTEND"
SOURCE_FOLDER = Path("command_center") / "wall"
OUTPUT_FOLDER = Path("command_center") / "static"
_BUILD_STAMP = ".built-from.sha256"
_INSTALL_STAMP = ".installed-from.sha256"
# What lies beside the sources without being one.
_NOT_SOURCES = frozenset({"node_modules", "dist", "coverage", ".vite", ".git"})


def ensure_wall_page(
    root: Path,
    *,
    environment: Mapping[str, str] = os.environ,
    tools: NodeTools | None = None,
) -> bool:
    """Build the page into ``command_center/static`` where it is missing or out of date.

    Args:
        root: the project's root folder.
        environment: the process's environment variables.
        tools: Node.js and npm; found in this Python environment by default.

    Returns:
        True when the page is in place, False when it was skipped.

    Raises:
        BuildSupportError: npm or Vite failed.
    """
    if environment.get(SKIP_VARIABLE, "0") not in ("", "0"):
        say(f"wall page: skipped ({SKIP_VARIABLE} is set); the server will have no page to show")
        return False
    source = root / SOURCE_FOLDER
    if not (source / "package.json").is_file():
        say(f"wall page: skipped, there is no {SOURCE_FOLDER / 'package.json'}")
        return False
    stamp = root / OUTPUT_FOLDER / _BUILD_STAMP
    wanted = tree_sha256(source, _source_files(source))
    if _read(stamp) == wanted:
        return True
    tools = tools or NodeTools.find()
    ensure_node_modules(root, tools=tools)
    say("wall page: building with Vite")
    tools.run(
        [
            str(tools.node),
            str(source / "node_modules" / "vite" / "bin" / "vite.js"),
            "build",
            "--outDir",
            os.path.relpath(root / OUTPUT_FOLDER, source),
            "--emptyOutDir",
            "--logLevel",
            "error",
        ],
        cwd=source,
        what="building the wall page",
        next_step="Vite's message is above; WALL_SKIP_FRONTEND=1 goes on without the page",
    )
    stamp.write_text(wanted, encoding="ascii")
    say(f"wall page: ready, {OUTPUT_FOLDER}")
    return True


def ensure_node_modules(root: Path, *, tools: NodeTools | None = None) -> None:
    """Install the page's packages exactly as its lock file says, unless they are there.

    Raises:
        BuildSupportError: there is no lock file, or npm failed.
    """
    source = root / SOURCE_FOLDER
    lock = source / "package-lock.json"
    if not lock.is_file():
        raise BuildSupportError(
            f"wall page: {SOURCE_FOLDER / 'package-lock.json'} is missing; run 'make wall-lock'"
        )
    stamp = source / "node_modules" / _INSTALL_STAMP
    wanted = file_sha256(lock)
    if _read(stamp) == wanted:
        return
    tools = tools or NodeTools.find()
    say("wall page: fetching its packages with npm ci")
    tools.run(
        # No package's own script runs: nothing of what the page needs is compiled here.
        tools.npm("ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"),
        cwd=source,
        what="fetching the wall page's packages",
        next_step="check that npm's registry can be reached, or set WALL_SKIP_FRONTEND=1",
    )
    stamp.write_text(wanted, encoding="ascii")


def _source_files(source: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(source):
        folders[:] = [name for name in folders if name not in _NOT_SOURCES]
        for name in files:
            if not name.endswith(".tsbuildinfo"):
                yield Path(folder) / name


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
