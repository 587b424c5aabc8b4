"""Camera passwords, encrypted at rest."""

from __future__ import annotations

import json
from pathlib import Path

from command_center.sealing.sealer import Sealer
from command_center.sealing.sealing_keys import KEY_FILE
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged

__all__ = ["KEY_FILE", "CredentialBox"]


class CredentialBox:
    """Seals and opens user names and passwords.

    Args:
        sealer: Encrypts.
    """

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    @classmethod
    def from_folder(
        cls, folder: Path, key: str | None, next_key: str | None = None
    ) -> CredentialBox:
        """Use the key given, else the one in the state folder, made on first use with mode 0600.

        Args:
            folder: The state folder; it exists.
            key: From the environment, or none.
            next_key: The key that a rotation goes to, from the environment, or none.

        Raises:
            BadInput: the key given is none.
            Damaged: the key file holds none.
        """
        return cls(Sealer.from_folder(folder, key, next_key))

    def seal(self, username: str, password: str) -> bytes:
        """Encrypt a user name and a password, in the transaction that keeps them."""
        return self._sealer.seal(json.dumps([username, password]).encode())

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
        opened = self._sealer.open(sealed)
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
