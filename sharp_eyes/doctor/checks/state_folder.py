"""May we write where the state is kept?"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine


def check_state_folder(machine: Machine) -> Finding:
    """Try to make a file in the state folder, or where it would be made."""
    folder = machine.state_folder
    problem = machine.write_problem(folder)
    return Finding(
        name="state_folder",
        verdict=Verdict.OK if problem is None else Verdict.MISSING,
        title=Bilingual("状态目录", "state folder"),
        detail=Bilingual(f"{folder} 可写", f"{folder} can be written to")
        if problem is None
        else Bilingual(f"{folder} 不可写：{problem}", f"{folder} cannot be written to: {problem}"),
        purpose=Bilingual("保存告警队列与数据库", "keeps the alert queue and the database"),
        remedy=None
        if problem is None
        else Bilingual(
            "更改该目录的属主或权限，或用 --state 指定另一个目录",
            "change the folder's owner or rights, or name another one with --state",
        ),
    )
