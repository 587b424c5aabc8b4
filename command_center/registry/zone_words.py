"""What the models of a zone refuse, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from command_center.registry.zone_fault import Part, ZoneFault
from sharp_eyes.bilingual import Bilingual

_NAME = re.compile(r"[a-z0-9_]{1,40}")
_SLASH = re.compile(r"\s?/ ")
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

_WORDS: dict[str, tuple[str, str, str]] = {
    "missing": ("missing", "必填", "is needed"),
    "extra_forbidden": ("unknown-field", "没有这个字段", "there is no such field"),
    "greater_than_equal": ("out-of-range", "不小于 {ge}", "at least {ge}"),
    "greater_than": ("out-of-range", "须大于 {gt}", "more than {gt}"),
    "less_than_equal": ("out-of-range", "不大于 {le}", "at most {le}"),
    "less_than": ("out-of-range", "须小于 {lt}", "less than {lt}"),
    "finite_number": ("out-of-range", "须为有限数", "a finite number"),
    "string_too_short": (
        "out-of-range",
        "至少 {min_length} 个字符",
        "at least {min_length} characters",
    ),
    "string_too_long": (
        "out-of-range",
        "最多 {max_length} 个字符",
        "at most {max_length} characters",
    ),
    "string_pattern_mismatch": (
        "unreadable",
        "只能用字母、数字、下划线和连字符",
        "letters, digits, _ and - alone",
    ),
    "union_tag_invalid": ("unreadable", "类型须为 crowd 或 construction", "crowd or construction"),
    "union_tag_not_found": ("missing", "须注明类型 kind", "needs a kind"),
}


def model_faults(part: Part, index: int, error: ValidationError) -> Iterator[ZoneFault]:
    """Tell what a model refused of one shape; nothing of what was sent is repeated."""
    for one in error.errors(include_url=False, include_input=False):
        # The tag of the union is no field of its own.
        place = [_step(step) for step in one["loc"] if step not in ("crowd", "construction")]
        code, message = _words(one["type"], one["msg"], one.get("ctx", {}))
        yield ZoneFault(part, index, ".".join(place), code, message)


def _step(step: str | int) -> str:
    # The name of a field that there is not is what was sent: it may be anything.
    return str(step) if isinstance(step, int) or _NAME.fullmatch(step) else "?"


def in_two(text: str) -> Bilingual:
    """Take a model's ``中文 / English`` apart; its Chinese half may hold a slash too."""
    for found in _SLASH.finditer(text):
        chinese, english = text[: found.start()].strip(), text[found.end() :].strip()
        if english and not _CHINESE.search(english):
            return Bilingual(chinese, english)
    return Bilingual(text, text)


def _words(kind: str, text: str, about: dict[str, Any]) -> tuple[str, Bilingual]:
    if kind == "value_error":
        return "refused", in_two(str(about.get("error", text)))
    if kind in _WORDS:
        code, zh, en = _WORDS[kind]
        return code, Bilingual(zh.format(**about), en.format(**about))
    return "unreadable", Bilingual("无法读取", f"cannot be read: {text}")
