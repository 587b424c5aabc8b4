"""The alerts of an incident that the centre itself raises."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sharp_eyes.alert.alert import Alert, AlertData
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource

METHOD = "village-outage"
METHOD_VERSION = "1"
NODE = "centre"
SHARD = "outages"
"""What stands in the alert's source where a worker names its node and shard."""


@dataclass(frozen=True, slots=True)
class OutageNews:
    """What is to be told of an outage.

    Attributes:
        village: 12 digits.
        gone: How many cameras are gone.
        needed: From how many on it is an outage.
        severity: 1 to 4.
    """

    village: str
    gone: int
    needed: int
    severity: Severity


def outage_alert(
    alert_id: str,
    incident_id: str,
    source: str,
    news: OutageNews,
    at: datetime,
    *,
    seq: int,
    share: float,
    reason: EndReason | None = None,
) -> Alert:
    """Make an alert about a village.

    Args:
        alert_id: ULID.
        incident_id: ULID, the same through new, update and end.
        source: ``/<county6>/<town3>/centre/outages``.
        news: What is told.
        at: Now, UTC.
        seq: Counts the alerts of the incident.
        share: The share in force, as the method's threshold.
        reason: Why it ended; none while it goes on.
    """
    phase = Phase.END if reason else Phase.UPDATE if seq else Phase.NEW
    return Alert(
        id=alert_id,
        type=IncidentKind.CAMERA_FAULT.event_type,  # type: ignore[arg-type]  # checked by pydantic
        source=source,
        subject=f"region/{news.village}",
        time=at,
        data=AlertData(
            incident_id=incident_id,
            phase=phase,
            epoch=0,
            seq=seq,
            severity=news.severity,
            region=news.village,
            measurement=Measurement(
                quantity="cameras_gone",
                value=float(news.gone),
                unit="cameras",
                limit=float(news.needed),
            ),
            time_source=TimeSource.ARRIVAL,
            decoded_at=at,
            model=ModelName(name=METHOD, version=METHOD_VERSION, threshold=share),
            reason=reason,
        ),
    )
