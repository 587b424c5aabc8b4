"""Encryption at rest under a key that can be changed while centres run."""

from __future__ import annotations

from pathlib import Path

from command_center.sealing.sealing_keys import SealingKeys
from sharp_eyes.secret_box import SecretBox


class Sealer:
    """Seals with the newest key, opens with each that is known.

    The keys are looked at anew for each sealing. It is done inside a writing transaction, where
    writers take turns: a value that was sealed with the former key was committed before the
    rotation's own transaction, which seals it again (see ``rotation``).

    Args:
        keys: Where the keys are.
    """

    def __init__(self, keys: SealingKeys) -> None:
        self._keys = keys
        self._read_from = keys.stamp()
        self._boxes = tuple(SecretBox(key) for key in keys.read())

    @classmethod
    def from_folder(cls, folder: Path, key: str | None, next_key: str | None = None) -> Sealer:
        """Use the keys given, else those in the state folder, made on first use.

        Args:
            folder: The state folder; it exists.
            key: From the environment, or none.
            next_key: The key that a rotation goes to, from the environment, or none.

        Raises:
            BadInput: a key given is none.
            Damaged: the key file holds none.
        """
        return cls(SealingKeys(folder, key, next_key))

    def seal(self, data: bytes) -> bytes:
        """Encrypt; call it in the writing transaction that keeps what it gives."""
        self._reload()
        return self._boxes[0].seal(data)

    def open(self, sealed: bytes) -> bytes | None:
        """Decrypt; none when no key of ours made it, or it was changed."""
        opened = self._open(sealed)
        if opened is None:
            # Another process may have changed the key.
            self._reload()
            opened = self._open(sealed)
        return opened

    def is_newest(self, sealed: bytes) -> bool:
        """Tell whether something was sealed with the newest key."""
        return self._boxes[0].open(sealed) is not None

    def _open(self, sealed: bytes) -> bytes | None:
        for box in self._boxes:
            opened = box.open(sealed)
            if opened is not None:
                return opened
        return None

    def _reload(self) -> None:
        stamp = self._keys.stamp()
        if stamp != self._read_from:
            self._boxes = tuple(SecretBox(key) for key in self._keys.read())
            # Taken before: what changed meanwhile is read the next time.
            self._read_from = stamp
