"""Is the object model there, and is the default one as we made it?"""

from __future__ import annotations

import hashlib
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine

_PACKAGE = "detectors"
_WEIGHTS = Path("models", "weights")
_DEFAULT = "nanodet-int8"
# As --model takes them; the room that reads models is not imported here.
_PACKAGED = {"nanodet": _DEFAULT, _DEFAULT: _DEFAULT, "nanodet-fp32": "nanodet"}


def check_model(machine: Machine) -> Finding:
    """Look for the model file; the packaged one's sha256 has to be the one written beside it."""
    named = machine.named_model
    packaged = _PACKAGED.get(str(named or _DEFAULT))
    if packaged is not None and not (named is not None and named.is_file()):
        problem = _problem(machine.package_folder(_PACKAGE), packaged)
        good = Bilingual(f"{packaged}.onnx，校验和正确", f"{packaged}.onnx, its sha256 is right")
    else:
        problem = None
        if named is None or not named.is_file():
            problem = Bilingual(f"没有 {named}", f"{named} is not there")
        good = Bilingual(str(named), str(named))
    return Finding(
        name="model",
        verdict=Verdict.OK if problem is None else Verdict.MISSING,
        title=Bilingual("目标检测模型", "object model"),
        detail=problem or good,
        purpose=Bilingual("在画面中找人和车", "finds people and vehicles in pictures"),
        remedy=None
        if problem is None
        else Bilingual(
            "在源码目录运行 make setup，或用 --model FILE 指定自己的模型",
            "run 'make setup' in the source folder, or give a model of your own with --model FILE",
        ),
    )


def _problem(folder: Path | None, name: str) -> Bilingual | None:
    if folder is None:
        return Bilingual("找不到 detectors 包", "the package detectors is not installed")
    try:
        expected = (
            (folder / _WEIGHTS / f"{name}.sha256").read_text(encoding="ascii").partition(" ")[0]
        )
        with (folder / _WEIGHTS / f"{name}.onnx").open("rb") as stream:
            actual = hashlib.file_digest(stream, "sha256").hexdigest()
    except FileNotFoundError as error:
        absent = Path(error.filename).name
        return Bilingual(f"没有 {absent}", f"{absent} is not there")
    except (OSError, UnicodeDecodeError) as error:
        return Bilingual(f"无法读取：{error}", f"cannot be read: {error}")
    if actual != expected:
        return Bilingual(
            f"校验和不符：{actual[:12]}…，应为 {expected[:12]}…",
            f"its sha256 is {actual[:12]}…, expected {expected[:12]}…",
        )
    return None
