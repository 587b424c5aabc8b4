"""The doctor's checks, on machines described by a table."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sharp_eyes.clock import Clock, ManualClock
from sharp_eyes.doctor.checks import CHECKS
from sharp_eyes.doctor.finding import Finding, Verdict

GIGABYTE = 1_000_000_000
PROGRAMS = frozenset({"mosquitto", "ffmpeg", "chromium"})


@dataclass(frozen=True, slots=True)
class DescribedMachine:
    """A machine that answers what the test says."""

    packages: Path
    state_folder: Path = Path("/state")
    http_port: int = 8080
    named_model: Path | None = None
    clock: Clock = field(default_factory=lambda: ManualClock(datetime(2026, 12, 1, tzinfo=UTC)))
    version: tuple[int, int, int] = (3, 11, 2)
    cores: int = 2
    memory: int = 4 * GIGABYTE
    free: int = 10 * GIGABYTE
    programs: frozenset[str] = PROGRAMS
    bind: str | None = None
    write: str | None = None

    def python_version(self) -> tuple[int, int, int]:
        return self.version

    def cpu_cores(self) -> int:
        return self.cores

    def memory_bytes(self) -> int:
        return self.memory

    def free_disk_bytes(self, folder: Path) -> int:
        assert folder == self.state_folder
        return self.free

    def find_program(self, *names: str) -> Path | None:
        return next((Path("/usr/bin", name) for name in names if name in self.programs), None)

    def package_folder(self, package: str) -> Path | None:
        folder = self.packages / package
        return folder if folder.is_dir() else None

    def bind_problem(self, port: int) -> str | None:
        assert port == self.http_port
        return self.bind

    def write_problem(self, folder: Path) -> str | None:
        assert folder == self.state_folder
        return self.write


@pytest.fixture
def machine(tmp_path: Path) -> DescribedMachine:
    """A machine on which nothing is missing."""
    weights = tmp_path / "detectors" / "models" / "weights"
    weights.mkdir(parents=True)
    (weights / "nanodet-int8.onnx").write_bytes(b"model")
    sha256 = hashlib.sha256(b"model").hexdigest()
    (weights / "nanodet-int8.sha256").write_text(f"{sha256}  nanodet-int8.onnx\n")
    static = tmp_path / "command_center" / "static"
    static.mkdir(parents=True)
    (static / "index.html").write_text("<html>")
    return DescribedMachine(packages=tmp_path)


def findings(machine: DescribedMachine) -> dict[str, Finding]:
    return {finding.name: finding for finding in (check(machine) for check in CHECKS)}


def test_nothing_is_missing_on_a_complete_machine(machine: DescribedMachine) -> None:
    found = findings(machine)
    assert len(found) == len(CHECKS)
    assert {finding.verdict for finding in found.values()} == {Verdict.OK}
    assert {finding.remedy for finding in found.values()} == {None}


Spoil = Callable[[DescribedMachine], DescribedMachine]


def without(path: str) -> Spoil:
    def spoil(machine: DescribedMachine) -> DescribedMachine:
        (machine.packages / path).unlink()
        return machine

    return spoil


def damaged_model(machine: DescribedMachine) -> DescribedMachine:
    (machine.packages / "detectors/models/weights/nanodet-int8.onnx").write_bytes(b"other")
    return machine


def at(year: int) -> Spoil:
    return lambda machine: replace(machine, clock=ManualClock(datetime(year, 1, 1, tzinfo=UTC)))


SPOILT: dict[str, tuple[str, Verdict, Spoil]] = {
    "Python 3.10": ("python", Verdict.MISSING, lambda m: replace(m, version=(3, 10, 9))),
    "one core": ("cpu", Verdict.OPTIONAL_MISSING, lambda m: replace(m, cores=1)),
    "1 GB of memory": ("memory", Verdict.OPTIONAL_MISSING, lambda m: replace(m, memory=GIGABYTE)),
    "1 GB of disk": ("disk", Verdict.OPTIONAL_MISSING, lambda m: replace(m, free=GIGABYTE)),
    "no disk": ("disk", Verdict.MISSING, lambda m: replace(m, free=1_000_000)),
    "read-only state": ("state_folder", Verdict.MISSING, lambda m: replace(m, write="Read-only")),
    "port in use": ("loopback_port", Verdict.MISSING, lambda m: replace(m, bind="in use")),
    "clock in 1970": ("clock", Verdict.MISSING, at(1970)),
    "clock in 2099": ("clock", Verdict.MISSING, at(2099)),
    "no model": ("model", Verdict.MISSING, without("detectors/models/weights/nanodet-int8.onnx")),
    "no sum": ("model", Verdict.MISSING, without("detectors/models/weights/nanodet-int8.sha256")),
    "another model": ("model", Verdict.MISSING, damaged_model),
    "no package": ("model", Verdict.MISSING, lambda m: replace(m, packages=m.packages / "none")),
    "no such named model": (
        "model",
        Verdict.MISSING,
        lambda m: replace(m, named_model=m.packages / "mine.onnx"),
    ),
    "no wall page": ("wall_page", Verdict.MISSING, without("command_center/static/index.html")),
    "no mosquitto": (
        "mosquitto",
        Verdict.OPTIONAL_MISSING,
        lambda m: replace(m, programs=PROGRAMS - {"mosquitto"}),
    ),
    "no ffmpeg": (
        "ffmpeg",
        Verdict.OPTIONAL_MISSING,
        lambda m: replace(m, programs=PROGRAMS - {"ffmpeg"}),
    ),
    "no Chromium": (
        "chromium",
        Verdict.OPTIONAL_MISSING,
        lambda m: replace(m, programs=PROGRAMS - {"chromium"}),
    ),
}


@pytest.mark.parametrize(("name", "verdict", "spoil"), SPOILT.values(), ids=SPOILT.keys())
def test_what_is_missing_is_named_with_a_remedy_in_both_languages(
    machine: DescribedMachine, name: str, verdict: Verdict, spoil: Spoil
) -> None:
    finding = findings(spoil(machine))[name]
    assert finding.verdict is verdict
    assert finding.remedy is not None
    assert finding.remedy.zh
    assert finding.remedy.en


def test_another_chromium_than_debians_will_do(machine: DescribedMachine) -> None:
    found = findings(replace(machine, programs=frozenset({"google-chrome"})))
    assert found["chromium"].verdict is Verdict.OK


def test_a_named_model_stands_in_for_the_packaged_one(machine: DescribedMachine) -> None:
    without("detectors/models/weights/nanodet-int8.onnx")(machine)
    mine = machine.packages / "mine.onnx"
    mine.write_bytes(b"mine")
    assert findings(replace(machine, named_model=mine))["model"].verdict is Verdict.OK


@pytest.mark.parametrize(
    ("name", "verdict"), [("nanodet-int8", Verdict.OK), ("nanodet-fp32", Verdict.MISSING)]
)
def test_a_packaged_model_may_be_named(
    machine: DescribedMachine, name: str, verdict: Verdict
) -> None:
    # Only the default one lies on this machine.
    assert findings(replace(machine, named_model=Path(name)))["model"].verdict is verdict


@pytest.mark.parametrize(
    ("days_later", "verdict", "said"),
    [
        (0, Verdict.OK, "397 days"),
        (366, Verdict.OK, "31 days"),
        (368, Verdict.OPTIONAL_MISSING, "29 days"),
        (398, Verdict.OPTIONAL_MISSING, "over since"),
    ],
)
def test_a_certificate_that_ends_soon_is_told(
    machine: DescribedMachine, tmp_path: Path, days_later: int, verdict: Verdict, said: str
) -> None:
    from command_center.tls.server_names import ServerNames
    from command_center.tls.tls_folder import TlsFolder

    clock = ManualClock(datetime(2026, 12, 1, tzinfo=UTC))
    TlsFolder(tmp_path).init("x", ServerNames.parse(["localhost"]), clock.now(), anew=False)
    clock.advance(days_later * 86400)
    found = findings(replace(machine, state_folder=tmp_path, clock=clock))["certificate"]
    assert (found.verdict, said in found.detail.en) == (verdict, True)
    (tmp_path / "tls" / "server.pem").write_text("nothing")
    found = findings(replace(machine, state_folder=tmp_path, clock=clock))["certificate"]
    assert found.verdict is Verdict.OPTIONAL_MISSING
