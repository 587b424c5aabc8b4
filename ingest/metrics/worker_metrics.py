"""All metrics of a worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ingest.health import CameraHealth
from ingest.metrics import camera_metrics, clip_metrics, process_metrics, schedule_metrics
from ingest.metrics.camera_metrics import CameraMetrics
from ingest.metrics.clip_metrics import write_clips
from ingest.metrics.exposition import Exposition
from ingest.metrics.metric import Metric, MetricKind
from ingest.metrics.process_metrics import ProcessMetrics
from ingest.metrics.schedule_metrics import write_schedule
from ingest.schedule.figures import ScheduleFigures
from ingest.worker.clips.clip_counts import ClipCounts
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.outbox_figures import OutboxFigures

DECODE_FAILURES = Metric(
    "decode_failures_total",
    MetricKind.COUNTER,
    "Key frames that could not be decoded",
    "无法解码的关键帧数",
)
OUTBOX_WAITING = Metric(
    "outbox_waiting_alerts",
    MetricKind.GAUGE,
    "Alerts the command centre has not acknowledged",
    "指挥中心尚未确认的告警数",
)
DEAD_LETTERS = Metric(
    "outbox_dead_letters", MetricKind.GAUGE, "Alerts the centre refused", "指挥中心拒收的告警数"
)
PICTURES_WAITING = Metric(
    "outbox_waiting_pictures",
    MetricKind.GAUGE,
    "Pictures the centre does not have yet",
    "待上传的图片数",
)
PICTURES_LOST = Metric(
    "outbox_lost_pictures_total",
    MetricKind.COUNTER,
    "Pictures dropped because the spool was full",
    "因缓存已满而丢弃的图片数",
)
NEARLY_FULL = Metric(
    "outbox_nearly_full",
    MetricKind.GAUGE,
    "1 when the outbox is filled to its warning share",
    "待发箱接近上限为 1",
)

ALL: Sequence[Metric] = (
    *camera_metrics.ALL,
    *schedule_metrics.ALL,
    DECODE_FAILURES,
    OUTBOX_WAITING,
    DEAD_LETTERS,
    PICTURES_WAITING,
    PICTURES_LOST,
    NEARLY_FULL,
    *clip_metrics.ALL,
    *process_metrics.ALL,
)


class WorkerMetrics:
    """Renders snapshots at the time of the scrape; holds no values itself.

    Args:
        clock: Tells the age of frames.
        health: Snapshot of all cameras.
        schedule: Figures of the schedule.
        outbox: Figures of the outbox.
        decode_failures: Key frames that could not be decoded so far.
        clips: What became of clips; none of a worker that makes none.
    """

    def __init__(
        self,
        clock: Clock,
        health: Callable[[], Mapping[str, CameraHealth]],
        schedule: Callable[[], ScheduleFigures],
        outbox: Callable[[], OutboxFigures],
        decode_failures: Callable[[], int],
        clips: Callable[[], ClipCounts | None],
    ) -> None:
        self._clock = clock
        self._health = health
        self._schedule = schedule
        self._outbox = outbox
        self._decode_failures = decode_failures
        self._clips = clips
        self._cameras = CameraMetrics()
        self._process = ProcessMetrics()

    def render(self) -> bytes:
        """Return Prometheus' text.

        For the event loop: some milliseconds for 500 cameras, nothing waited for.
        """
        exposition = Exposition()
        self._cameras.write(exposition, self._health(), self._clock.now())
        write_schedule(exposition, self._schedule())
        exposition.one(DECODE_FAILURES, self._decode_failures())
        outbox = self._outbox()
        exposition.one(OUTBOX_WAITING, outbox.waiting)
        exposition.one(DEAD_LETTERS, outbox.dead_letters)
        exposition.one(PICTURES_WAITING, outbox.pictures_waiting)
        exposition.one(PICTURES_LOST, outbox.pictures_lost)
        exposition.one(NEARLY_FULL, int(outbox.nearly_full))
        clips = self._clips()
        if clips is not None:
            write_clips(exposition, clips)
        self._process.write(exposition)
        return exposition.text()
