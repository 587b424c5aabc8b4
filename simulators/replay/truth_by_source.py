"""Which truth file belongs to which source."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from simulators.replay.truth.truth_file import TruthFile


def truth_by_source(texts: Sequence[str], names: Sequence[str]) -> dict[str, list[TruthFile]]:
    """Read truth files and give them to their sources.

    With one source all files are its own. With several a file goes to the source named before it
    (``NAME=FILE``), else to the one whose name its own begins with, the longest such name first.

    Args:
        texts: As given on the command line: ``FILE`` or ``NAME=FILE``.
        names: Of the sources.

    Raises:
        MissingPart: a file is not there.
        BadInput: a file has bad rows, or it cannot be told whose truth it is.
    """
    found: dict[str, list[TruthFile]] = {name: [] for name in names}
    for text in texts:
        name, sign, behind = text.partition("=")
        if sign and not Path(text).exists() and (name in found or Path(behind).exists()):
            if name not in found:
                raise _whose(Path(behind).name, names)
            found[name].append(TruthFile.read(Path(behind)))
            continue
        path = Path(text)
        file = TruthFile.read(path)
        if len(names) == 1:
            found[names[0]].append(file)
            continue
        owners = sorted((name for name in names if path.name.startswith(name)), key=len)
        if not owners:
            raise _whose(path.name, names)
        found[owners[-1]].append(file)
    return found


def _whose(file: str, names: Sequence[str]) -> BadInput:
    listed = ", ".join(names)
    return BadInput(
        Bilingual(
            f"不清楚真值 {file} 属于哪个来源",
            f"it cannot be told which source the truth {file} belongs to",
        ),
        next_step=Bilingual(
            f"写成 --truth 名称={file}；来源：{listed}",
            f"write --truth NAME={file}; the sources are: {listed}",
        ),
        file=file,
    )
