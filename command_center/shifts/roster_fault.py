"""What is wrong with one line of a roster that was sent."""

from __future__ import annotations

from dataclasses import dataclass

from sharp_eyes.bilingual import Bilingual


@dataclass(frozen=True, slots=True)
class RosterFault:
    """One fault.

    Attributes:
        row: Line of the table, the heading is 1.
        column: Heading, as in the template; empty where it is about the whole line.
        message: What is wrong.
    """

    row: int
    column: str
    message: Bilingual
