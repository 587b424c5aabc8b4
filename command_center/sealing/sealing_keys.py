"""Where the keys of what is encrypted at rest lie."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.fernet import Fernet

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Damaged, Refused
from sharp_eyes.secret_box import SecretBox

KEY_FILE = "secret.key"
NEXT_FILE = "secret.key.next"
"""The key that a rotation goes to, from its beginning to its end."""

KEY_VARIABLE = "SHARP_EYES_SECRET_KEY"
NEXT_VARIABLE = "SHARP_EYES_SECRET_KEY_NEXT"


class SealingKeys:
    """The keys of one centre, the newest first.

    Args:
        folder: The state folder; it exists.
        key: From the environment; none for a file in the folder.
        next_key: The key that a rotation goes to, from the environment as well.

    Raises:
        BadInput: a key given is none, or only the next one was.
    """

    def __init__(self, folder: Path, key: str | None, next_key: str | None = None) -> None:
        self._folder = folder
        self._given: tuple[bytes, ...] = ()
        if key:
            self._given = tuple(_checked(one) for one in (next_key, key) if one)
        elif next_key:
            raise BadInput(
                Bilingual(
                    f"设置了 {NEXT_VARIABLE} 而没有 {KEY_VARIABLE}",
                    f"{NEXT_VARIABLE} is set and {KEY_VARIABLE} is not",
                ),
                next_step=Bilingual(
                    "密钥在文件中时无需设置任何变量",
                    "a key in a file needs neither; where both come from the environment set both",
                ),
            )

    @property
    def in_files(self) -> bool:
        """Whether they lie in the state folder."""
        return not self._given

    def stamp(self) -> tuple[tuple[int, int] | None, ...]:
        """Return what tells cheaply whether the keys are the same; in the order of reading."""
        if self._given:
            return ()
        return tuple(_stamp(self._folder / name) for name in (NEXT_FILE, KEY_FILE))

    def read(self) -> tuple[bytes, ...]:
        """Return the keys, the newest first.

        Raises:
            Damaged: a file holds none.
        """
        if self._given:
            return self._given
        # The next one first: read the other way round, a rotation that ends in between would
        # leave us with the former key alone.
        following = _read(self._folder / NEXT_FILE)
        SecretBox.at(self._folder / KEY_FILE)
        present = _read(self._folder / KEY_FILE)
        return tuple(one for one in (following, present) if one is not None)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other rotations of these files out; a process that is killed lets go of them.

        Two at once could take a key away that the other one has just sealed with.

        Raises:
            Refused: another one is under way.
        """
        if self._given:
            yield
            return
        descriptor = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            yield
        except BlockingIOError as error:
            raise Refused(
                Bilingual("正在更换密钥", "the key is being changed already"),
                next_step=Bilingual("等它结束", "wait until that has ended"),
            ) from error
        finally:
            os.close(descriptor)

    def begin(self) -> bool:
        """Make the next key, unless there is one already.

        Returns:
            Whether it was made now; else a rotation that did not end is gone on with.

        Raises:
            Refused: the keys come from the environment and hold no next one.
        """
        if self._given:
            if len(self._given) < 2:
                raise Refused(
                    Bilingual(
                        f"密钥来自环境变量 {KEY_VARIABLE}，没有新密钥",
                        f"the key comes from {KEY_VARIABLE}, and there is no new one",
                    ),
                    next_step=Bilingual(
                        f"将新密钥放入 {NEXT_VARIABLE}，先重启指挥中心，再运行本命令",
                        f"put the new key into {NEXT_VARIABLE}, start the centre again with both, "
                        "then run this again",
                    ),
                )
            return False
        if (self._folder / NEXT_FILE).exists():
            return False
        SecretBox.at(self._folder / KEY_FILE)
        SecretBox.at(self._folder / NEXT_FILE)
        return True

    def finish(self) -> None:
        """Put the next key in the present one's place; nothing is sealed with that any more."""
        if not self._given:
            (self._folder / NEXT_FILE).replace(self._folder / KEY_FILE)
            _flush(self._folder)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _read(path: Path) -> bytes | None:
    try:
        key = path.read_bytes().strip()
    except FileNotFoundError:
        return None
    try:
        Fernet(key)
    except ValueError as error:
        raise Damaged(
            Bilingual(f"密钥文件 {path} 无效", f"the key file {path} holds no key"),
            next_step=Bilingual("从备份恢复该文件", "restore it from a backup"),
        ) from error
    return key


def _checked(key: str) -> bytes:
    try:
        Fernet(key.encode())
    except ValueError as error:
        raise BadInput(
            Bilingual("密钥格式不对", "the secret key is malformed"),
            next_step=Bilingual(
                f"{KEY_VARIABLE} 应为 32 字节的 URL 安全 base64",
                f"{KEY_VARIABLE} is 32 bytes in URL-safe base 64",
            ),
        ) from error
    return key.encode()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
