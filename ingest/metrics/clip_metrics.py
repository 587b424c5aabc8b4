"""The metrics of clips."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.metrics.exposition import Exposition
from ingest.metrics.metric import Metric, MetricKind
from ingest.worker.clips.clip_counts import ClipCounts

_C = MetricKind.COUNTER

VALUES: Sequence[tuple[Metric, Callable[[ClipCounts], int]]] = (
    (
        Metric("clips_made_total", _C, "Clips of incidents recorded for sending", "已生成的短片数"),
        lambda one: one.made,
    ),
    (
        Metric("clips_made_bytes_total", _C, "Bytes of these clips", "已生成短片的总字节数"),
        lambda one: one.made_bytes,
    ),
    (
        Metric(
            "clips_failed_total",
            _C,
            "Incidents whose clip could not be made",
            "短片生成失败的事件数",
        ),
        lambda one: one.failed,
    ),
    (
        Metric(
            "clips_skipped_total",
            _C,
            "Incidents without a clip for other reasons, such as a stream that was not kept",
            "因其他原因（如码流未留存）没有短片的事件数",
        ),
        lambda one: one.skipped,
    ),
)

ALL: Sequence[Metric] = tuple(metric for metric, _value in VALUES)


def write_clips(exposition: Exposition, counts: ClipCounts) -> None:
    """Write all families."""
    for metric, value in VALUES:
        exposition.one(metric, value(counts))
