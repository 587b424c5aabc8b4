"""The alerts about a shard that the centre itself raises."""

from __future__ import annotations

from datetime import datetime

from command_center.store.incident_row import IncidentRow
from sharp_eyes.alert.alert import Alert, AlertData
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.alert.severity import Severity
from sharp_eyes.alert.time_source import TimeSource
from sharp_eyes.dispatch.topics import NodeAddress

NODE = "centre"
SHARDS = "shards"
"""What stands in the alert's source where a worker names its node and shard."""

METHOD = "shard-silence"
METHOD_VERSION = "1"


def shard_silent(
    alert_id: str,
    incident_id: str,
    address: NodeAddress,
    at: datetime,
    *,
    silent_s: float,
    limit_s: float,
) -> Alert:
    """Make the alert that a shard has fallen silent.

    Args:
        alert_id: ULID.
        incident_id: ULID, the same in its end.
        address: The shard's.
        at: Now, UTC.
        silent_s: Since when it is silent.
        limit_s: From when on that is a fault.
    """
    return Alert(
        id=alert_id,
        type=IncidentKind.CAMERA_FAULT.event_type,  # type: ignore[arg-type]  # checked by pydantic
        source=NodeAddress(address.county, address.town, NODE, SHARDS).source,
        subject=f"shard/{address.shard}",
        time=at,
        data=AlertData(
            incident_id=incident_id,
            phase=Phase.NEW,
            epoch=0,
            seq=0,
            severity=Severity.MAJOR,
            region=f"{address.county}{address.town}000",
            measurement=Measurement(
                quantity="shard_silence", value=round(silent_s, 1), unit="s", limit=limit_s
            ),
            time_source=TimeSource.ARRIVAL,
            decoded_at=at,
            model=ModelName(name=METHOD, version=METHOD_VERSION, threshold=limit_s),
        ),
    )


def shard_over(alert_id: str, row: IncidentRow, at: datetime, reason: EndReason) -> Alert:
    """Make the alert that an incident of a shard is over, whoever raised it.

    Args:
        alert_id: ULID.
        row: The incident, open.
        at: Now, UTC.
        reason: Why it is over.
    """
    measured = Measurement.model_validate(row.measurement)
    return Alert(
        id=alert_id,
        type=IncidentKind.CAMERA_FAULT.event_type,  # type: ignore[arg-type]  # checked by pydantic
        source=row.source,
        subject=row.subject,
        time=at,
        data=AlertData(
            incident_id=row.id,
            phase=Phase.END,
            epoch=row.epoch,
            seq=row.seq + 1,
            severity=Severity(row.severity),
            region=row.region,
            zone=None if row.zone == "-" else row.zone,
            measurement=measured.model_copy(update={"value": 0.0}),
            time_source=TimeSource.ARRIVAL,
            decoded_at=at,
            model=ModelName.model_validate(row.model),
            reason=reason,
        ),
    )
