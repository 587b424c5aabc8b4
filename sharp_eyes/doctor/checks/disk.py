"""Is there room for what is kept?"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine

_MEGABYTE = 1_000_000
# The demo's rendered scenes, database and evidence; below the second number nothing is sure to fit.
_WANTED_MB = 2_000
_NEEDED_MB = 300


def check_disk(machine: Machine) -> Finding:
    """Look at the room on the disk that holds the state folder."""
    free_mb = machine.free_disk_bytes(machine.state_folder) // _MEGABYTE
    if free_mb >= _WANTED_MB:
        verdict = Verdict.OK
    elif free_mb >= _NEEDED_MB:
        verdict = Verdict.OPTIONAL_MISSING
    else:
        verdict = Verdict.MISSING
    return Finding(
        name="disk",
        verdict=verdict,
        title=Bilingual("磁盘空间", "disk space"),
        detail=Bilingual(
            f"{machine.state_folder} 所在磁盘剩余 {free_mb} MB",
            f"{free_mb} MB free for {machine.state_folder}",
        ),
        purpose=Bilingual("数据库、取证图片与渲染场景", "database, evidence, rendered scenes"),
        remedy=None
        if verdict is Verdict.OK
        else Bilingual(
            f"请腾出至少 {_WANTED_MB} MB，或用 --state 指定另一块磁盘上的目录",
            f"make at least {_WANTED_MB} MB free, or name a folder on another disk with --state",
        ),
    )
