"""Is Python new enough?"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine

# pyproject.toml's requires-python.
_MINIMUM = (3, 11)


def check_python(machine: Machine) -> Finding:
    """Look at the running Python's version."""
    version = machine.python_version()
    text = ".".join(map(str, version))
    good = version[:2] >= _MINIMUM
    return Finding(
        name="python",
        verdict=Verdict.OK if good else Verdict.MISSING,
        title=Bilingual("Python 版本", "Python version"),
        detail=Bilingual(text, text),
        purpose=Bilingual("运行本系统", "runs the whole system"),
        remedy=None
        if good
        else Bilingual(
            "安装 Python 3.11 或更新版本：apt-get install python3 python3-venv",
            "install Python 3.11 or newer: apt-get install python3 python3-venv",
        ),
    )
