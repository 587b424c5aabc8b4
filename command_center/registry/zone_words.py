"""What the models of a zone refuse, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydantic import ValidationError

from command_center.model_words import words_of
from command_center.registry.zone_fault import Part, ZoneFault

_NAME = re.compile(r"[a-z0-9_]{1,40}")


def model_faults(part: Part, index: int, error: ValidationError) -> Iterator[ZoneFault]:
    """Tell what a model refused of one shape; nothing of what was sent is repeated."""
    for one in error.errors(include_url=False, include_input=False):
        # The tag of the union is no field of its own.
        place = [_step(step) for step in one["loc"] if step not in ("crowd", "construction")]
        code, message = words_of(one)
        yield ZoneFault(part, index, ".".join(place), code, message)


def _step(step: str | int) -> str:
    # The name of a field that there is not is what was sent: it may be anything.
    return str(step) if isinstance(step, int) or _NAME.fullmatch(step) else "?"
