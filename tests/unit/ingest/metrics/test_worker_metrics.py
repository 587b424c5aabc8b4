"""What a scrape of a worker says."""

from __future__ import annotations

import re

import pytest

from ingest.codec import Codec
from ingest.health import CameraHealth
from ingest.metrics.exposition import Exposition, label_set
from ingest.metrics.metric import Metric, MetricKind
from ingest.metrics.worker_metrics import ALL, WorkerMetrics
from ingest.schedule.figures import ScheduleFigures
from ingest.schedule.kind_figures import KindFigures
from ingest.schedule.look import LookKind
from ingest.source_kind import SourceKind
from ingest.worker.clips.clip_counts import ClipCounts
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.clock import ManualClock
from sharp_eyes.dispatch.outbox_figures import OutboxFigures
from sharp_eyes.node.health import CameraState

LINE = re.compile(r'^([a-z_]+)((?:\{[a-z_]+="[^"\n]*"(?:,[a-z_]+="[^"\n]*")*\})?) (-?[0-9.e+-]+)$')


def scrape(
    *cameras: CameraHealth, clock: ManualClock | None = None, clips: ClipCounts | None = None
) -> dict[str, float]:
    """Render, check every line, and return the samples by name and labels."""
    metrics = WorkerMetrics(
        clock or ManualClock(),
        lambda: {one.camera_id: one for one in cameras},
        lambda: ScheduleFigures(
            factor=1.25,
            load=1.1,
            budget_cores=2.0,
            looks=900,
            late=3,
            fetched_cameras=4,
            kinds={LookKind.CROWD: KindFigures(7, 800, 3, 5, 1.02, 0.03)},
        ),
        lambda: OutboxFigures(11, 0, 0, 2, 3, 0, 1, True),
        lambda: 6,
        lambda: clips,
    )
    samples: dict[str, float] = {}
    families: set[str] = set()
    for line in metrics.render().decode().splitlines():
        if line.startswith("# TYPE "):
            family = line.split()[2]
            assert family not in families, "a family is written once"
            families.add(family)
            continue
        if line.startswith("# HELP "):
            continue
        match = LINE.match(line)
        assert match, line
        name, labels, value = match.groups()
        assert name in families
        assert name + labels not in samples
        samples[name + labels] = float(value)
    return samples


def online(number: int, clock: ManualClock, **more: object) -> CameraHealth:
    fields: dict[str, object] = {
        "camera_id": f"{number:020}",
        "state": CameraState.ONLINE,
        "since": clock.now(),
    }
    return CameraHealth(**{**fields, **more})  # type: ignore[arg-type]


def test_a_scrape_says_how_cameras_schedule_outbox_and_process_are() -> None:
    clock = ManualClock()
    one = online(
        1,
        clock,
        bitrate_kbps=412.5,
        fps=15.0,
        key_interval_s=2.0,
        last_frame_at=clock.now(),
        reconnects=3,
        time_source=TimeSource.SENDER_REPORT,
        offset_s=-0.25,
        codec=Codec.H265,
        lost_packets=9,
        dropped_key_frames=2,
        replaced_key_frames=8,
        source=SourceKind.CHILD,
    )
    clock.advance(1.5)
    samples = scrape(one, clock=clock)
    camera = f'{{camera="{1:020}"}}'
    wanted = {
        f"camera_up{camera}": 1,
        f"camera_bitrate_bits_per_second{camera}": 412_500,
        f"camera_frames_per_second{camera}": 15,
        f"camera_key_frame_interval_seconds{camera}": 2,
        f"camera_last_frame_age_seconds{camera}": 1.5,
        f"camera_reconnects_total{camera}": 3,
        f"camera_clock_offset_seconds{camera}": -0.25,
        f"camera_lost_packets{camera}": 9,
        f"camera_dropped_key_frames{camera}": 2,
        f"camera_replaced_key_frames_total{camera}": 8,
        f'camera_info{{camera="{1:020}",source="rtsp-child",time_source="sender_report",'
        'codec="h265"}': 1,
        'cameras{state="online",source="rtsp-child"}': 1,
        "schedule_factor_ratio": 1.25,
        "schedule_load_ratio": 1.1,
        "schedule_budget_cores": 2,
        "schedule_fetched_cameras": 4,
        "schedule_frames_total": 900,
        'schedule_promises{kind="crowd"}': 7,
        'schedule_promises_kept_total{kind="crowd"}': 800,
        'schedule_promises_missed_total{kind="crowd"}': 3,
        'schedule_extra_looks_total{kind="crowd"}': 5,
        'schedule_worst_ratio{kind="crowd"}': 1.02,
        'schedule_look_cpu_seconds{kind="crowd"}': 0.03,
        "decode_failures_total": 6,
        "outbox_waiting_alerts": 11,
        "outbox_dead_letters": 2,
        "outbox_waiting_pictures": 3,
        "outbox_lost_pictures_total": 1,
        "outbox_nearly_full": 1,
    }
    assert {
        f"sharp_eyes_{name}": value for name, value in wanted.items()
    }.items() <= samples.items()
    assert samples["sharp_eyes_process_resident_memory_bytes"] > 1e6


def test_a_worker_that_makes_clips_says_what_became_of_them() -> None:
    samples = scrape(clips=ClipCounts(made=4, made_bytes=1_200_000, failed=1, skipped=7))
    assert {name: value for name, value in samples.items() if "_clips_" in name} == {
        "sharp_eyes_clips_made_total": 4,
        "sharp_eyes_clips_made_bytes_total": 1_200_000,
        "sharp_eyes_clips_failed_total": 1,
        "sharp_eyes_clips_skipped_total": 7,
    }
    assert not [name for name in scrape() if "_clips_" in name]


def test_what_is_not_known_is_left_out_and_an_offline_camera_is_down() -> None:
    clock = ManualClock()
    samples = scrape(online(1, clock, state=CameraState.OFFLINE), online(2, clock), clock=clock)
    assert samples[f'sharp_eyes_camera_up{{camera="{1:020}"}}'] == 0
    assert samples['sharp_eyes_cameras{state="offline",source="rtsp"}'] == 1
    assert not [name for name in samples if "bitrate" in name or "offset" in name or "age" in name]


def test_a_worker_without_cameras_is_scraped_too() -> None:
    assert not [name for name in scrape() if "camera_" in name]


@pytest.mark.parametrize("metric", ALL, ids=lambda metric: metric.name)
def test_names_follow_the_conventions(metric: Metric) -> None:
    assert re.fullmatch(r"sharp_eyes_[a-z_]+", metric.full_name)
    assert (metric.kind is MetricKind.COUNTER) == metric.name.endswith("_total")
    assert metric.text
    assert metric.text_zh
    assert "\n" not in metric.header.split("\n", 2)[2]


def test_labels_cannot_break_out_of_their_line() -> None:
    exposition = Exposition()
    labels = label_set(("name",), ('a"} 1\nevil 2\\',))
    exposition.family(Metric("x", MetricKind.GAUGE, "x", "x", ("name",)), [(labels, 1)])
    lines = exposition.text().decode().splitlines()
    assert lines[2:] == ['sharp_eyes_x{name="a\\"} 1\\nevil 2\\\\"} 1']
