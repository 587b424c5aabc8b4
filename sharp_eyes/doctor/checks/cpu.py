"""Are there enough cores?"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine

# All measurements of this project were made on two cores.
_WANTED = 2


def check_cpu(machine: Machine) -> Finding:
    """Look at the number of cores this process may use."""
    cores = machine.cpu_cores()
    good = cores >= _WANTED
    return Finding(
        name="cpu",
        verdict=Verdict.OK if good else Verdict.OPTIONAL_MISSING,
        title=Bilingual("处理器核心", "processor cores"),
        detail=Bilingual(f"{cores} 个", f"{cores}"),
        purpose=Bilingual("取流、检测与电视墙", "pulling streams, detecting, and the wall"),
        remedy=None
        if good
        else Bilingual(
            f"建议 {_WANTED} 个核心；更少也能运行，但每路摄像机的复看间隔会变长",
            f"{_WANTED} cores are wanted; with fewer each camera is looked at less often",
        ),
    )
