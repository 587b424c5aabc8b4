"""Clips named by updates that a later update replaces before they were sent."""

from __future__ import annotations

from collections.abc import Iterable

from sharp_eyes.alert.alert import Alert
from sharp_eyes.alert.evidence import MP4

MAX_EVIDENCE = 16
"""An alert names no more (``AlertData.evidence``)."""


def with_clips_of(alert: Alert, replaced: Iterable[bytes]) -> Alert:
    """Let an update name the clips of those it replaces.

    Of an incident's figures the newest update alone counts; its one clip would be lost with an
    update that was merged away while the broker was not there.

    Args:
        alert: The newest update.
        replaced: Bodies of older updates of the same incident that were never sent.
    """
    named = {one.sha256 for one in alert.data.evidence}
    clips = [
        one
        for body in replaced
        for one in Alert.model_validate_json(body).data.evidence
        if one.media_type == MP4 and one.sha256 not in named
    ]
    if not clips:
        return alert
    evidence = (*alert.data.evidence, *clips)[:MAX_EVIDENCE]
    return alert.model_copy(update={"data": alert.data.model_copy(update={"evidence": evidence})})
