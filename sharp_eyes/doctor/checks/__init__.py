"""The checks, one a file, in the order they are shown."""

from __future__ import annotations

from collections.abc import Callable

from sharp_eyes.doctor.checks.certificate import check_certificate
from sharp_eyes.doctor.checks.clock import check_clock
from sharp_eyes.doctor.checks.cpu import check_cpu
from sharp_eyes.doctor.checks.disk import check_disk
from sharp_eyes.doctor.checks.loopback_port import check_loopback_port
from sharp_eyes.doctor.checks.memory import check_memory
from sharp_eyes.doctor.checks.model import check_model
from sharp_eyes.doctor.checks.programs import check_chromium, check_ffmpeg, check_mosquitto
from sharp_eyes.doctor.checks.python import check_python
from sharp_eyes.doctor.checks.state_folder import check_state_folder
from sharp_eyes.doctor.checks.wall_page import check_wall_page
from sharp_eyes.doctor.finding import Finding
from sharp_eyes.doctor.machine import Machine

CHECKS: tuple[Callable[[Machine], Finding], ...] = (
    check_python,
    check_cpu,
    check_memory,
    check_disk,
    check_state_folder,
    check_loopback_port,
    check_clock,
    check_certificate,
    check_model,
    check_wall_page,
    check_mosquitto,
    check_ffmpeg,
    check_chromium,
)
