"""Is the wall page built?"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine

_PACKAGE = "command_center"


def check_wall_page(machine: Machine) -> Finding:
    """Look for the page that the build makes."""
    folder = machine.package_folder(_PACKAGE)
    good = folder is not None and (folder / "static" / "index.html").is_file()
    return Finding(
        name="wall_page",
        verdict=Verdict.OK if good else Verdict.MISSING,
        title=Bilingual("电视墙页面", "wall page"),
        detail=Bilingual("已构建", "built") if good else Bilingual("未构建", "not built"),
        purpose=Bilingual("浏览器中的指挥中心", "the command centre in the browser"),
        remedy=None
        if good
        else Bilingual(
            "在源码目录运行 make setup，且不要设置 WALL_SKIP_FRONTEND",
            "run 'make setup' in the source folder, without WALL_SKIP_FRONTEND",
        ),
    )
