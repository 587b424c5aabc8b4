"""Reading a tester's text files."""

from __future__ import annotations

from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart

MAX_FILE_BYTES = 256 * 1024 * 1024
"""A day of boxes at ten frames a second takes about 100 MB."""

_ENCODINGS = ("utf-8-sig", "gb18030")
"""What people's spreadsheets write here."""


def read_text(path: Path) -> str:
    """Read a text file.

    Raises:
        MissingPart: it is not there or cannot be read.
        BadInput: it is too large, or no text.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise BadInput(
                Bilingual(f"{path.name} 过大", f"{path.name} is too large"),
                next_step=Bilingual("不超过 256 MB", "at most 256 MB; split it"),
            )
        data = path.read_bytes()
    except OSError as error:
        raise MissingPart(
            Bilingual(
                f"无法读取 {path}：{error.strerror}", f"{path} cannot be read: {error.strerror}"
            ),
            next_step=Bilingual("检查路径与权限", "check the path and its permissions"),
        ) from error
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput(
        Bilingual(f"{path.name} 不是文本文件", f"{path.name} is no text file"),
        next_step=Bilingual("存为 UTF-8", "save it as UTF-8"),
    )


def bad_rows(file: str, faults: list[str], next_step: Bilingual) -> BadInput:
    """Make the error that names a file's bad rows.

    Args:
        file: Its name.
        faults: Each like ``file:line: field: reason``, in both languages.
        next_step: What to do.
    """
    shown = "\n".join(f"  {fault}" for fault in faults[:20])
    more = f"\n  … +{len(faults) - 20}" if len(faults) > 20 else ""
    return BadInput(
        Bilingual(
            f"{file} 有 {len(faults)} 处错误",
            f"{file} has {len(faults)} fault(s)\n{shown}{more}",
        ),
        next_step=next_step,
        file=file,
    )
