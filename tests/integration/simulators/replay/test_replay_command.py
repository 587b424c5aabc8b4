"""Recorded footage through the real detectors, the same every time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from playwright.sync_api import sync_playwright
from typer.testing import CliRunner, Result

from sharp_eyes.cli import build
from sharp_eyes.errors import BadInput
from simulators.commands.replay import tell_of_few_visits
from simulators.replay.report.report import Report
from simulators.replay.source.video_source import VideoSource
from simulators.replay.truth.mot_text import read_people
from simulators.scenes.scene import SceneSettings
from simulators.scenes.square import Square

pytestmark = [pytest.mark.needs_model, pytest.mark.timeout(300)]

FIRST_S, SECONDS = 4, 26
"""Of the scene: the square fills up."""


@dataclass(frozen=True, slots=True)
class Footage:
    """A filling square as a tester has it.

    Attributes:
        video: One frame a second.
        folder: The same as pictures with their times in their names.
        boxes: True people, MOTChallenge text.
        counts: True counts, CSV.
    """

    video: Path
    folder: Path
    boxes: Path
    counts: Path


@pytest.fixture(scope="module")
def square(tmp_path_factory: pytest.TempPathFactory) -> Footage:
    home = tmp_path_factory.mktemp("square")
    footage = Footage(home / "square.mkv", home / "pictures", home / "gt.txt", home / "counts.csv")
    footage.folder.mkdir()
    scene = Square(SceneSettings(7))
    boxes: list[str] = []
    counts = ["frame,count"]
    with av.open(str(footage.video), "w") as container:
        stream = container.add_stream("libx264", rate=1)
        stream.width, stream.height, stream.pix_fmt = 640, 360, "yuv420p"
        stream.options = {"crf": "18", "bf": "0", "preset": "veryfast"}
        stream.codec_context.gop_size = 5
        for number in range(1, SECONDS + 1):
            image, truth = scene.frame(float(FIRST_S + number), number)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(image, "bgr24")))
            cv2.imwrite(str(footage.folder / f"cam_20260131_0830{number:02}.jpg"), image)
            counts.append(f"{number},{len(truth.people)}")
            for person in truth.people:
                left, top, right, bottom = person.box
                size = f"{right - left},{bottom - top}"
                boxes.append(f"{number},{person.person},{left},{top},{size},1,-1,-1,-1")
        container.mux(stream.encode())
    footage.boxes.write_text("\n".join(boxes))
    footage.counts.write_text("\n".join(counts))
    return footage


def invoked(*words: object) -> Result:
    return CliRunner().invoke(build(), ["replay", *map(str, words)])


def replayed(report: Path, *words: object) -> dict[str, Any]:
    result = invoked(*words, "--report", report)
    assert result.exit_code == 0, result.output
    Report.model_validate_json((report / "report.json").read_text())
    data: dict[str, Any] = json.loads((report / "report.json").read_text())
    return data


def test_two_runs_give_the_same_but_for_the_timing(square: Footage, tmp_path: Path) -> None:
    words = (square.video, "--detectors", "crowd,construction", "--people", 8)
    words = (*words, "--truth", square.boxes)
    first = replayed(tmp_path / "a", *words)
    second = replayed(tmp_path / "b", *words)
    assert first.pop("timing")["cpu_ms_per_look"]["crowd"] > 0
    second.pop("timing")
    assert first == second
    names = [sorted(p.name for p in (tmp_path / run / "pictures").iterdir()) for run in "ab"]
    assert names[0] == names[1]
    # Nothing is written but what the detectors gave as evidence, people masked.
    (incident,) = first["incidents"]
    files = {picture["file"] for picture in incident["evidence"]}
    assert {f"pictures/{name}" for name in names[0]} == files
    for file in files:
        assert (tmp_path / "a" / file).read_bytes()[:2] == b"\xff\xd8"


def test_people_in_the_reports_pictures_cannot_be_recognised(
    square: Footage, tmp_path: Path
) -> None:
    report = replayed(tmp_path, square.video, "--detectors", "crowd", "--people", 8)
    people = read_people(square.boxes)
    frames = list(VideoSource(square.video, None, UTC).pictures())
    shares: list[float] = []
    for picture in report["incidents"][0]["evidence"]:
        at = datetime.fromisoformat(picture["captured_at"])
        (frame,) = [frame for frame in frames if frame.captured_at == at]
        written = cv2.imread(str(tmp_path / picture["file"]))
        for left, top, right, bottom in people[frame.number].boxes.astype(int).tolist():
            if bottom - top < 40 or left < 0 or right > 640:
                continue
            # Head and chest; rings mark the ground at the feet of others.
            place = (slice(max(0, top), (top + bottom) // 2), slice(left, right))
            shares.append(alike(frame.image[place], written[place]))
    assert len(shares) >= 8
    assert sum(share < 0.3 for share in shares) >= 0.99 * len(shares)


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """Return how much of one picture's fine structure is in another: 1 all, 0 none."""
    fine = []
    for image in (one, other):
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY).astype(np.float64)
        fine.append((grey - cv2.GaussianBlur(grey, (0, 0), 2)).ravel())
    return float(np.corrcoef(*fine)[0, 1])


