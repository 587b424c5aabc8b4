"""Camera passwords, encrypted at rest."""

from __future__ import annotations

import json
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Damaged
from sharp_eyes.secret_box import SecretBox

KEY_FILE = "secret.key"


class CredentialBox:
    """Seals and opens user names and passwords.

    Args:
        box: Encrypts.
    """

    def __init__(self, box: SecretBox) -> None:
        self._box = box

    @classmethod
    def from_folder(cls, folder: Path, key: str | None) -> CredentialBox:
        """Use the key given, else the one in the state folder, made on first use with mode 0600.

        Args:
            folder: The state folder; it exists.
            key: From the environment, or none.

        Raises:
            BadInput: the key given is none.
            Damaged: the key file holds none.
        """
        if not key:
            return cls(SecretBox.at(folder / KEY_FILE))
        try:
            return cls(SecretBox(key.encode()))
        except ValueError as error:
            raise BadInput(
                Bilingual("密钥格式不对", "the secret key is malformed"),
                next_step=Bilingual(
                    "SHARP_EYES_SECRET_KEY 应为 32 字节的 URL 安全 base64",
                    "SHARP_EYES_SECRET_KEY is 32 bytes in URL-safe base 64",
                ),
            ) from error

    def seal(self, username: str, password: str) -> bytes:
        """Encrypt a user name and a password."""
        return self._box.seal(json.dumps([username, password]).encode())

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
        opened = self._box.open(sealed)
        if opened is None:
            raise Damaged(
                Bilingual(
                    f"摄像机口令“{name}”无法解密", f"the camera password {name!r} cannot be opened"
                ),
                next_step=Bilingual(
                    f"恢复状态目录中的 {KEY_FILE} 或 SHARP_EYES_SECRET_KEY，或重新录入口令",
                    f"restore {KEY_FILE} of the state folder or SHARP_EYES_SECRET_KEY, or enter "
                    "the password again",
                ),
            )
        username, password = json.loads(opened)
        return str(username), str(password)
