"""The wall page's own checks, and its lock file: for developers, never part of a build."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from build_support.node_tools import NodeTools
from build_support.progress import say
from build_support.wall_page import SKIP_VARIABLE, SOURCE_FOLDER, ensure_node_modules


def check_wall(
    root: Path,
    *,
    environment: Mapping[str, str] = os.environ,
    tools: NodeTools | None = None,
) -> None:
    """Check the page's types with vue-tsc and run its tests with Vitest.

    Raises:
        BuildSupportError: its packages cannot be fetched, a type is wrong, or a test fails.
    """
    source = root / SOURCE_FOLDER
    if environment.get(SKIP_VARIABLE, "0") not in ("", "0"):
        say(f"wall page: not checked ({SKIP_VARIABLE} is set)")
        return
    if not (source / "package.json").is_file():
        say(f"wall page: not checked, there is no {SOURCE_FOLDER / 'package.json'}")
        return
    tools = tools or NodeTools.find()
    ensure_node_modules(root, tools=tools)
    modules = source / "node_modules"
    node = str(tools.node)
    tools.run(
        [node, str(modules / "vue-tsc" / "bin" / "vue-tsc.js"), "--noEmit"],
        cwd=source,
        what="checking the wall page's types",
        next_step="vue-tsc's findings are above",
    )
    tools.run(
        [node, str(modules / "vitest" / "vitest.mjs"), "run"],
        cwd=source,
        what="testing the wall page",
        next_step="Vitest's findings are above",
    )


def lock_wall(root: Path) -> None:
    """Work out ``package-lock.json`` anew from ``package.json``, without registry addresses.

    Raises:
        BuildSupportError: npm failed.
    """
    tools = NodeTools.find()
    tools.run(
        tools.npm(
            "install",
            "--package-lock-only",
            "--omit-lockfile-registry-resolved",
            "--no-audit",
            "--no-fund",
        ),
        cwd=root / SOURCE_FOLDER,
        what="working out the wall page's lock file",
        next_step="npm's message is above",
    )
