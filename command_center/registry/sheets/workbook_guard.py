"""Looks into a workbook before a parser does, and lets through only what is harmless.

A workbook is a ZIP archive of XML. One of a few kilobytes can unpack to gigabytes, name a cell in
the last of 17 thousand million places, or define entities that grow without end. So every part is
unpacked here under a cap, read by expat, and packed again: what the next parser reads is what was
looked at, whatever the archive's own lists say.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from command_center.registry.sheets.bad_sheet import BadSheet
from command_center.registry.sheets.limits import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_UNPACKED_BYTES,
)

_Start = Callable[[str, dict[str, str]], None]

_CHUNK_BYTES = 1 << 16
_MAX_PARTS = 1_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})\Z")
_ANY_CELL = re.compile(rb"<c[\s/>]")
_FORMULA = re.compile(rb"<f[\s/>]")
_NAMED_CELL = re.compile(rb'<c r="([A-Z]{1,3})([1-9][0-9]{0,6})"')
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"
_KEPT = ("[content_types].xml", "_rels/.rels", _WORKBOOK, _RELATIONS)
_SHARED = ("xl/sharedstrings.xml", "xl/styles.xml")
_SHEETS = "xl/worksheets/"


@dataclass(slots=True)
class CheckedWorkbook:
    """What was let through.

    Attributes:
        packed: The workbook again, of the parts that were looked at.
        formulas: (row, column), from 0, of the cells with formulas, by the sheet's name.
    """

    packed: bytes
    formulas: dict[str, frozenset[tuple[int, int]]]


def check_workbook(data: bytes) -> CheckedWorkbook:
    """Look at a workbook.

    Args:
        data: An .xlsx file.

    Raises:
        BadSheet: it is damaged, or larger than any registry, or meant to do harm.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _unpack(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise _damaged() from error
    except (NotImplementedError, RuntimeError) as error:
        # An archive with a password, or packed in a way that spreadsheets do not use.
        raise BadSheet(
            "工作簿已加密或压缩方式不支持", "the workbook is encrypted, or packed in an unusual way"
        ) from error
    names = {name.lower(): name for name in parts}
    if _WORKBOOK not in names:
        raise BadSheet("这不是 .xlsx 工作簿", "this is no .xlsx workbook")
    paths = _sheet_paths(
        parts[names[_WORKBOOK]], parts[names[_RELATIONS]] if _RELATIONS in names else b""
    )
    formulas: dict[str, frozenset[tuple[int, int]]] = {}
    for name, content in parts.items():
        if name.lower().startswith(_SHEETS):
            scan = _SheetScan()
            if _is_plain(content):
                _parse(content, None)
            else:
                _parse(content, scan.start)
            if scan.formulas and name.lower() in paths:
                formulas[paths[name.lower()]] = frozenset(scan.formulas)
        else:
            _parse(content, None)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return CheckedWorkbook(packed.getvalue(), formulas)


def _unpack(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > _MAX_PARTS:
        raise BadSheet("工作簿部件过多", f"the workbook has {len(entries)} parts")
    wanted = [entry for entry in entries if _is_wanted(entry.filename.lower())]
    lower = [entry.filename.lower() for entry in wanted]
    if len(set(lower)) != len(lower):
        raise BadSheet(
            "工作簿中有重名部件，拒绝读取", "two parts of the workbook have one name: refused"
        )
    if sum(name.startswith(_SHEETS) for name in lower) > MAX_SHEETS:
        raise BadSheet(
            f"工作表超过 {MAX_SHEETS} 个", f"the workbook has more than {MAX_SHEETS} sheets"
        )
    parts: dict[str, bytes] = {}
    left = MAX_UNPACKED_BYTES
    for entry in wanted:
        content = bytearray()
        with archive.open(entry) as packed:
            # What the archive says of a part's size is its own word for it.
            while chunk := packed.read(_CHUNK_BYTES):
                content += chunk
                left -= len(chunk)
                if left < 0:
                    raise BadSheet(
                        f"工作簿解压后超过 {MAX_UNPACKED_BYTES >> 20} MB，拒绝读取",
                        f"the workbook unpacks to more than {MAX_UNPACKED_BYTES >> 20} MB: refused",
                    )
        parts[entry.filename] = bytes(content)
    return parts


def _is_wanted(name: str) -> bool:
    if name in _KEPT or name in _SHARED:
        return True
    return name.startswith(_SHEETS) and name.endswith(".xml") and "/" not in name[len(_SHEETS) :]


def _is_plain(content: bytes) -> bool:
    """Tell whether a sheet is as programs write them: every cell named, none far out, no formula.

    It is for speed alone: what is not plain is followed element by element. Whether the content is
    well-formed, so that these patterns find what a parser finds, is looked at besides.
    """
    if any(sign in content for sign in (b"<!", b":c", b"\0")) or _FORMULA.search(content):
        return False
    named = _NAMED_CELL.findall(content)
    if len(named) != len(_ANY_CELL.findall(content)):
        return False
    columns = {letters for letters, _ in named}
    if any(_place(f"{letters.decode()}1")[1] >= MAX_COLUMNS for letters in columns):
        return False
    return max((int(row) for _, row in named), default=0) <= MAX_ROWS


@dataclass(slots=True)
class _SheetScan:
    """Follows the cells of one sheet as the parser will place them."""

    row: int = -1
    column: int = -1
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            place = attributes.get("r")
            if place is None:
                self.column += 1
            else:
                self.row, self.column = _place(place)
        elif local == "row":
            number = attributes.get("r", "")
            self.row = int(number) - 1 if number.isdigit() and len(number) < 8 else self.row + 1
            self.column = -1
        elif local in ("v", "is", "f"):
            # Cells with a border and nothing in them may lie anywhere: they are not read.
            if self.column >= MAX_COLUMNS or self.row >= MAX_ROWS:
                self._refuse()
            if local == "f":
                self.formulas.add((self.row, self.column))

    def _refuse(self) -> None:
        raise BadSheet(
            f"工作表超出 {MAX_COLUMNS} 列 × {MAX_ROWS} 行（单元格 R{self.row + 1}C"
            f"{self.column + 1}）",
            f"the sheet is larger than {MAX_COLUMNS} columns by {MAX_ROWS} rows (there is a cell "
            f"at row {self.row + 1}, column {self.column + 1})",
        )


def _place(reference: str) -> tuple[int, int]:
    found = _REFERENCE.match(reference)
    if found is None:
        raise _damaged()
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _sheet_paths(workbook: bytes, relations: bytes) -> dict[str, str]:
    """Return the names of the sheets by the paths of their parts, in small letters."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "Relationship":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            targets[attributes.get("Id", "")] = posixpath.normpath(path).lower()

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == "sheet":
            key = next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")
            if key in targets:
                names[targets[key]] = attributes.get("name", "")

    if relations:
        _parse(relations, relation)
    _parse(workbook, sheet)
    return names


def _parse(content: bytes, start: _Start | None) -> None:
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _no_doctype
    if start is not None:
        parser.StartElementHandler = start
    try:
        for chunk in _chunks(content):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise _damaged() from error


def _chunks(content: bytes) -> Iterator[bytes]:
    view = memoryview(content)
    for start in range(0, len(content), 1 << 20):
        yield bytes(view[start : start + (1 << 20)])


def _no_doctype(*_: object) -> None:
    raise BadSheet(
        "工作簿中含有文档类型声明，拒绝读取", "the workbook declares a document type: refused"
    )


def _damaged() -> BadSheet:
    return BadSheet("工作簿已损坏，无法读取", "the workbook is damaged and cannot be read")
