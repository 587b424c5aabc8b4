"""Encryption at rest with a key that lies in a file beside the data."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged


class SecretBox:
    """Seals what must not lie readable on disk (Fernet: AES-128-CBC and HMAC-SHA256).

    The key file protects a copied database, a backup or a thrown-away disk image, not a machine
    that somebody has taken over.

    Args:
        key: A Fernet key, 32 bytes in URL-safe base 64.

    Raises:
        ValueError: it is not one.
    """

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    @classmethod
    def at(cls, path: Path) -> SecretBox:
        """Open the key file, making it (mode 0600) where it is not there.

        Args:
            path: The key file; its folder exists.

        Raises:
            Damaged: the file holds no key.
        """
        if path.exists():
            # A copy made by hand may have lost its mode.
            path.chmod(0o600)
        else:
            _make_key(path)
        try:
            return cls(path.read_bytes().strip())
        except ValueError as error:
            raise Damaged(
                Bilingual(f"密钥文件 {path} 无效", f"the key file {path} holds no key"),
                next_step=Bilingual(
                    "从备份恢复该文件；没有备份则移走它再启动，其加密的口令需重新录入",
                    "restore it from a backup; without one move it away, start again and enter "
                    "again what it sealed",
                ),
            ) from error

    def seal(self, data: bytes) -> bytes:
        """Encrypt."""
        return self._fernet.encrypt(data)

    def open(self, sealed: bytes) -> bytes | None:
        """Decrypt; none when the key is another one or the data were changed."""
        try:
            return self._fernet.decrypt(sealed)
        except InvalidToken:
            return None


def _make_key(path: Path) -> None:
    """Make a key file that is there whole or not at all, whatever is killed meanwhile."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key())
        file.flush()
        os.fsync(file.fileno())
    # Another process that was quicker has the key; ours is thrown away unused.
    with contextlib.suppress(FileExistsError):
        os.link(beside, path)
    beside.unlink()
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
