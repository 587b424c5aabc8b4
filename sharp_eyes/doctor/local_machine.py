"""The machine this process runs on."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from sharp_eyes.clock import Clock, SystemClock

_LOOPBACK = "127.0.0.1"
# Debian keeps mosquitto where an ordinary user's PATH does not look.
_SYSTEM_PROGRAMS = "/usr/sbin:/usr/local/sbin"


@dataclass(frozen=True, slots=True)
class LocalMachine:
    """Answers the checks from the operating system.

    Attributes:
        state_folder: where the product keeps its state.
        http_port: the port the command centre shall listen on; 0 for any free one.
        named_model: the object model to use instead of the packaged one.
        clock: the machine's clock.
    """

    state_folder: Path
    http_port: int = 0
    named_model: Path | None = None
    clock: Clock = field(default_factory=SystemClock)

    def python_version(self) -> tuple[int, int, int]:
        """Return the running Python's version."""
        return sys.version_info[:3]

    def cpu_cores(self) -> int:
        """Return the number of cores this process may use."""
        return len(os.sched_getaffinity(0))

    def memory_bytes(self) -> int:
        """Return the memory there is, used or not."""
        return int(psutil.virtual_memory().total)

    def free_disk_bytes(self, folder: Path) -> int:
        """Return what is free on the disk that holds ``folder`` or would hold it."""
        return shutil.disk_usage(_nearest_existing(folder)).free

    def find_program(self, *names: str) -> Path | None:
        """Return the first of the programs that is installed."""
        path = f"{os.environ.get('PATH', '')}{os.pathsep}{_SYSTEM_PROGRAMS}"
        for name in names:
            if found := shutil.which(name, path=path):
                return Path(found)
        return None

    def package_folder(self, package: str) -> Path | None:
        """Return where one of our packages lies, without importing it."""
        spec = importlib.util.find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            return None
        return Path(next(iter(spec.submodule_search_locations)))

    def bind_problem(self, port: int) -> str | None:
        """Return why a TCP port of 127.0.0.1 cannot be listened on; None where it can."""
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
            # As servers do: a port whose last connections are still being buried is free.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((_LOOPBACK, port))
                listener.listen()
            except OSError as error:
                return error.strerror or str(error)
        return None

    def write_problem(self, folder: Path) -> str | None:
        """Return why no file can be made in a folder; None where it can.

        A folder that does not exist yet counts as the nearest one above it that does, so that
        looking leaves nothing behind.
        """
        try:
            with tempfile.TemporaryFile(dir=_nearest_existing(folder)):
                return None
        except OSError as error:
            return error.strerror or str(error)


def _nearest_existing(folder: Path) -> Path:
    return next(path for path in (folder, *folder.parents) if path.exists())
