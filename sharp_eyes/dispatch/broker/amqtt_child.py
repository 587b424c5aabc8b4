"""amqtt as a process of its own: ``python -m sharp_eyes.dispatch.broker.amqtt_child FILE``.

FILE is the JSON that ``configure`` wrote. In the centre's own process amqtt would hold up its
loop, and a broker that dies would take the centre along.
"""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from sharp_eyes.dispatch.broker.access import BrokerUser
from sharp_eyes.private_file import write_private


def configure(folder: Path, port: int, users: Sequence[BrokerUser]) -> Path:
    """Write amqtt's configuration and its password file.

    Args:
        folder: Private folder of the broker.
        port: TCP port on loopback.
        users: Who may sign in.

    Returns:
        The file to start the child with.
    """
    from argon2 import PasswordHasher

    # The passwords are 128 random bits: a costly hash would only slow every sign-in.
    hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    passwords = "".join(f"{user.name}:{hasher.hash(user.password)}\n" for user in users)
    write_private(folder / "passwords", passwords)
    config = {
        "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{port}"}},
        "plugins": {
            "amqtt.plugins.authentication.FileAuthPlugin": {
                "password_file": str(folder / "passwords")
            },
            "amqtt.plugins.topic_checking.TopicAccessControlListPlugin": {
                "publish_acl": {user.name: list(user.publish) for user in users},
                # amqtt 0.12 calls this option deprecated and does not take its successor yet.
                "acl": {user.name: list(user.subscribe) for user in users},
            },
        },
    }
    file = folder / "amqtt.json"
    write_private(file, json.dumps(config))
    return file


async def _serve(file: Path) -> None:
    from amqtt.broker import Broker

    broker = Broker(json.loads(file.read_text(encoding="utf-8")))
    await broker.start()
    asked_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked_to_end.set)
    await asked_to_end.wait()
    await asyncio.wait_for(broker.shutdown(), timeout=2.0)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR)
    asyncio.run(_serve(Path(sys.argv[1])))
