"""The head of the trail, in a file beside the database."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from command_center.audit.anchor import Anchor
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged

MIRROR_FILE = "audit-head.json"
_LONGEST_BYTES = 10_000


class Mirror:
    """One file with one signed head.

    Who rolls the database back to an older copy, or cuts off its end and puts an older head in the
    place of the newest, has not changed this file. It serves best on another disk or machine.

    Args:
        path: The file; its folder exists.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> Anchor | None:
        """Return what it holds; none when it is not there.

        Raises:
            Damaged: it cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                content = file.read(_LONGEST_BYTES)
            return Anchor.from_json(content.decode("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise Damaged(
                Bilingual(
                    f"审计链末端副本 {self.path} 无法读取",
                    f"the mirror of the audit trail's head cannot be read: {self.path}",
                ),
                next_step=Bilingual(
                    "核对文件及其权限，再运行 sharp-eyes audit verify",
                    "look at the file and its mode, then run sharp-eyes audit verify",
                ),
            ) from error

    def write(self, head: Anchor) -> None:
        """Put a head into it: all of it or nothing, and on the disk when this returns.

        Raises:
            OSError: it cannot be written.
        """
        beside = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(head.to_json().encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path)
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other processes of this machine from reading and writing meanwhile."""
        lock = self.path.with_name(f".{self.path.name}.lock")
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
