"""The key that signs the trail; it lies outside the database."""

from __future__ import annotations

import base64
import binascii
import contextlib
import os
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from command_center.audit.audit_public_key import AuditPublicKey
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Damaged, MissingPart

KEY_FILE = "audit.key"
KEY_VARIABLE = "SHARP_EYES_AUDIT_KEY"
_KEY_BYTES = 32


class AuditKey:
    """Signs (Ed25519, RFC 8032).

    Whoever can change the database cannot sign with it, as long as they cannot read it.

    Args:
        key: The private key.

    Attributes:
        public: Its public half.
    """

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public = AuditPublicKey(key.public_key())

    @classmethod
    def parse(cls, text: str) -> AuditKey:
        """Read a key.

        Args:
            text: 32 bytes in URL-safe base 64.

        Raises:
            ValueError: it is none.
        """
        try:
            raw = base64.urlsafe_b64decode(text.strip().encode("ascii"))
        except binascii.Error as error:
            raise ValueError("not base 64") from error
        return cls(Ed25519PrivateKey.from_private_bytes(raw))

    @classmethod
    def from_folder(cls, folder: Path, key: str | None, *, make: bool = True) -> AuditKey:
        """Use the key given, else the one in the state folder.

        Args:
            folder: The state folder; it exists.
            key: From the environment, or none.
            make: Whether to make the file, mode 0600, where it is not there.

        Raises:
            BadInput: the key given is none.
            Damaged: the key file holds none.
            MissingPart: there is none, and none is to be made.
        """
        if key:
            try:
                return cls.parse(key)
            except ValueError as error:
                raise BadInput(
                    Bilingual("审计密钥格式不对", "the audit key is malformed"),
                    next_step=Bilingual(
                        f"{KEY_VARIABLE} 应为 32 字节的 URL 安全 base64",
                        f"{KEY_VARIABLE} is 32 bytes in URL-safe base 64",
                    ),
                ) from error
        path = folder / KEY_FILE
        if path.exists():
            # A copy made by hand may have lost its mode.
            with contextlib.suppress(PermissionError):
                path.chmod(0o600)
        elif make:
            _make(path)
        else:
            raise MissingPart(
                Bilingual(f"找不到审计密钥 {path}", f"the audit key {path} is not there"),
                next_step=Bilingual(
                    f"用 --state 指定状态目录，或设置 {KEY_VARIABLE}，或用 --public-key 给出公钥",
                    f"name the state folder by --state, set {KEY_VARIABLE}, or give the public "
                    "half by --public-key",
                ),
            )
        try:
            return cls.parse(path.read_text("ascii"))
        except ValueError as error:
            raise Damaged(
                Bilingual(f"审计密钥文件 {path} 无效", f"the key file {path} holds no audit key"),
                next_step=Bilingual(
                    "从备份恢复该文件；没有备份则移走它，再运行 sharp-eyes audit accept",
                    "restore it from a backup; without one move it away and run "
                    "sharp-eyes audit accept",
                ),
            ) from error

    def sign(self, message: bytes) -> str:
        """Return a signature in base 64."""
        return base64.b64encode(self._key.sign(message)).decode("ascii")


def _make(path: Path) -> None:
    """Make a key file that is there whole or not at all, whatever is killed meanwhile."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(base64.urlsafe_b64encode(os.urandom(_KEY_BYTES)) + b"\n")
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
