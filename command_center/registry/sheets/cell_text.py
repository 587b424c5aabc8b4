"""What stands in a cell, as text."""

from __future__ import annotations

import re
import unicodedata

from command_center.registry.sheets.limits import MAX_CELL_CHARS
from command_center.registry.sheets.raw_sheet import Raw
from sharp_eyes.bilingual import Bilingual

EXACT = 10**15
"""Spreadsheets keep 15 digits of a number; the rest become noughts."""

AS_TEXT = re.compile(r'="([^"]*)"\Z')
"""What people write in CSV so that a spreadsheet leaves digits alone."""
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}\Z")
_SPACE = " \t\r\n\v\f\u00a0\u2002\u2003\u2009\u200b\u3000\ufeff"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class BadCell(ValueError):
    """What is wrong with a cell.

    Args:
        zh: In Chinese.
        en: In English.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.reason = Bilingual(zh, en)


def text_of(raw: Raw) -> str:
    """Return a cell as text, without the marks that spreadsheets put before digits.

    Raises:
        BadCell: it is a formula, too long, or a number of which digits are lost.
    """
    if isinstance(raw, str):
        return _text(raw)
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, int | float):
        if abs(raw) >= EXACT:
            raise _digits_lost()
        if isinstance(raw, float) and raw.is_integer():
            return str(int(raw))
        return repr(raw)
    raise BadCell(
        "单元格是日期或时间，应为文本", "the cell is a date or a time, and should be text"
    )


def code_of(text: str) -> str:
    """Return digits and letters as they are typed without a Chinese keyboard's wide forms."""
    return unicodedata.normalize("NFKC", text).strip(_SPACE)


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; reading it back undoes this.

    A text that begins with ``=``, ``+``, ``-`` or ``@`` runs in whoever opens the file (CWE-1236);
    an apostrophe before it makes it text.
    """
    return f"'{text}" if text.startswith((*_DANGEROUS, "'")) else text


def _text(raw: str) -> str:
    if len(raw) > MAX_CELL_CHARS:
        raise BadCell(
            f"超过 {MAX_CELL_CHARS} 个字符", f"it has more than {MAX_CELL_CHARS} characters"
        )
    text = raw.strip(_SPACE)
    first = text[:1]
    if first == "=":
        kept = AS_TEXT.match(text)
        if kept is None:
            raise formula()
        text = kept[1].strip(_SPACE)
    elif first == "'":
        return text[1:]
    if first.isdigit() and _SCIENTIFIC.match(text):
        raise _digits_lost()
    return text


def formula() -> BadCell:
    """Return the error of a cell that is reckoned."""
    return BadCell("单元格是公式，请选择性粘贴为数值", "the cell is a formula; paste it as a value")


def _digits_lost() -> BadCell:
    return BadCell(
        "数字过长，表格软件只保留了 15 位；请把该列设为文本格式后重新填写",
        "the number is so long that the spreadsheet kept 15 digits of it; format the column as "
        "text and write it again",
    )
