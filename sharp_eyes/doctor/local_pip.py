"""pip and what is installed, in the environment that runs this."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

from sharp_eyes.doctor.ultralytics_setup import Ran

_LIMIT_S = 3600.0


def run_pip(arguments: Sequence[str]) -> Ran:
    """Run pip and wait for it."""
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "pip", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Ran(1, f"pip took over {_LIMIT_S / 60:.0f} minutes")
    return Ran(ran.returncode, ran.stdout)


def installed_version(package: str) -> str | None:
    """Return a package's version; none where it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def stated_needs(package: str) -> list[str]:
    """Return what an installed package needs on this machine, without its extras."""
    from packaging.requirements import Requirement

    try:
        stated = metadata.requires(package) or []
    except metadata.PackageNotFoundError:
        return []
    needs = [Requirement(text) for text in stated]
    return [
        f"{need.name}{need.specifier}"
        for need in needs
        if need.marker is None or need.marker.evaluate({"extra": ""})
    ]


def has_nvidia_card() -> bool:
    """Tell whether the kernel knows an NVIDIA card."""
    return Path("/proc/driver/nvidia/version").exists() or Path("/dev/nvidia0").exists()
