"""Alerts from recording to acknowledgement, through real processes."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy import func, select

from benchmarks.lossless.part import Part
from command_center.store.alert_row import AlertRow
from command_center.store.database import Database, sqlite_url
from command_center.store.incident_row import IncidentRow
from command_center.store.task_row import TaskRow
from sharp_eyes.processes.free_port import free_port
from tests.postgresql.server import PostgresServer

ROOT = Path(__file__).resolve().parents[2]
SENDERS = 2
SHARDS_EACH = 2
LIMIT_S = 900.0
PASSWORD = "not a secret, 1"


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """How one run went.

    Attributes:
        recorded: Alerts written to outboxes.
        stored: Alerts in the database; fewer where updates of one incident were merged before
            they were sent.
        incidents: Incidents in the database, and those that ended there.
        lost: Incidents that are missing, or whose end is.
        doubled: Tasks beyond one an incident.
        recording_s: Wall time until the last alert was recorded.
        seconds: Wall time until the last acknowledgement.
        sender_cpu_s: Processor time of outboxes and publishers, all together.
        busiest_sender_cpu_s: Of the one that took most.
        broker_cpu_s: Of mosquitto.
        centre_cpu_s: Of the centre.
        database_cpu_s: Of PostgreSQL's processes; SQLite's is the centre's.
    """

    recorded: int
    stored: int
    incidents: int
    lost: int
    doubled: int
    recording_s: float
    seconds: float
    sender_cpu_s: float
    busiest_sender_cpu_s: float
    broker_cpu_s: float
    centre_cpu_s: float
    database_cpu_s: float

    @property
    def recorded_per_s(self) -> float:
        """Alerts told and answered for a second, as it was on this machine just then.

        Each is stored itself, or a newer update of the same incident is in its place (contract C6).
        """
        return self.recorded / self.seconds

    @property
    def stored_per_s(self) -> float:
        """Of these, those that were sent, stored and acknowledged themselves."""
        return self.stored / self.seconds

    @property
    def needed_s(self) -> float:
        """The least time by processor time alone, on two cores that do nothing else.

        Either the busiest process fills a core, or all of them fill two.
        """
        everything = self.sender_cpu_s + self.broker_cpu_s + self.centre_cpu_s + self.database_cpu_s
        busiest = max(self.busiest_sender_cpu_s, self.broker_cpu_s, self.centre_cpu_s)
        return max(busiest, everything / 2)


async def intake_run(folder: Path, kind: str, alerts: int, *, postgresql: bool) -> IntakeResult:
    """Run it once.

    Args:
        folder: Empty.
        kind: ``sustained`` or ``flood``.
        alerts: About how many.
        postgresql: Whether the database is PostgreSQL, with its default durability.
    """
    async with AsyncExitStack() as stack:
        server = None
        if postgresql:
            server = await asyncio.to_thread(PostgresServer, durable=True)
            stack.enter_context(server)
            server.create("town")
        url = server.url("town") if server else sqlite_url(folder / "centre" / "centre.sqlite")
        broker, centre = centre_and_broker(folder, url, ROOT / "camera_registry.yaml")
        stack.push_async_callback(centre.kill)
        stack.push_async_callback(broker.kill)
        await broker.start()
        await centre.start()
        watched = [process_of(broker).pid, process_of(centre).pid]
        processes = await _senders(folder, kind, alerts, broker, stack)
        before = [processor_s(one) for one in watched]
        database_s = _database_cpu_s(server)
        said = await asyncio.gather(*(_told(one) for one in processes))
        after = [processor_s(one) for one in watched]
        database_s = _database_cpu_s(server) - database_s
        stored, incidents, ended, tasks, double_tasks = await _counted(url)
    recorded = sum(int(one["recorded"]) for one in said)
    told = recorded // (40 if kind == "flood" else 5)
    return IntakeResult(
        recorded=recorded,
        stored=stored,
        incidents=incidents,
        lost=max(told - incidents, told - ended, told - tasks, 0),
        doubled=double_tasks + max(incidents - told, 0),
        recording_s=max(float(one["recording_s"]) for one in said),
        seconds=max(float(one["seconds"]) for one in said),
        sender_cpu_s=sum(float(one["cpu_s"]) for one in said),
        busiest_sender_cpu_s=max(float(one["cpu_s"]) for one in said),
        broker_cpu_s=after[0] - before[0],
        centre_cpu_s=after[1] - before[1],
        database_cpu_s=database_s,
    )


def centre_and_broker(
    folder: Path, url: str, registry: Path, http_port: int = 0
) -> tuple[Part, Part]:
    """Return mosquitto and a centre with its first accounts, not started yet; broker first.

    Args:
        folder: Where they keep what is theirs.
        url: Of the centre's database.
        registry: Imported on the first start.
        http_port: Of the centre; 0 for any.

    Raises:
        FileNotFoundError: mosquitto is not installed.
    """
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin")
    if program is None:
        raise FileNotFoundError("mosquitto is not installed")
    port = free_port()
    conf = folder / "mosquitto.conf"
    conf.write_text(
        f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
        "max_queued_messages 10000\nmax_inflight_messages 1000\n"
    )
    python = {"PYTHONPATH": str(ROOT), "SHARP_EYES_BROKER_URL": f"mqtt://127.0.0.1:{port}"}
    broker = Part("broker", (program, "-c", str(conf)), python, folder / "broker.log", port=port)
    serve = "import typer; from command_center.commands.serve import serve; typer.run(serve)"
    centre = Part(
        "centre",
        (
            *(sys.executable, "-c", serve, "--port", str(http_port)),
            *("--state", str(folder / "centre"), "--registry", str(registry)),
        ),
        python
        | {
            "SHARP_EYES_DATABASE_URL": url,
            "SHARP_EYES_ADMIN_PASSWORD": PASSWORD,
            "SHARP_EYES_DUTY_PASSWORD": PASSWORD,
        },
        folder / "centre.log",
        ready="centre ready",
    )
    return broker, centre


async def _senders(
    folder: Path, kind: str, alerts: int, broker: Part, stack: AsyncExitStack
) -> list[asyncio.subprocess.Process]:
    processes = []
    for number in range(SENDERS):
        shards = [f"shard-{number * SHARDS_EACH + one + 1}" for one in range(SHARDS_EACH)]
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.centre.sender_process", str(folder), kind),
            *(str(alerts // SENDERS), *shards),
            env=os.environ | dict(broker.env),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        processes.append(process)
        stack.callback(_end, process)
    for process in processes:
        line = await _line(process)
        if line != "sender ready":
            raise RuntimeError(f"a sender says {line!r}")
    return processes


def _end(process: asyncio.subprocess.Process) -> None:
    # Where a run fails they would go on asking for answers for ever.
    if process.returncode is None:
        process.kill()


async def _told(process: asyncio.subprocess.Process) -> dict[str, float]:
    if process.stdin is None:
        raise RuntimeError("no pipe")
    process.stdin.write(b"go\n")
    said: dict[str, float] = json.loads(await _line(process))
    await process.wait()
    return said


async def _line(process: asyncio.subprocess.Process) -> str:
    if process.stdout is None:
        raise RuntimeError("no pipe")
    async with asyncio.timeout(LIMIT_S):
        while True:
            line = (await process.stdout.readline()).decode().strip()
            # A log line may come between.
            if line == "sender ready" or line.startswith("{") or not line:
                return line


def process_of(part: Part) -> psutil.Process:
    """Return the process of a part that runs."""
    if part.process is None:
        raise RuntimeError(f"{part.name} does not run")
    return psutil.Process(part.process.pid)


def processor_s(pid: int) -> float:
    """Return the processor time that a process has taken."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def _database_cpu_s(server: PostgresServer | None) -> float:
    if server is None or server.pid is None:
        return 0.0
    main = psutil.Process(server.pid)
    return sum(processor_s(one.pid) for one in [main, *main.children(recursive=True)])


async def _counted(url: str) -> tuple[int, int, int, int, int]:
    """Return alerts, incidents, ended ones, tasks, and tasks beyond one an incident."""
    database = Database(url)
    try:
        async with database.read() as session:
            of_crowd = IncidentRow.kind == "crowd"
            stored = await session.scalar(select(func.count(AlertRow.id)))
            incidents = await session.scalar(select(func.count(IncidentRow.id)).where(of_crowd))
            ended = await session.scalar(
                select(func.count(IncidentRow.id)).where(of_crowd, IncidentRow.state == "ended")
            )
            tasks = await session.scalar(select(func.count(TaskRow.id)))
            owners = await session.scalar(select(func.count(TaskRow.incident_id.distinct())))
    finally:
        await database.close()
    return stored or 0, incidents or 0, ended or 0, tasks or 0, (tasks or 0) - (owners or 0)
