"""The account of skipped tests, by runs of pytest inside pytest."""

from __future__ import annotations

from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[2] / "conftest.py"

SKIPPING = {
    "a_missing_program": "@pytest.mark.needs_ffmpeg\ndef test_it(): ...",
    "a_missing_program_asked_by_fixture": "def test_it(ffmpeg_path): ...",
    "a_plain_skip": "def test_it(): pytest.skip('not today')",
    "a_module_that_cannot_be_imported": "pytest.importorskip('no_such_module')\ndef test_it(): ...",
}
FOOTAGE = "@pytest.mark.needs_footage\ndef test_it(): ..."


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A project with our conftest, on a machine with no program and no footage at all."""
    source = CONFTEST.read_text(encoding="utf-8")
    # The system's own folders count too, and they may well hold ffmpeg.
    pytester.makeconftest(source.replace("/usr/sbin:/usr/local/sbin", "/nonexistent"))
    pytester.makeini(
        "[pytest]\nasyncio_default_fixture_loop_scope = function\n"
        "markers =\n  needs_ffmpeg: x\n  needs_footage: x\n"
    )
    monkeypatch.setenv("PATH", str(pytester.path / "empty"))
    monkeypatch.setenv("SHARP_EYES_TESTS_FOOTAGE", str(pytester.path / "no-footage"))
    monkeypatch.delenv("SHARP_EYES_TESTS_REQUIRE_ALL", raising=False)
    return pytester


def run(inner: pytest.Pytester, *bodies: str) -> pytest.RunResult:
    inner.makepyfile(**{f"test_{i}": f"import pytest\n{body}" for i, body in enumerate(bodies)})
    inner.makepyfile(test_fine="def test_fine(): ...")
    return inner.runpytest("-p", "no:cacheprovider")


@pytest.mark.parametrize("body", SKIPPING.values(), ids=SKIPPING.keys())
def test_a_skip_is_counted_and_harmless_by_default(inner: pytest.Pytester, body: str) -> None:
    result = run(inner, body)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*= 1 skipped =*", "    1 x *"])


@pytest.mark.parametrize("body", SKIPPING.values(), ids=SKIPPING.keys())
def test_a_skip_fails_the_run_where_all_is_required(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    monkeypatch.setenv("SHARP_EYES_TESTS_REQUIRE_ALL", "1")
    result = run(inner, body, FOOTAGE)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*= 2 skipped =*", "*1 of them may not be skipped*"])


def test_absent_footage_alone_may_be_skipped_where_all_is_required(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHARP_EYES_TESTS_REQUIRE_ALL", "1")
    result = run(inner, FOOTAGE)
    assert result.ret == pytest.ExitCode.OK
    result.stdout.fnmatch_lines(["*= 1 skipped =*", "    1 x *footage is not there"])


def test_the_reason_of_a_skip_says_how_to_get_the_thing(inner: pytest.Pytester) -> None:
    result = run(inner, SKIPPING["a_missing_program"])
    result.stdout.fnmatch_lines(["*apt-get install ffmpeg"])
