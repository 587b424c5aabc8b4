"""What the checks may ask of the machine; tests answer in its place."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from sharp_eyes.clock import Clock


class Machine(Protocol):
    """The machine as the checks see it."""

    @property
    def clock(self) -> Clock:
        """The machine's clock."""
        ...

    @property
    def state_folder(self) -> Path:
        """Where the product keeps its state; it need not exist yet."""
        ...

    @property
    def http_port(self) -> int:
        """The port the command centre shall listen on; 0 for any free one."""
        ...

    @property
    def named_model(self) -> Path | None:
        """The object model to use instead of the packaged one; None for the packaged one."""
        ...

    def python_version(self) -> tuple[int, int, int]:
        """Return the running Python's version."""
        ...

    def cpu_cores(self) -> int:
        """Return the number of cores this process may use."""
        ...

    def memory_bytes(self) -> int:
        """Return the memory there is, used or not."""
        ...

    def free_disk_bytes(self, folder: Path) -> int:
        """Return what is free on the disk that holds ``folder`` or would hold it."""
        ...

    def find_program(self, *names: str) -> Path | None:
        """Return the first of the programs that is installed."""
        ...

    def package_folder(self, package: str) -> Path | None:
        """Return where one of our packages lies, without importing it."""
        ...

    def bind_problem(self, port: int) -> str | None:
        """Return why a TCP port of 127.0.0.1 cannot be listened on; None where it can."""
        ...

    def write_problem(self, folder: Path) -> str | None:
        """Return why no file can be made in a folder; None where it can."""
        ...
