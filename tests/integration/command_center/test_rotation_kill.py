"""The key of camera passwords is changed by a process that is killed: no password is lost."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from json import dumps
from pathlib import Path
from random import Random, SystemRandom

import pytest
from cryptography.fernet import Fernet

from command_center.audit.audit_log import AuditLog
from command_center.commands.registry_work import with_registry
from command_center.commands.secrets_work import keys_of, looked, rotated
from command_center.registry.author import COMMAND
from command_center.registry.credential_box import CredentialBox
from command_center.registry.exchange import RegistryExchange
from command_center.registry.secret_store import SecretStore
from command_center.sealing.sealer import Sealer
from command_center.sealing.sealing_keys import (
    KEY_FILE,
    KEY_VARIABLE,
    NEXT_FILE,
    NEXT_VARIABLE,
)
from command_center.store.database import Database
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import Refused
from sharp_eyes.registry.yaml_file import FoundCredentials
from tests.integration.command_center.house import REGISTRY
from tests.integration.command_center.rotation_child import POINTS
from tests.integration.command_center.store import Store

PASSWORDS = {f"camera/{number}": f"口令-{number}-Kx7" for number in range(40)}
RANDOM_KILLS = 10
KILLED = -signal.SIGKILL

pytestmark = pytest.mark.timeout(600)


@dataclass
class Rotating:
    """A state folder with passwords, and the process that changes their key.

    Attributes:
        state: The folder.
        url: Of the database.
        running: What a centre that runs all the while opens with.
        passwords: What is kept there.
        process: See ``rotation_child``.
    """

    state: Path
    url: str
    running: Sealer
    passwords: dict[str, str]
    process: asyncio.subprocess.Process

    async def said(self, word: str) -> int:
        """Wait for a line of the process and return its number."""
        assert self.process.stdout is not None
        async with asyncio.timeout(120):
            while line := (await self.process.stdout.readline()).decode():
                if line.startswith(f"{word} "):
                    return int(line.split()[1])
        raise AssertionError(f"it ended and never said {word!r}")

    def wish(self, **how: object) -> None:
        """Let it begin."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{dumps(how)}\n".encode())

    async def all_open(self, where: str) -> None:
        """Every password opens: for who starts now, and for who has run all the while."""

        async def work(_exchange: RegistryExchange, database: Database, audit: AuditLog) -> None:
            for sealer in (Sealer(keys_of(self.state)), self.running):
                store = SecretStore(database, CredentialBox(sealer), audit, SystemClock())
                async with database.read() as session:
                    found = await store.named(session, self.passwords)
                opened = {one.name: one.password.get_secret_value() for one in found}
                assert opened == self.passwords, where

        await with_registry(self.state, self.url, work)
        assert (await looked(self.state, self.url)).lost == (), where

    async def set_one(self, random: Random) -> None:
        """An operator changes a password, in a centre that runs all the while."""
        name = random.choice(sorted(self.passwords))
        self.passwords[name] += "+"
        await _put(self.state, self.url, {name: self.passwords[name]}, self.running)

    async def finish(self, where: str) -> None:
        """Begin again, as one does after a kill, and find all of it done."""
        found = await rotated(self.state, self.url)
        assert (found.newest, found.lost) == (len(self.passwords), ()), where
        assert (await looked(self.state, self.url)).former == 0, where
        assert not (self.state / NEXT_FILE).exists(), where
        await self.all_open(where)


@asynccontextmanager
async def rotating(state: Path, store: Store) -> AsyncIterator[Rotating]:
    state.mkdir(mode=0o700, exist_ok=True)
    url = store.url(state)
    running = Sealer(keys_of(state))
    await _put(state, url, PASSWORDS, running)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.integration.command_center.rotation_child",
        str(state),
        env=os.environ | {"SHARP_EYES_DATABASE_URL": url},
        cwd=REGISTRY.parent,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield Rotating(state, url, running, dict(PASSWORDS), process)
    finally:
        process.kill()
        await process.wait()


async def _put(state: Path, url: str, passwords: dict[str, str], sealer: Sealer) -> None:
    async def work(_exchange: RegistryExchange, database: Database, audit: AuditLog) -> None:
        store = SecretStore(database, CredentialBox(sealer), audit, SystemClock())
        async with database.write() as session:
            for name, password in passwords.items():
                await store.change(session, FoundCredentials(name, "viewer", password), COMMAND)

    await with_registry(state, url, work)


@pytest.mark.parametrize("keys", ["in files", "from the environment"])
async def test_killed_at_each_step_every_password_opens_and_beginning_again_ends_it(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, keys: str
) -> None:
    state = tmp_path / "state"
    state.mkdir()
    if keys == "from the environment":
        # As before the first start with both: what is there is sealed with the one.
        present, following = (Fernet.generate_key().decode() for _ in range(2))
        monkeypatch.setenv(KEY_VARIABLE, present)
        await _put(state, store.url(state), PASSWORDS, Sealer(keys_of(state)))
        monkeypatch.setenv(NEXT_VARIABLE, following)
    async with rotating(state, store) as rotation:
        for point in POINTS:
            if keys == "from the environment" and "next key" in point and "there" not in point:
                continue  # there are no files to be made or moved
            rotation.wish(point=point)
            assert await rotation.said("ended") == KILLED, point
            await rotation.all_open(point)
            if point == "committed":
                await rotation.finish(point)
        await rotation.finish("in the end")


async def test_killed_at_random_moments_no_password_is_ever_lost(
    tmp_path: Path, store: Store
) -> None:
    seed = SystemRandom().randrange(1 << 32)
    random = Random(seed)
    state = tmp_path / "state"
    async with rotating(state, store) as rotation:
        rotation.wish()
        events = await rotation.said("events")
        assert await rotation.said("ended") == 0
        for number in range(RANDOM_KILLS):
            at = random.randint(1, events)
            where = f"seed {seed}, kill {number}, event {at} of {events}"
            rotation.wish(event=at)
            # One that goes on where another was killed makes fewer calls, and may end well.
            assert await rotation.said("ended") in (KILLED, 0), where
            await rotation.all_open(where)
            if random.random() < 0.5:
                await rotation.set_one(random)
            if random.random() < 0.3:
                await rotation.finish(where)
        await rotation.finish(f"seed {seed}, in the end")


async def test_killed_from_outside_at_any_time_no_password_is_lost(
    tmp_path: Path, store: Store
) -> None:
    random = SystemRandom()
    async with rotating(tmp_path / "state", store) as rotation:
        for number in range(4):
            rotation.wish()
            pid = await rotation.said("begun")
            # Not to wait for anything: the moment is what is random.
            await asyncio.sleep(random.uniform(0.0, 0.1))
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            assert await rotation.said("ended") in (KILLED, 0)
            await rotation.all_open(f"kill {number}")
        await rotation.finish("in the end")


async def test_two_changes_at_once_are_one_and_the_other_is_told(
    tmp_path: Path, store: Store
) -> None:
    async with rotating(tmp_path / "state", store) as rotation:
        with keys_of(rotation.state).alone():
            key = (rotation.state / KEY_FILE).read_bytes()
            with pytest.raises(Refused, match="already"):
                await rotated(rotation.state, rotation.url)
            assert (rotation.state / KEY_FILE).read_bytes() == key
            assert not (rotation.state / NEXT_FILE).exists()
        await rotation.finish("afterwards")