def test_with_true_boxes_counts_boxes_and_incidents_are_measured(
    square: Footage, tmp_path: Path
) -> None:
    words = ("--detectors", "crowd", "--people", 8, "--truth", square.boxes)
    report = replayed(tmp_path, square.video, *words)
    crowd = report["crowd"]
    assert crowd["frames"] == SECONDS
    assert crowd["count_mae"] < 5
    assert crowd["f1"] > 0.6
    assert 0 < crowd["precision"] <= 1
    assert [row["threshold"] for row in report["curve"]] == sorted(
        row["threshold"] for row in report["curve"]
    )
    (incident,) = report["incidents"]
    assert incident["outcome"] == "true"
    assert incident["delay_s"] == incident["start_s"] - report["truth"][0]["due_s"]
    assert report["false_alarms"] == 0
    assert report["false_alarms_per_camera_day"] == 0
    assert report["kinds"][0]["recall"] == 1
    text = (tmp_path / "report.html").read_text()
    assert "data:image/jpeg;base64," in text
    assert "<svg" in text


def test_a_folder_of_pictures_and_counts_of_a_table_do_as_well(
    square: Footage, tmp_path: Path
) -> None:
    words = ("--detectors", "crowd", "--people", 8, "--truth", square.counts)
    report = replayed(tmp_path, square.folder, *words)
    assert report["sources"][0]["begin"] == "2026-01-31T00:30:01Z"
    assert report["crowd"]["frames"] == SECONDS
    assert report["crowd"]["f1"] is None
    assert [incident["outcome"] for incident in report["incidents"]] == ["true"]


def test_an_incident_file_tells_true_alarms_from_false_ones(
    square: Footage, tmp_path: Path
) -> None:
    truth = tmp_path / "truth.json"
    truth.write_text('{"kinds": ["crowd"], "incidents": []}')
    words = ("--detectors", "crowd", "--people", 8, "--truth", truth)
    report = replayed(tmp_path / "r", square.video, *words)
    assert [incident["outcome"] for incident in report["incidents"]] == ["false"]
    assert report["false_alarms"] == 1
    assert report["false_alarms_per_camera_day"] == pytest.approx(86_400 / (SECONDS - 1), rel=1e-4)


def test_truth_of_what_was_not_shown_is_named_and_left_out(square: Footage, tmp_path: Path) -> None:
    truth = tmp_path / "truth.json"
    truth.write_text('{"incidents": [{"kind": "crowd", "start": 2000, "end": 3000}]}')
    words = ("--detectors", "crowd", "--people", 8, "--truth", truth)
    report = replayed(tmp_path / "r", square.video, *words)
    assert [incident["outcome"] for incident in report["incidents"]] == ["false"]
    assert report["truth"] == []
    assert "begins at 2000 s" in report["sources"][0]["problems"][0]["en"]


def test_without_truth_nothing_is_claimed(square: Footage, tmp_path: Path) -> None:
    report = replayed(tmp_path, square.video, "--detectors", "crowd", "--people", 8)
    assert [incident["outcome"] for incident in report["incidents"]] == ["unknown"]
    assert report["false_alarms_per_camera_day"] is None
    assert report["crowd"]["count_mae"] is None


def test_what_was_expected_ends_well_and_anything_else_ends_with_3(
    square: Footage, tmp_path: Path
) -> None:
    frozen = tmp_path / "expect.yaml"
    words = (square.video, "--detectors", "crowd", "--report", tmp_path / "r")
    assert invoked(*words, "--people", 8, "--write-expect", frozen).exit_code == 0
    assert invoked(*words, "--people", 8, "--expect", frozen).exit_code == 0
    missing = invoked(*words, "--people", 60, "--expect", frozen)
    assert missing.exit_code == 3
    assert "missing: square/crowd/whole-crowd" in missing.output
    report = json.loads((tmp_path / "r" / "report.json").read_text())
    assert report["expectation"]["missing"] == 1
    frozen.write_text("incidents: []\n")
    another = invoked(*words, "--people", 8, "--expect", frozen)
    assert another.exit_code == 3
    assert "unexpected: square/crowd/whole-crowd" in another.output


def test_one_cameras_fields_in_a_file_of_their_own(square: Footage, tmp_path: Path) -> None:
    config = tmp_path / "yard.yaml"
    config.write_text(
        "place_type: square\n"
        "analytics:\n"
        "  crowd_every_s: 2\n"
        "  zones: [{id: left, polygon: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]],\n"
        "           limits: {kind: crowd, people: 4, hold_s: 4}}]\n"
    )
    words = ("--detectors", "crowd", "--config", config, "--truth", square.boxes)
    report = replayed(tmp_path / "r", square.video, *words)
    assert report["crowd"]["looks"] == SECONDS // 2
    assert report["sources"][0]["camera_name"] == "yard"
    assert {incident["zone"] for incident in report["incidents"]} <= {"left"}
    assert max(report["sources"][0]["counts"][0]["truth"]) < 15


