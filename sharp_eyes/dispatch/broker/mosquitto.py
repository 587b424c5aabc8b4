"""Configuration of mosquitto as the embedded broker."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

from sharp_eyes.dispatch.broker.access import BrokerUser
from sharp_eyes.private_file import write_private

PBKDF2_ROUNDS = 101
"""mosquitto's own default; the passwords are 128 random bits, so that rounds add nothing."""


def password_line(user: BrokerUser, salt: bytes) -> str:
    """Return a line of mosquitto's password file, format 7 (mosquitto_passwd(1)).

    Args:
        user: Name and password.
        salt: 12 bytes.
    """
    digest = hashlib.pbkdf2_hmac("sha512", user.password.encode(), salt, PBKDF2_ROUNDS)
    salt_text = base64.b64encode(salt).decode()
    return f"{user.name}:$7${PBKDF2_ROUNDS}${salt_text}${base64.b64encode(digest).decode()}"


def access_list(users: Sequence[BrokerUser]) -> str:
    """Return mosquitto's access list: what is not named is refused."""
    lines: list[str] = []
    for user in users:
        lines.append(f"user {user.name}")
        lines += [f"topic write {topic}" for topic in user.publish]
        lines += [f"topic read {topic}" for topic in user.subscribe]
    return "\n".join(lines) + "\n"


def configure(folder: Path, port: int, users: Sequence[BrokerUser]) -> Path:
    """Write the configuration.

    Args:
        folder: Private folder of the broker; its queue is kept here too.
        port: TCP port on loopback.
        users: Who may sign in.

    Returns:
        The configuration file for ``mosquitto -c``.
    """
    passwords = "\n".join(password_line(user, os.urandom(12)) for user in users) + "\n"
    write_private(folder / "passwords", passwords)
    write_private(folder / "access", access_list(users))
    lines = [
        f"listener {port} 127.0.0.1",
        "allow_anonymous false",
        f"password_file {folder / 'passwords'}",
        f"acl_file {folder / 'access'}",
        "persistence true",
        f"persistence_location {folder}/",
        "autosave_interval 30",
        # Nothing hangs on the broker's own queue: the outbox sends again what was not answered.
        "max_queued_messages 10000",
        "max_inflight_messages 500",
        "message_size_limit 262144",
        "log_type error",
        "log_type warning",
        "log_dest stderr",
    ]
    if os.geteuid() == 0:
        # Started by root, mosquitto would become its own user and could not read our folder.
        lines.append("user root")
    config = folder / "mosquitto.conf"
    write_private(config, "\n".join(lines) + "\n")
    return config
