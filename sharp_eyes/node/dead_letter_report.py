"""A node's dead letters, all of them."""

from __future__ import annotations

from pydantic import Field

from sharp_eyes.node.dead_letter_news import DeadLetterNews
from sharp_eyes.node.message import Message

MAX_LETTERS = 500


class DeadLetterReport(Message):
    """What a shard's outbox keeps of what was refused.

    Attributes:
        letters: The oldest of them; what is not among them is there no more, or comes when these
            are gone.
    """

    letters: tuple[DeadLetterNews, ...] = Field(default=(), max_length=MAX_LETTERS)
