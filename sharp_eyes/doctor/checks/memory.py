"""Is there enough memory?"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine

_GIGABYTE = 1_000_000_000
_WANTED_GB = 2


def check_memory(machine: Machine) -> Finding:
    """Look at the machine's memory."""
    memory_gb = machine.memory_bytes() / _GIGABYTE
    good = memory_gb >= _WANTED_GB
    return Finding(
        name="memory",
        verdict=Verdict.OK if good else Verdict.OPTIONAL_MISSING,
        title=Bilingual("内存", "memory"),
        detail=Bilingual(f"{memory_gb:.1f} GB", f"{memory_gb:.1f} GB"),
        purpose=Bilingual("解码、检测模型与数据库", "decoding, the object model, the database"),
        remedy=None
        if good
        else Bilingual(
            f"建议 {_WANTED_GB} GB；不足时请减少同机的其他程序",
            f"{_WANTED_GB} GB are wanted; with less, stop other programs on this machine",
        ),
    )
