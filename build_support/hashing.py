"""sha256 of files and of folders."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def file_sha256(path: Path) -> str:
    """Return the sha256 of a file's bytes, in lower-case hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def tree_sha256(root: Path, files: Iterable[Path], *, salt: str = "") -> str:
    """Return one sha256 over files' names (relative to ``root``) and bytes, whatever their order.

    Args:
        root: the folder the names count from.
        files: files below it.
        salt: anything else that the result shall depend on, such as a tool's version.
    """
    digest = hashlib.sha256(salt.encode())
    for path in sorted(files, key=lambda file: file.relative_to(root).as_posix()):
        # The lengths are fixed (a hash each), so that no two trees give the same stream.
        name = path.relative_to(root).as_posix().encode()
        digest.update(hashlib.sha256(name).digest())
        digest.update(bytes.fromhex(file_sha256(path)))
    return digest.hexdigest()
