"""One column of a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from command_center.registry.sheets.lookups import Lookups
from sharp_eyes.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class Column:
    """What may stand in a column, and how it is called.

    Attributes:
        field: What it is in a row's values.
        title: Its heading; both languages are read, alone or together.
        read: Makes a value of a cell's text that is not empty; raises ``BadCell``.
        show: Returns a thing's value as a cell: text, a number, or none.
        about: What it is, for the template.
        example: A cell of it, for the template.
        also: Other headings that people write.
        needed: Whether a new thing needs it.
        secret: Whether its cells are shown to nobody.
        options: What may be chosen, for the template; none where anything may be written.
        width: Of the column in the template, characters.
        as_text: Whether the template keeps digits as text.
    """

    field: str
    title: Bilingual
    read: Callable[[str, Lookups], Any]
    show: Callable[[Any], str | float | None]
    about: Bilingual
    example: str = ""
    also: tuple[str, ...] = ()
    needed: bool = False
    secret: bool = False
    options: tuple[str, ...] = ()
    width: int = 16
    as_text: bool = True

    @property
    def heading(self) -> str:
        """The heading as templates and exports carry it."""
        return f"{self.title.zh}{'*' if self.needed else ''}\n{self.title.en}"
