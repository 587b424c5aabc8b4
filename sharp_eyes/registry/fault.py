"""One thing wrong in a registry file, with its place."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RegistryFault:
    """One fault.

    Attributes:
        file: Name of the file.
        line: Line, from 1; 0 where no line can be named.
        field: Path of the field, for example ``cameras[3].streams.sub``.
        reason: What is wrong.
    """

    file: str
    line: int
    field: str
    reason: str

    def __str__(self) -> str:
        """``file:line: field: reason``, the form that editors can jump to."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.field}: {self.reason}" if self.field else f"{where}: {self.reason}"
