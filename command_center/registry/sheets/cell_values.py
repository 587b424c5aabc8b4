"""Values that are read from the text of cells."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, TypeVar

from command_center.registry.sheets.cell_text import BadCell, code_of
from command_center.registry.sheets.lookups import Lookups
from sharp_eyes.device_code import code_faults
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.unit_kind import UnitKind

_YES = frozenset(("是", "有", "已设", "启用", "y", "yes", "true", "1", "√", "✓", "v"))
_NO = frozenset(("否", "无", "未设", "停用", "n", "no", "false", "0", "×", "✗", "x"))
_DEGREES = re.compile(
    r"""(?:[东南西北EWSNewsn]\s*)?
    (?P<sign>[-+]?)(?P<d>[0-9]{1,3}(?:\.[0-9]+)?)\s*[°度]?
    (?:\s*(?P<m>[0-9]{1,2}(?:\.[0-9]+)?)\s*['′’分])?
    (?:\s*(?P<s>[0-9]{1,2}(?:\.[0-9]+)?)\s*(?:"|″|”|''|秒))?
    \s*(?P<side>[东南西北EWSNewsn])?""",
    re.VERBOSE,
)
_BETWEEN = re.compile(r"[,，;；、\s]+")


_Choice = TypeVar("_Choice", PlaceType, UnitKind)
Read = Callable[[str, Lookups], Any]
"""Makes a value of a cell's text; raises ``BadCell``."""


def plain(text: str, _: Lookups) -> str:
    """Return text as it is."""
    return text


def address(text: str, _: Lookups) -> str:
    """Return an address, without blanks around."""
    return code_of(text) if not text.isascii() else text


def camera_id(text: str, _: Lookups) -> str:
    """Return a camera's id, checked part by part."""
    code = code_of(text)
    faults = code_faults(code)
    if faults:
        raise BadCell(
            "；".join(fault.zh for fault in faults), "; ".join(fault.en for fault in faults)
        )
    return code


def region(text: str, lookups: Lookups) -> str:
    """Return the code of a region of the tree."""
    return lookups.region_code(code_of(text))


def grid(text: str, lookups: Lookups) -> str:
    """Return the code of a grid."""
    return lookups.grid_code(code_of(text))


def code(length: int) -> Read:
    """Return what reads a code of so many digits, that need not be known yet."""

    def read(text: str, _: Lookups) -> str:
        found = code_of(text)
        if len(found) != length or not (found.isascii() and found.isdigit()) or found[0] == "0":
            raise BadCell(
                f"应为 {length} 位数字且不以 0 开头",
                f"it has to be {length} digits that do not begin with 0",
            )
        return found

    return read


def yes(text: str, _: Lookups) -> bool:
    """Return whether somebody wrote yes."""
    word = code_of(text).casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise BadCell("应填 是 或 否", "write yes or no")


def degrees(text: str, _: Lookups) -> float:
    """Return degrees, decimal or as degrees, minutes and seconds."""
    found = _DEGREES.fullmatch(code_of(text).replace(" ", ""))
    if found is None:
        raise BadCell(
            "应为十进制度数，例如 117.61600", "write degrees as a number, for example 117.61600"
        )
    value = float(found["d"]) + float(found["m"] or 0) / 60 + float(found["s"] or 0) / 3600
    if found["sign"] == "-" or (found["side"] or "") in tuple("南西WSws"):
        value = -value
    if not math.isfinite(value) or abs(value) > 180:
        raise BadCell("度数应在 -180 到 180 之间", "degrees lie between -180 and 180")
    return value


def place(text: str, lookups: Lookups) -> tuple[float, float]:
    """Return two numbers of degrees in one cell, in the order in which they stand there."""
    parts = [part for part in _BETWEEN.split(code_of(text)) if part]
    if len(parts) != 2:
        raise BadCell(
            "应为“经度,纬度”，例如 117.61600,34.70200",
            "write longitude and latitude, for example 117.61600,34.70200",
        )
    return degrees(parts[0], lookups), degrees(parts[1], lookups)


def place_type(text: str, lookups: Lookups) -> PlaceType:
    """Return a kind of place at which cameras are allowed."""
    found: PlaceType = _PLACE_TYPE(text, lookups)
    if found.refused:
        raise BadCell(
            f"{found.label.zh}内禁止安装摄像机", f"cameras are not allowed in a {found.label.en}"
        )
    return found


def choice(kinds: type[_Choice]) -> Read:
    """Return what reads one of a list, by its value or by its name in either language."""
    words: dict[str, _Choice] = {}
    for kind in kinds:
        label = kind.label
        words |= {word.casefold(): kind for word in (kind.value, label.zh, label.en)}

    def read(text: str, _: Lookups) -> _Choice:
        word = code_of(text).casefold()
        # In both languages, as the template offers it.
        found = words.get(word) or words.get(word.partition(" ")[0])
        if found is None:
            listed = "、".join(kind.label.zh for kind in kinds)
            raise BadCell(
                f"“{text}”不在列表中：{listed}",
                f"{text!r} is none of: {', '.join(kind.value for kind in kinds)}",
            )
        return found

    return read


_PLACE_TYPE = choice(PlaceType)
