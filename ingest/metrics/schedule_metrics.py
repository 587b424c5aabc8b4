"""The metrics of the schedule."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.metrics.exposition import Exposition, label_set
from ingest.metrics.metric import Metric, MetricKind
from ingest.schedule.figures import ScheduleFigures
from ingest.schedule.kind_figures import KindFigures

_G, _C = MetricKind.GAUGE, MetricKind.COUNTER
_KIND = ("kind",)

WHOLE: Sequence[tuple[Metric, Callable[[ScheduleFigures], float]]] = (
    (
        Metric(
            "schedule_factor_ratio",
            _G,
            "By how much every promised interval is stretched; 1 when none is",
            "各复查间隔的统一放宽倍数，1 为不放宽",
        ),
        lambda one: one.factor,
    ),
    (
        Metric(
            "schedule_load_ratio",
            _G,
            "Work promised over work that can be done",
            "承诺工作量与可完成工作量之比",
        ),
        lambda one: round(one.load, 4),
    ),
    (
        Metric(
            "schedule_budget_cores",
            _G,
            "Processor cores that looks may take",
            "查看画面可用的处理器核数",
        ),
        lambda one: one.budget_cores,
    ),
    (
        Metric(
            "schedule_fetched_cameras",
            _G,
            "Cameras that are connected to for each look",
            "逐次连接取帧的摄像机数",
        ),
        lambda one: one.fetched_cameras,
    ),
    (
        Metric("schedule_frames_total", _C, "Frames taken to be looked at", "已查看的画面数"),
        lambda one: one.looks,
    ),
)

BY_KIND: Sequence[tuple[Metric, Callable[[KindFigures], float]]] = (
    (
        Metric("schedule_promises", _G, "Revisit intervals promised", "承诺的复查项数", _KIND),
        lambda one: one.promises,
    ),
    (
        Metric(
            "schedule_promises_kept_total",
            _C,
            "Looks begun within promise times factor",
            "按时的查看次数",
            _KIND,
        ),
        lambda one: one.kept,
    ),
    (
        Metric(
            "schedule_promises_missed_total",
            _C,
            "Looks begun later although there was a frame",
            "迟到的查看次数",
            _KIND,
        ),
        lambda one: one.missed,
    ),
    (
        Metric(
            "schedule_extra_looks_total",
            _C,
            "Looks beyond the promise, at scenes that move",
            "对活动场景加看的次数",
            _KIND,
        ),
        lambda one: one.extra,
    ),
    (
        Metric(
            "schedule_worst_ratio",
            _G,
            "Largest share of promise times factor that a look of the last minutes took",
            "近几分钟最长间隔与承诺之比",
            _KIND,
        ),
        lambda one: round(one.worst_ratio, 3),
    ),
    (
        Metric(
            "schedule_look_cpu_seconds",
            _G,
            "Processor time of one frame's look, mean",
            "查看一帧的平均处理器秒数",
            _KIND,
        ),
        lambda one: round(one.cost_s, 5),
    ),
)

ALL: Sequence[Metric] = (
    *(metric for metric, _value in WHOLE),
    *(metric for metric, _value in BY_KIND),
)


def write_schedule(exposition: Exposition, figures: ScheduleFigures) -> None:
    """Write all families."""
    for metric, value in WHOLE:
        exposition.one(metric, value(figures))
    kinds = [(label_set(_KIND, (kind.value,)), one) for kind, one in figures.kinds.items()]
    for metric, of_kind in BY_KIND:
        exposition.family(metric, [(labels, of_kind(one)) for labels, one in kinds])
