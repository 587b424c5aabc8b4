"""Camera passwords, encrypted at rest."""

from __future__ import annotations

import json
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Damaged

KEY_FILE = "secret.key"


class SecretBox:
    """Seals and opens user names and passwords (Fernet: AES-128-CBC with HMAC-SHA256).

    Args:
        key: A Fernet key, 32 bytes in URL-safe base 64.

    Raises:
        BadInput: it is not one.
    """

    def __init__(self, key: bytes) -> None:
        try:
            self._fernet = Fernet(key)
        except ValueError as error:
            raise BadInput(
                Bilingual("密钥格式不对", "the secret key is malformed"),
                next_step=Bilingual(
                    "SHARP_EYES_SECRET_KEY 应为 32 字节的 URL 安全 base64",
                    "SHARP_EYES_SECRET_KEY is 32 bytes in URL-safe base 64",
                ),
            ) from error

    @classmethod
    def from_folder(cls, folder: Path, key: str | None) -> SecretBox:
        """Use the key given, else the one in the state folder, made on first use with mode 0600.

        Args:
            folder: The state folder; it exists.
            key: From the environment, or none.
        """
        if key:
            return cls(key.encode())
        file = folder / KEY_FILE
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return cls(file.read_bytes().strip())
        with os.fdopen(descriptor, "wb") as stream:
            fresh = Fernet.generate_key()
            stream.write(fresh)
            stream.flush()
            # What is sealed under a key that a power cut took away could never be opened again.
            os.fsync(stream.fileno())
        return cls(fresh)

    def seal(self, username: str, password: str) -> bytes:
        """Encrypt a user name and a password."""
        return self._fernet.encrypt(json.dumps([username, password]).encode())

    def open(self, sealed: bytes, name: str) -> tuple[str, str]:
        """Decrypt.

        Args:
            sealed: From ``seal``.
            name: The reference, for the error.

        Returns:
            User name and password.

        Raises:
            Damaged: it was sealed under another key, or changed.
        """
        try:
            username, password = json.loads(self._fernet.decrypt(sealed))
        except (InvalidToken, ValueError) as error:
            raise Damaged(
                Bilingual(
                    f"摄像机口令“{name}”无法解密", f"the camera password {name!r} cannot be opened"
                ),
                next_step=Bilingual(
                    f"恢复状态目录中的 {KEY_FILE} 或 SHARP_EYES_SECRET_KEY，或重新录入口令",
                    f"restore {KEY_FILE} of the state folder or SHARP_EYES_SECRET_KEY, or enter "
                    "the password again",
                ),
            ) from error
        return str(username), str(password)
