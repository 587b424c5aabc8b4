"""Choosing and describing the embedded broker."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from sharp_eyes.dispatch.broker import amqtt_child, mosquitto
from sharp_eyes.dispatch.broker.access import BrokerUser
from sharp_eyes.processes.child import Child


class BrokerProgram(StrEnum):
    """Which broker runs."""

    MOSQUITTO = "mosquitto"
    AMQTT = "amqtt"


def _find_mosquitto() -> str | None:
    # Debian puts it where ordinary users' PATH does not look.
    return shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")


def best_program() -> BrokerProgram:
    """Return mosquitto where it is installed, else amqtt, which pip brought along.

    mosquitto costs a twentieth of the processor time a message (16 against 318 microseconds).
    """
    return BrokerProgram.MOSQUITTO if _find_mosquitto() else BrokerProgram.AMQTT


def embedded_broker(
    folder: Path, port: int, users: Sequence[BrokerUser], program: BrokerProgram
) -> Child:
    """Write the broker's configuration and describe its process.

    Args:
        folder: Private folder of the broker, made where it is missing.
        port: TCP port on loopback.
        users: Who may sign in; nobody else may.
        program: Which broker.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if program is BrokerProgram.MOSQUITTO:
        config = mosquitto.configure(folder, port, users)
        argv: tuple[str, ...] = (_find_mosquitto() or "mosquitto", "-c", str(config))
    else:
        config = amqtt_child.configure(folder, port, users)
        argv = (sys.executable, "-m", amqtt_child.__name__, str(config))
    return Child(name="broker", argv=argv, port=port, ready_within_s=30.0)
