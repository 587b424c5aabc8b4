"""Reads alerts from a broker that anybody may have written to."""

from __future__ import annotations

import json
import math
import re
from datetime import UTC, datetime

from pydantic import TypeAdapter, ValidationError

from command_center.intake.parsed import Unreadable
from sharp_eyes.alert.alert import Alert
from sharp_eyes.dispatch.alert_batch import MAX_BATCH_ALERTS
from sharp_eyes.dispatch.topics import alert_topic

MAX_ALERT_BYTES = 64 * 1024
"""An alert is about 1 kB; sixteen pictures named make it 3 kB."""

MAX_BATCH_BYTES = 256 * 1024
"""Of a message with several; what the embedded broker takes, and twice what a shard puts in."""

MAX_INTEGER = 2**63 - 1
"""What a database's whole number can hold."""

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
"""Moments outside are a clock gone wrong, and some cannot be brought to UTC at all."""

_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_SOURCE = re.compile(r"/[0-9]{6}/[0-9]{3}/[a-z0-9-]{1,40}/[a-z0-9-]{1,40}")
_BATCH = TypeAdapter(list[Alert])


def is_batch(payload: bytes) -> bool:
    """Tell whether a message is a JSON array, which is how several alerts come in one."""
    return payload[:64].lstrip().startswith(b"[")


def parse_message(topic: str, payload: bytes) -> list[Alert | Unreadable]:
    """Read one message: an alert, or several as a CloudEvents JSON batch.

    A batch is read in one go. Only where that fails each of it is read alone, so that one that
    cannot be read is refused and its neighbours are taken.

    Args:
        topic: Where it was published; see ``parse_alert``.
        payload: Its bytes.

    Returns:
        What came, in order; one ``Unreadable`` for a message of which nothing can be told apart.
    """
    if not is_batch(payload):
        return [parse_alert(topic, payload)]
    if len(payload) > MAX_BATCH_BYTES:
        return [Unreadable(f"a batch larger than {MAX_BATCH_BYTES} bytes")]
    try:
        alerts = _BATCH.validate_json(payload)
    except (ValueError, OverflowError, RecursionError):
        return _parse_each(topic, payload)
    if len(alerts) > MAX_BATCH_ALERTS:
        return [Unreadable(f"a batch of more than {MAX_BATCH_ALERTS} alerts")]
    return [_checked(topic, alert) for alert in alerts]


def _parse_each(topic: str, payload: bytes) -> list[Alert | Unreadable]:
    try:
        raw = json.loads(payload)
    except (ValueError, RecursionError):
        return [Unreadable("not JSON")]
    if len(raw) > MAX_BATCH_ALERTS:
        return [Unreadable(f"a batch of more than {MAX_BATCH_ALERTS} alerts")]
    return [_parse_written(topic, one) for one in raw]


def _parse_written(topic: str, raw: object) -> Alert | Unreadable:
    try:
        return parse_alert(topic, json.dumps(raw).encode())
    except RecursionError:
        return Unreadable("not an alert")


def parse_alert(topic: str, payload: bytes) -> Alert | Unreadable:
    """Read one alert.

    Args:
        topic: Where it was published; it must be the topic of the alert's own region and kind,
            or an access list for a town could be got around.
        payload: Its bytes.
    """
    if len(payload) > MAX_ALERT_BYTES:
        return Unreadable(f"larger than {MAX_ALERT_BYTES} bytes")
    try:
        alert = Alert.model_validate_json(payload)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:80]
        return _unreadable(payload, f"{where}: {first['msg']}"[:400])
    except (ValueError, OverflowError, RecursionError) as error:
        return Unreadable(f"cannot be read: {type(error).__name__}")
    return _checked(topic, alert)


def _checked(topic: str, alert: Alert) -> Alert | Unreadable:
    reason = _beyond_bounds(alert)
    if reason is None and topic != alert_topic(alert.data.region, alert.kind):
        reason = "the topic is not that of the alert's region and kind"
    return alert if reason is None else Unreadable(reason, alert.id, alert.source)


def _beyond_bounds(alert: Alert) -> str | None:
    data = alert.data
    if max(data.epoch, data.seq) > MAX_INTEGER:
        return "epoch or seq is larger than 63 bits"
    figures = (data.measurement.value, data.measurement.limit, data.model.threshold)
    if not all(math.isfinite(figure) for figure in figures):
        return "a figure is not finite"
    if not all(EARLIEST <= moment < LATEST for moment in (alert.time, data.decoded_at)):
        return "a moment lies outside the years 2000 to 2199"
    texts = (data.zone or "", data.model.name, data.model.version)
    if any("\0" in text or len(text) > 100 for text in texts):
        return "a name is longer than 100 characters or holds a NUL"
    return None


def _unreadable(payload: bytes, reason: str) -> Unreadable:
    try:
        raw = json.loads(payload)
    except (ValueError, RecursionError):
        return Unreadable("not JSON")
    if not isinstance(raw, dict):
        return Unreadable("not a JSON object")
    alert_id, source = raw.get("id"), raw.get("source")
    return Unreadable(
        reason,
        alert_id if isinstance(alert_id, str) and _ULID.fullmatch(alert_id) else None,
        source if isinstance(source, str) and _SOURCE.fullmatch(source) else None,
    )
