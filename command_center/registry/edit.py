"""Makes one registry of another, and says why where it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from command_center.registry.part import PARTS, Part
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.model import RegistryModel
from sharp_eyes.registry.registry import Registry


def with_changed(registry: Registry, part: Part, things: Sequence[RegistryModel]) -> Registry:
    """Return a registry with things added, or in the place of those with the same keys.

    Raises:
        BadInput: it would not hang together.
    """
    known: dict[str, Any] = dict(part.of(registry))
    known.update((getattr(thing, part.key), thing) for thing in things)
    return _made(registry, part, known)


def without(registry: Registry, part: Part, key: str) -> Registry:
    """Return a registry without a thing.

    Raises:
        BadInput: others name it.
    """
    known: dict[str, Any] = dict(part.of(registry))
    known.pop(key, None)
    return _made(registry, part, known)


def _made(registry: Registry, part: Part, known: dict[str, Any]) -> Registry:
    fields: dict[str, Any] = {one.field: getattr(registry, one.field) for one in PARTS}
    fields[part.field] = tuple(known.values())
    try:
        return Registry(**fields)
    except ValidationError as error:
        raise not_hanging_together(error) from error


def not_hanging_together(error: ValidationError) -> BadInput:
    """Return the error of a registry that names what is not there."""
    reasons = error.errors(include_input=False, include_url=False)[0]["msg"]
    listed = [reason for reason in reasons.removeprefix("Value error, ").split("; ") if reason]
    chinese = "；".join(reason.partition(" / ")[0] for reason in listed[:5])
    english = "; ".join(reason.partition(" / ")[2] or reason for reason in listed[:5])
    more = len(listed) - 5
    return BadInput(
        Bilingual(
            chinese + (f"；另有 {more} 处" if more > 0 else ""),
            english + (f"; and {more} more" if more > 0 else ""),
        ),
        next_step=Bilingual(
            "先改正引用它的内容，或在同一次导入中一并提供",
            "correct what names it first, or bring both in one import",
        ),
    )
