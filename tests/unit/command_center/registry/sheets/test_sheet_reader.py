"""Spreadsheets come in all encodings, and some are meant to do harm."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest

from command_center.registry.sheets.bad_sheet import BadSheet
from command_center.registry.sheets.limits import MAX_FILE_BYTES
from command_center.registry.sheets.sheet_reader import read_sheets
from tests.unit.command_center.registry.sheets.sheets import HEADINGS, NEW, csv, xlsx

LINE = f"{NEW},东溪村口·甲,rtsp://h/x"
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("encoding", "told"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gbk", "gb18030"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
@pytest.mark.parametrize("separator", [",", "\t", ";", "，"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(
    encoding: str, told: str, separator: str
) -> None:
    text = csv(HEADINGS, LINE).decode().replace(",", separator)
    found = read_sheets(text.encode(encoding))
    assert (found.kind, found.encoding) == ("csv", told)
    assert found.sheets[0].rows[1] == [NEW, "东溪村口·甲", "rtsp://h/x"]


def test_a_workbook_keeps_the_places_of_its_cells() -> None:
    found = read_sheets(xlsx([], ["", "设备编码"], [], [None, NEW, 1.5]))
    assert found.kind == "xlsx"
    assert found.sheets[0].rows[3] == ["", NEW, 1.5]


def repacked(change: Callable[[dict[str, bytes]], object]) -> bytes:
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(xlsx(["设备编码", "名称"], [NEW, "a"]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def cells(xml: str) -> Callable[[dict[str, bytes]], object]:
    def change(parts: dict[str, bytes]) -> None:
        parts[SHEET] = parts[SHEET].replace(b"</sheetData>", xml.encode() + b"</sheetData>")

    return change


def bomb(parts: dict[str, bytes]) -> None:
    blank = b" " * (1 << 20)
    parts[SHEET] = parts[SHEET].replace(b"<sheetData>", b"<sheetData>" + blank * 120)


def entities(parts: dict[str, bytes]) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" * 10}">' for n in range(1, 9))
    xml = parts[SHEET].partition(b"?>")[2] or parts[SHEET]
    parts[SHEET] = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'.encode() + xml


def doubled() -> bytes:
    out = io.BytesIO(xlsx(["设备编码", "名称"]))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b" \n ", "empty"),
        (bytes(MAX_FILE_BYTES + 1), "larger than"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old .xls"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "no spreadsheet"),
        (b"a,b\n\xff\xff\n", "line 2 is neither UTF-8 nor GBK"),
        (b"a\0b,c", "no spreadsheet"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (xlsx(["a"])[:-200], "damaged"),
        (",".join(["x"] * 65).encode(), "more than 64 columns"),
        (b"a\n" * 50_001, "more than 50000 rows"),
        (b'"' + b"a" * 200_000, "cannot be read"),
        (repacked(cells('<row r="9"><c r="BM9"><v>1</v></c></row>')), "larger than 64 columns"),
        (repacked(cells('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')), "larger than"),
        (repacked(cells("<row><c><v>1</v></c></row>" * 50_001)), "larger than"),
        (repacked(cells('<row r="9"><c r="A1A"><v>1</v></c></row>')), "damaged"),
        (repacked(cells("<row>")), "damaged"),
        (repacked(bomb), "unpacks to more than"),
        (repacked(entities), "document type"),
        (repacked(lambda parts: parts.pop("xl/workbook.xml")), "no .xlsx"),
        (
            repacked(
                lambda parts: parts.update(
                    {f"xl/worksheets/sheet{n}.xml": b"<worksheet/>" for n in range(2, 19)}
                )
            ),
            "more than 16 sheets",
        ),
        (doubled(), "one name"),
    ],
)
def test_what_is_no_registry_or_does_harm_is_refused_and_says_why(data: bytes, said: str) -> None:
    with pytest.raises(BadSheet, match=said) as caught:
        read_sheets(data)
    assert caught.value.next_step is not None


def test_cells_with_a_border_and_nothing_in_them_may_lie_anywhere() -> None:
    far = repacked(cells('<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert len(read_sheets(far).sheets[0].rows) == 2
