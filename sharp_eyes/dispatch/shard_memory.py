"""What a worker remembers besides its alerts: registry, epoch, detectors' states."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping
from datetime import datetime

from pydantic import ValidationError

from sharp_eyes.dispatch.transaction import transaction
from sharp_eyes.node.shard_registry import ShardRegistry
from sharp_eyes.secret_box import SecretBox


class ShardMemory:
    """The tables ``meta`` and ``detector_state`` of an outbox's file (contract C11).

    Args:
        connection: The outbox's connection.
        box: Seals the registry, whose answer holds the cameras' passwords.
    """

    def __init__(self, connection: sqlite3.Connection, box: SecretBox) -> None:
        self._db = connection
        self._box = box

    def remember_registry(self, registry: ShardRegistry) -> None:
        """Keep the last answer of the centre, sealed as a whole."""
        # A SecretStr prints as stars also in JSON, so the passwords are put in by hand.
        plain = registry.model_dump(mode="json")
        plain["secrets"] = [
            {
                "name": one.name,
                "username": one.username,
                "password": one.password.get_secret_value(),
            }
            for one in registry.secrets
        ]
        with transaction(self._db):
            self._put("registry", self._box.seal(json.dumps(plain).encode()))
            self._put("epoch", str(registry.epoch).encode())
            self._put("revision", str(registry.revision).encode())

    def _put(self, name: str, value: bytes) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", (name, value))

    def _get(self, name: str) -> bytes | None:
        found = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return bytes(found[0]) if found else None

    def last_registry(self) -> ShardRegistry | None:
        """Return the last answer of the centre; none when there is none that can be read."""
        sealed = self._get("registry")
        plain = self._box.open(sealed) if sealed is not None else None
        if plain is None:
            return None
        try:
            return ShardRegistry.model_validate_json(plain)
        except ValidationError:
            # Written by a version whose models were others: the centre is asked instead.
            return None

    def epoch(self) -> int:
        """Return the last epoch granted, 0 when none ever was."""
        return int(self._get("epoch") or b"0")

    def save_states(self, states: Mapping[str, bytes], at: datetime) -> None:
        """Keep detectors' states, all in one transaction.

        Args:
            states: Camera id → state.
            at: When, UTC.
        """
        with transaction(self._db):
            self._db.executemany(
                "INSERT OR REPLACE INTO detector_state (camera, state, saved_at) VALUES (?, ?, ?)",
                [(camera, state, at.isoformat()) for camera, state in states.items()],
            )

    def state(self, camera_id: str) -> bytes | None:
        """Return a camera's detector state, none when none was saved."""
        found = self._db.execute(
            "SELECT state FROM detector_state WHERE camera = ?", (camera_id,)
        ).fetchone()
        return bytes(found[0]) if found else None

    def keep_states_of(self, camera_ids: Collection[str]) -> None:
        """Forget the states of all other cameras."""
        known = [camera for (camera,) in self._db.execute("SELECT camera FROM detector_state")]
        with transaction(self._db):
            self._db.executemany(
                "DELETE FROM detector_state WHERE camera = ?",
                [(camera,) for camera in known if camera not in camera_ids],
            )
