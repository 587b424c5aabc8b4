"""CSV and XLSX files as rows of cells."""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass

from command_center.registry.sheets.bad_sheet import BadSheet
from command_center.registry.sheets.limits import MAX_COLUMNS, MAX_FILE_BYTES, MAX_ROWS
from command_center.registry.sheets.raw_sheet import Raw, RawSheet
from sharp_eyes.bilingual import Bilingual

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Old .xls files, and .xlsx files with a password."""
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",\t;，"


@dataclass(frozen=True, slots=True)
class SheetFile:
    """What a file holds.

    Attributes:
        kind: ``xlsx`` or ``csv``.
        encoding: Of a CSV file: ``utf-8``, ``utf-8-sig``, ``utf-16`` or ``gb18030``.
        sheets: In the file's order.
    """

    kind: str
    encoding: str
    sheets: tuple[RawSheet, ...]


def read_sheets(data: bytes) -> SheetFile:
    """Read a file; what it is is told by its contents, not by its name.

    GBK is read as GB 18030, which holds it. A text is UTF-8 where it is valid as such: Chinese text
    in GBK never is but by a chance of one in thousands a character.

    Args:
        data: The file.

    Raises:
        BadSheet: it is none, too large, damaged, or meant to do harm.
    """
    if len(data) > MAX_FILE_BYTES:
        raise BadSheet(
            f"文件超过 {MAX_FILE_BYTES >> 20} MB",
            f"the file is larger than {MAX_FILE_BYTES >> 20} MB",
            Bilingual("分成几个文件导入", "import it in several files"),
        )
    if data.startswith(_ZIP):
        return SheetFile("xlsx", "", _workbook(data))
    if data.startswith(_OLE):
        raise BadSheet(
            "这是旧版 .xls 文件，或带密码的工作簿", "this is an old .xls file, or has a password"
        )
    if not data.strip():
        raise BadSheet("文件是空的", "the file is empty")
    text, encoding = _decoded(data)
    return SheetFile("csv", encoding, (RawSheet("CSV", _rows(text)),))


def _workbook(data: bytes) -> tuple[RawSheet, ...]:
    import python_calamine

    from command_center.registry.sheets.workbook_guard import check_workbook

    checked = check_workbook(data)
    sheets = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(checked.packed)) as book:
            for meta in book.sheets_metadata:
                if meta.typ is not python_calamine.SheetTypeEnum.WorkSheet:
                    continue
                rows: list[list[Raw]] = list(
                    book.get_sheet_by_name(meta.name).to_python(skip_empty_area=False)
                )
                formulas = checked.formulas.get(meta.name, frozenset())
                sheets.append(RawSheet(meta.name, rows, formulas))
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise BadSheet(
            "工作簿已损坏，无法读取", "the workbook is damaged and cannot be read"
        ) from error
    return tuple(sheets)


def _decoded(data: bytes) -> tuple[str, str]:
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "gb18030"
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise BadSheet(
                f"第 {line} 行既不是 UTF-8 也不是 GBK 文本",
                f"line {line} is neither UTF-8 nor GBK text",
            ) from error
    if "\0" in text:
        raise BadSheet("这不是表格文件", "this is no spreadsheet")
    return text, encoding


def _rows(text: str) -> list[list[Raw]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=first.count)
    rows: list[list[Raw]] = []
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in lines:
            while cells and not cells[-1].strip():
                cells.pop()
            if len(cells) > MAX_COLUMNS:
                raise BadSheet(
                    f"第 {lines.line_num} 行超过 {MAX_COLUMNS} 列",
                    f"line {lines.line_num} has more than {MAX_COLUMNS} columns",
                )
            rows.append(list(cells))
            if len(rows) > MAX_ROWS:
                raise BadSheet(f"超过 {MAX_ROWS} 行", f"there are more than {MAX_ROWS} rows")
    except csv.Error as error:
        raise BadSheet(
            f"第 {lines.line_num} 行无法解析：{error}",
            f"line {lines.line_num} cannot be read: {error}",
        ) from error
    return rows
