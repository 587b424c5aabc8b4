"""The metrics of cameras."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from ingest.health import CameraHealth
from ingest.metrics.exposition import Exposition, label_set
from ingest.metrics.metric import Metric, MetricKind
from sharp_eyes.node.health import CameraState

_G, _C = MetricKind.GAUGE, MetricKind.COUNTER
_CAMERA = ("camera",)

Value = Callable[[CameraHealth], float | None]

PLAIN: Sequence[tuple[Metric, Value]] = (
    (
        Metric("camera_up", _G, "1 while pictures come from the camera", "有画面为 1", _CAMERA),
        lambda one: int(one.state is CameraState.ONLINE),
    ),
    (
        Metric(
            "camera_bitrate_bits_per_second",
            _G,
            "Bitrate of the video over the last seconds",
            "视频码率",
            _CAMERA,
        ),
        lambda one: None if one.bitrate_kbps is None else round(one.bitrate_kbps * 1000),
    ),
    (
        Metric(
            "camera_frames_per_second",
            _G,
            "Pictures a second over the last seconds",
            "每秒帧数",
            _CAMERA,
        ),
        lambda one: None if one.fps is None else round(one.fps, 2),
    ),
    (
        Metric(
            "camera_key_frame_interval_seconds",
            _G,
            "Between the last two key frames",
            "关键帧间隔",
            _CAMERA,
        ),
        lambda one: None if one.key_interval_s is None else round(one.key_interval_s, 3),
    ),
    (
        Metric(
            "camera_clock_offset_seconds",
            _G,
            "The camera's clock minus ours; absent where it sends no clock",
            "摄像机时钟与本机之差",
            _CAMERA,
        ),
        lambda one: None if one.offset_s is None else round(one.offset_s, 3),
    ),
    (
        Metric(
            "camera_reconnects_total", _C, "Streams opened after the first", "重连次数", _CAMERA
        ),
        lambda one: one.reconnects,
    ),
    (
        Metric(
            "camera_lost_packets",
            _G,
            "RTP packets missing in this connection; begins anew with the next one",
            "本次连接丢包数",
            _CAMERA,
        ),
        lambda one: one.lost_packets,
    ),
    (
        Metric(
            "camera_dropped_key_frames",
            _G,
            "Key frames with gaps in this connection, never passed on",
            "本次连接残缺关键帧数",
            _CAMERA,
        ),
        lambda one: one.dropped_key_frames,
    ),
    (
        Metric(
            "camera_replaced_key_frames_total",
            _C,
            "Key frames that a newer one replaced before anybody took them",
            "被更新画面取代的关键帧数",
            _CAMERA,
        ),
        lambda one: one.replaced_key_frames,
    ),
)
"""Of one value each, in the order they are written."""

LAST_FRAME_AGE = Metric(
    "camera_last_frame_age_seconds",
    _G,
    "Since the capture of the newest key frame",
    "最新画面距今秒数",
    _CAMERA,
)
STATE = Metric(
    "cameras",
    _G,
    "Cameras by state and by how their pictures come",
    "各状态、各接入方式的摄像机数",
    ("state", "source"),
)
INFO = Metric(
    "camera_info",
    _G,
    "1; how the camera's pictures come, and whose clock their times are from",
    "接入方式与时间来源，恒为 1",
    ("camera", "source", "time_source", "codec"),
)

ALL: Sequence[Metric] = (STATE, INFO, *(metric for metric, _value in PLAIN), LAST_FRAME_AGE)


class CameraMetrics:
    """Writes them; keeps the labels of cameras it has seen, since they are most of the work."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}

    def write(
        self, exposition: Exposition, health: Mapping[str, CameraHealth], now: datetime
    ) -> None:
        """Write all families.

        Args:
            exposition: Where to.
            health: Snapshot by camera.
            now: UTC.
        """
        known = self._labels
        if known.keys() != health.keys():
            known = {one: known.get(one) or label_set(_CAMERA, (one,)) for one in health}
            self._labels = known
        cameras = [(known[camera_id], one) for camera_id, one in health.items()]
        states: dict[str, int] = {}
        infos = []
        for camera_id, one in health.items():
            key = f'{{state="{one.state.value}",source="{one.source.value}"}}'
            states[key] = states.get(key, 0) + 1
            time_source = one.time_source.value if one.time_source else ""
            codec = one.codec.value if one.codec else ""
            infos.append(
                (
                    f'{{camera="{camera_id}",source="{one.source.value}",'
                    f'time_source="{time_source}",codec="{codec}"}}',
                    1,
                )
            )
        exposition.family(STATE, sorted(states.items()))
        exposition.family(INFO, infos)
        for metric, value in PLAIN:
            exposition.family(metric, [(labels, value(one)) for labels, one in cameras])
        at = now.timestamp()
        exposition.family(
            LAST_FRAME_AGE,
            [
                (labels, round(at - one.last_frame_at.timestamp(), 2))
                for labels, one in cameras
                if one.last_frame_at is not None
            ],
        )
