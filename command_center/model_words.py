"""What a model refuses of a value, in both languages; the value itself stays out of it."""

from __future__ import annotations

import re
from typing import Any

from pydantic_core import ErrorDetails

from sharp_eyes.bilingual import Bilingual

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
    "union_tag_invalid": ("unreadable", "类型须为 crowd 或 construction", "crowd or construction"),
    "union_tag_not_found": ("missing", "须注明类型 kind", "needs a kind"),
    "json_invalid": ("unreadable", "不是 JSON", "no JSON"),
    "too_short": ("out-of-range", "至少 {min_length} 项", "at least {min_length} of them"),
    "too_long": ("out-of-range", "最多 {max_length} 项", "at most {max_length} of them"),
    "enum": ("unreadable", "应为其中之一：{expected}", "one of {expected}"),
    "literal_error": ("unreadable", "应为其中之一：{expected}", "one of {expected}"),
    "timezone_aware": ("unreadable", "时间须带时区", "a time needs its time zone"),
}
_PATTERNS: dict[str, Bilingual] = {
    r"^[A-Za-z0-9_-]+$": Bilingual(
        "只能用字母、数字、下划线和连字符", "letters, digits, _ and - alone"
    ),
    r"^[A-Za-z0-9_./-]+$": Bilingual(
        "只能用字母、数字和 _ . / -", "letters, digits, _ . / - alone"
    ),
    r"^[1-9][0-9]{11}$": Bilingual("应为 12 位数字且不以 0 开头", "12 digits, the first not 0"),
    r"^[1-9][0-9]{14}$": Bilingual("应为 15 位数字且不以 0 开头", "15 digits, the first not 0"),
    r"^[0-9]{20}$": Bilingual("应为 20 位数字", "20 digits"),
    r"^[a-z0-9][a-z0-9._-]{1,31}$": Bilingual(
        "2 至 32 个小写字母、数字或 . _ -，以字母或数字开头",
        "2 to 32 small letters, digits and . _ -, a letter or digit first",
    ),
}
"""What patterns mean that people meet; the others are shown as they are."""
_NO_CONTROLS = "^[^\\x00"
"""How the patterns begin of what people write in words."""
_KINDS: tuple[tuple[str, Bilingual], ...] = (
    ("int_", Bilingual("应为整数", "a whole number")),
    ("float_", Bilingual("应为数字", "a number")),
    ("bool_", Bilingual("应为 true 或 false", "true or false")),
    ("string_", Bilingual("应为文本", "text")),
    ("datetime_", Bilingual("应为时间，例如 2026-06-01T08:00:00Z", "a time, 2026-06-01T08:00:00Z")),
    ("date_", Bilingual("应为日期，例如 2026-06-01", "a date, for example 2026-06-01")),
    ("list_", Bilingual("应为列表", "a list")),
    ("tuple_", Bilingual("应为列表", "a list")),
    ("dict_", Bilingual("应为 JSON 对象", "a JSON object")),
    ("model_", Bilingual("应为 JSON 对象", "a JSON object")),
)
"""What was wanted, by how the kinds of faults begin that say it is something else."""


def in_two(text: str) -> Bilingual:
    """Take a model's ``中文 / English`` apart; its Chinese half may hold a slash too."""
    for found in _SLASH.finditer(text):
        chinese, english = text[: found.start()].strip(), text[found.end() :].strip()
        if english and not _CHINESE.search(english):
            return Bilingual(chinese, english)
    return Bilingual(text, text)


def words_of(detail: ErrorDetails | dict[str, Any]) -> tuple[str, Bilingual]:
    """Return what kind of fault it is, for programs, and what it is, for people.

    Args:
        detail: One of those of a ``ValidationError``.
    """
    kind, text, about = detail["type"], detail["msg"], detail.get("ctx", {})
    if kind == "value_error":
        return "refused", in_two(str(about.get("error", text)))
    if kind == "string_pattern_mismatch":
        return "unreadable", _of_pattern(about["pattern"])
    if kind in _WORDS:
        code, zh, en = _WORDS[kind]
        return code, Bilingual(zh.format(**about), en.format(**about))
    for begin, wanted in _KINDS:
        if kind.startswith(begin):
            return "unreadable", wanted
    return "unreadable", Bilingual("无法读取", f"cannot be read: {text}")


def _of_pattern(pattern: str) -> Bilingual:
    if pattern.startswith(_NO_CONTROLS):
        return Bilingual("不能含控制字符", "no control characters")
    return _PATTERNS.get(pattern, Bilingual(f"格式应为 {pattern}", f"it has to match {pattern}"))
