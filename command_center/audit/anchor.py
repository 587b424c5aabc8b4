"""A signed place in the chain."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from command_center.audit.audit_entry import ORIGIN, moment_text
from command_center.audit.audit_key import AuditKey
from command_center.audit.audit_public_key import AuditPublicKey


class AnchorName(StrEnum):
    """What a signature says of its row; it is part of what is signed.

    ``seal`` stands in rows: this row is genuine. ``head`` alone says: this row is the last. A seal
    can therefore not be made a head of by cutting off what follows.
    """

    HEAD = "head"
    CHECKPOINT = "checkpoint"
    SEAL = "seal"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that the key vouches for.

    Attributes:
        name: What it says: the last row, or the last that was purged.
        position: The row's id; 0 before the first.
        hash: The row's hash.
        at: When it was signed, UTC.
        key_id: Whose signature it is.
        signature: In base 64.
    """

    name: AnchorName
    position: int
    hash: str
    at: datetime
    key_id: str
    signature: str

    @classmethod
    def sign(
        cls, key: AuditKey, name: AnchorName, position: int, row_hash: str, at: datetime
    ) -> Anchor:
        """Vouch for a place."""
        message = _message(name, position, row_hash, at)
        return cls(name, position, row_hash, at, key.public.id, key.sign(message))

    def genuine(self, key: AuditPublicKey) -> bool:
        """Tell whether it was signed by a key."""
        message = _message(self.name, self.position, self.hash, self.at)
        return key.id == self.key_id and key.verifies(message, self.signature)

    def to_json(self) -> str:
        """Return the text of its mirror, one line."""
        return json.dumps(
            {
                "name": self.name.value,
                "position": self.position,
                "hash": self.hash,
                "at": moment_text(self.at),
                "key_id": self.key_id,
                "signature": self.signature,
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Anchor:
        """Read a mirror.

        Raises:
            ValueError: it is none.
        """
        try:
            found = json.loads(text)
            at = datetime.fromisoformat(str(found["at"]))
            position = found["position"]
            if at.tzinfo is None or not isinstance(position, int) or position < 0:
                raise ValueError("not an anchor")
            return cls(
                name=AnchorName(found["name"]),
                position=position,
                hash=str(found["hash"]),
                at=at.astimezone(UTC),
                key_id=str(found["key_id"]),
                signature=str(found["signature"]),
            )
        except (KeyError, TypeError, OverflowError) as error:
            raise ValueError("not an anchor") from error


def origin(key: AuditKey, at: datetime) -> Anchor:
    """Return the head of a chain that has no row yet."""
    return Anchor.sign(key, AnchorName.HEAD, 0, ORIGIN, at)


def seal(key: AuditKey, position: int, row_hash: str, at: datetime) -> str:
    """Return what is written beside the last row of a batch: ``<key id>:<signature>``."""
    anchor = Anchor.sign(key, AnchorName.SEAL, position, row_hash, at)
    return f"{anchor.key_id}:{anchor.signature}"


def seal_is_forged(
    text: str, key: AuditPublicKey, position: int, row_hash: str, at: datetime
) -> bool:
    """Tell whether a seal claims to be a key's and is not; other keys' cannot be judged."""
    key_id, _, signature = text.partition(":")
    anchor = Anchor(AnchorName.SEAL, position, row_hash, at, key_id, signature)
    return key_id == key.id and not anchor.genuine(key)


def _message(name: AnchorName, position: int, row_hash: str, at: datetime) -> bytes:
    lines = (f"sharp-eyes.audit.{name.value}.v1", str(position), row_hash, moment_text(at))
    return "\n".join(lines).encode()
