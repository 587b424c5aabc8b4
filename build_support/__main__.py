"""``python -m build_support``: the two artefacts, with their progress in plain sight.

pip keeps a build hook's output to itself, so the Makefile calls this first; the hook then finds
everything done.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from build_support.default_model import ensure_default_model
from build_support.errors import BuildSupportError
from build_support.wall_checks import check_wall, lock_wall
from build_support.wall_page import ensure_wall_page


def _make(root: Path) -> None:
    ensure_wall_page(root)
    ensure_default_model(root)


_JOBS: Mapping[str, Callable[[Path], None]] = {
    "make": _make,
    "check-wall": check_wall,
    "lock-wall": lock_wall,
}


def main() -> int:
    """Make what is missing; return the process's exit status."""
    parser = argparse.ArgumentParser(prog="python -m build_support", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        choices=tuple(_JOBS),
        default="make",
        help="make: wall page and default model (the default); check-wall: the wall page's types "
        "and tests; lock-wall: its package-lock.json, without addresses",
    )
    root = Path(__file__).resolve().parent.parent
    try:
        _JOBS[parser.parse_args().what](root)
    except BuildSupportError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
