"""A node takes tasks one by one, and nothing that goes wrong with one stops the next."""

import asyncio
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from pydantic import SecretStr

from ingest.finding.node.child_runner import ChildRunner
from ingest.finding.node.finding_agent import FindingAgent
from ingest.finding.node.outcome import Outcome
from ingest.finding.node.working import failed
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.back_off import BackOff
from sharp_eyes.errors import TryAgain
from sharp_eyes.finding.finding_job import FindingAnswer, FindingJob, FindingKind
from sharp_eyes.finding.probe_outcome import ProbeOutcome
from sharp_eyes.finding.probe_report import ProbeReport

ULID = "01ARZ3NDEKTSV4RRFFQ69G5FA"
BACK_OFF = BackOff(Random(1), 0.001, 0.001)


def job(
    number: int = 0, seconds: float = 60.0, kind: FindingKind = FindingKind.PROBE
) -> FindingJob:
    return FindingJob(
        id=f"{ULID}{number}",
        kind=kind,
        deadline=datetime.now(UTC) + timedelta(seconds=seconds),
        address="rtsp://127.0.0.1:9/x",
        username="admin",
        password=SecretStr("topsecret"),
    )


class _Line:
    """Gives these one by one: a task, none, or an error; then waits for ever."""

    def __init__(self, *given: FindingJob | Exception | None) -> None:
        self._given = list(given)
        self.answered: list[str] = []
        self.empty = asyncio.Event()

    async def next(self) -> FindingJob | None:
        if not self._given:
            self.empty.set()
            await asyncio.Event().wait()
        one = self._given.pop(0)
        if isinstance(one, Exception):
            raise one
        return one

    async def answer(self, job: FindingJob, outcome: Outcome) -> None:
        self.answered.append(job.id)
        if job.id.endswith("1"):
            raise TryAgain(Bilingual("没有", "nobody waits"))


class _Runner:
    async def run(self, job: FindingJob) -> Outcome:
        return failed(job, Bilingual("不行", "no"))


async def test_tasks_are_answered_in_order_whatever_goes_wrong_between() -> None:
    trouble = TryAgain(Bilingual("不通", "no line"))
    line = _Line(job(0), None, trouble, trouble, job(1), job(2))
    task = asyncio.create_task(FindingAgent(line, _Runner(), BACK_OFF).run())
    async with asyncio.timeout(10):
        await line.empty.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert [one[-1] for one in line.answered] == ["0", "1", "2"]


def test_an_outcome_reads_back_from_its_line() -> None:
    report = ProbeReport(address="rtsp://x/", outcome=ProbeOutcome.OK)
    outcome = Outcome(FindingAnswer(probe=report), b"\xff\xd8picture")
    line = outcome.line()
    assert line.count(b"\n") == 1
    assert Outcome.of_line(line) == outcome


@pytest.mark.parametrize("line", [b"", b"{}", b'{"answer": {}, "still": "*"}', b"no json\n"])
def test_what_is_no_outcome_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        Outcome.of_line(line)


def test_a_password_is_printed_as_stars_and_sent_as_it_is() -> None:
    one = job()
    assert "topsecret" not in repr(one)
    assert "topsecret" in one.model_dump_json()


@pytest.mark.timeout(150)
async def test_a_task_runs_in_a_process_without_the_nodes_own_secrets() -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "SHARP_EYES_NODE_TOKEN": "node-token",
        "SHARP_EYES_FINDING_NETWORKS": "10.0.0.0/8",
    }
    runner = ChildRunner(SystemClock(), environment)
    assert "node-token" not in runner._environment.values()
    outcome = await runner.run(job(seconds=120))
    assert outcome.answer.probe is not None
    assert outcome.answer.probe.outcome is ProbeOutcome.ADDRESS_REFUSED, outcome.answer


@pytest.mark.parametrize("kind", list(FindingKind))
async def test_a_task_that_is_not_done_in_time_is_ended_and_said(kind: FindingKind) -> None:
    runner = ChildRunner(SystemClock(), {"SHARP_EYES_FINDING_NETWORKS": "none"})
    # A deadline long past leaves one second, in which a process hardly begins.
    outcome = await runner.run(job(seconds=-100, kind=kind))
    assert (outcome.answer.probe is None) is (kind is FindingKind.DISCOVER)
    text = outcome.answer.model_dump_json()
    assert "topsecret" not in text


async def test_a_machine_that_can_start_no_process_answers_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def full(*_: object, **__: object) -> None:
        raise OSError("Resource temporarily unavailable")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", full)
    outcome = await ChildRunner(SystemClock(), {}).run(job())
    assert outcome.answer.probe is not None
    assert outcome.answer.probe.outcome is ProbeOutcome.FAILED