def test_one_broken_source_takes_no_other_along(square: Footage, tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no video" * 100)
    cut = tmp_path / "cut.mkv"
    cut.write_bytes(square.video.read_bytes()[: square.video.stat().st_size // 2])
    words = (broken, cut, "--detectors", "crowd", "--people", 8, "--report", tmp_path / "r")
    result = invoked(*words)
    assert result.exit_code == 1
    assert "broken.mp4" in result.output
    assert "frames, " in result.output
    (section,) = json.loads((tmp_path / "r" / "report.json").read_text())["sources"]
    assert section["name"] == "cut"
    assert 0 < section["pictures"] < SECONDS
    assert not section["complete"]


def test_a_file_that_is_no_video_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "a.mp4"
    file.write_bytes(b"no video" * 100)
    result = invoked(file, "--report", tmp_path / "r")
    assert isinstance(result.exception, BadInput)
    assert "a.mp4" in str(result.exception)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--detectors", "faces"), "unknown detectors: faces"),
        (("--every", "often"), "cannot be read"),
        (("--camera", "1", "--config", "a.yaml"), "exclude each other"),
        (("--config", "nowhere.yaml"), "nowhere.yaml cannot be read"),
        (("--truth", "nowhere.txt"), "nowhere.txt cannot be read"),
        (("--expect", "nowhere.yaml"), "nowhere.yaml cannot be read"),
    ],
)
def test_what_cannot_be_understood_is_told_before_anything_is_read(
    words: tuple[str, ...], expected: str, square: Footage, tmp_path: Path
) -> None:
    result = invoked(square.video, "--report", tmp_path / "r", *words)
    assert expected in str(result.exception)
    assert not (tmp_path / "r" / "report.json").exists()


@pytest.mark.needs_opencv_doc
def test_with_every_each_key_frame_is_one_visit_that_long_after_the_last(
    vtest_path: Path, tmp_path: Path
) -> None:
    with av.open(str(vtest_path)) as container:
        key_frames = sum(packet.is_keyframe for packet in container.demux(video=0) if packet.size)
    words = ("--detectors", "construction", "--every", "10min")
    report = replayed(tmp_path, vtest_path, *words)
    (section,) = report["sources"]
    assert section["looks"] == {"construction": key_frames}
    assert section["seconds"] == (key_frames - 1) * 600
    assert section["complete"]


@pytest.mark.parametrize(("visits", "said"), [(0, True), (4, True), (5, False)])
def test_too_few_visits_for_construction_are_told_of_and_every_is_named(
    visits: int, said: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    tell_of_few_visits("square", visits)
    assert ("With --every 10min each picture" in capsys.readouterr().err) is said


@pytest.mark.needs_opencv_doc
@pytest.mark.needs_footage
def test_a_busy_road_is_a_crowd_at_a_limit_of_six_as_its_ground_truth_says(
    vtest_path: Path, footage_dir: Path, tmp_path: Path
) -> None:
    truth = footage_dir / "pets09_s2l1_gt.txt"
    words = ("--detectors", "crowd", "--people", 6, "--truth", truth)
    report = replayed(tmp_path, vtest_path, *words)
    assert report["crowd"]["frames"] == 80
    assert report["crowd"]["people"] > 400
    assert report["kinds"][0]["recall"] == 1
    assert report["incidents"][0]["outcome"] == "true"


@pytest.mark.needs_chromium
def test_the_page_asks_nothing_of_anybody_and_speaks_both_languages(
    square: Footage, tmp_path: Path, chromium_path: Path
) -> None:
    words = ("--detectors", "crowd", "--people", 8, "--truth", square.boxes)
    replayed(tmp_path, square.video, *words)
    asked: list[str] = []
    said: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium_path), args=["--no-sandbox"], timeout=120_000
        )
        view = browser.new_page()
        view.on("request", lambda request: asked.append(request.url))
        view.on("console", lambda message: said.append(message.text))
        address = (tmp_path / "report.html").as_uri()
        view.goto(address)
        assert view.locator("h1").inner_text().strip() == "回放报告"
        view.locator("label[for=show-en]").click()
        assert view.locator("h1").inner_text().strip() == "Replay report"
        shown = view.locator("article.incident img").first
        shown.scroll_into_view_if_needed()
        # Not by waiting for a function of the page: that is evaluated text, which the page forbids.
        assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
        wide = view.evaluate("document.documentElement.scrollWidth <= innerWidth")
        browser.close()
    assert wide
    assert said == []
    assert [url for url in asked if url != address and not url.startswith("data:")] == []
