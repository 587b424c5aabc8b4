"""One incident with its pictures."""

from __future__ import annotations

import base64
from html import escape
from pathlib import Path

from simulators.replay.page.words import (
    END_REASONS,
    OUTCOMES,
    QUANTITIES,
    ROLES,
    both,
    clock,
    duration,
    kind_label,
    measured,
    moment,
    named,
    of,
    severity_label,
    zone_label,
)
from simulators.replay.report.evidence_report import EvidenceReport
from simulators.replay.report.incident_report import IncidentReport

MAX_EMBEDDED_BYTES = 24 * 1024 * 1024
"""Beyond it pictures are linked from the folder: a page of more is slow to open."""

_EARLIER = frozenset({"before", "series"})
"""Pictures taken before the look with which they were told."""

MAX_PICTURES = 12
"""Per incident; the rest is in the folder."""


class PictureShelf:
    """Puts pictures into the page itself while there is room.

    Args:
        folder: The report's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._left = MAX_EMBEDDED_BYTES

    def address(self, file: str) -> str:
        """Return what an ``img`` shows a picture by."""
        try:
            data = (self._folder / file).read_bytes()
        except OSError:
            return escape(file, quote=True)
        if len(data) > self._left:
            return escape(file, quote=True)
        self._left -= len(data)
        return "data:image/jpeg;base64," + base64.b64encode(data).decode("ascii")


def incident_card(incident: IncidentReport, shelf: PictureShelf) -> str:
    """Return an incident's figures and pictures."""
    shown = incident.evidence
    if len(shown) > MAX_PICTURES:
        half = MAX_PICTURES // 2
        shown = shown[:half] + shown[-half:]
    pictures = "".join(_picture(picture, incident, shelf) for picture in shown)
    more = len(incident.evidence) - len(shown)
    left_out = both(f"另有 {more} 张在文件夹中", f"{more} more in the folder")
    rest = f'<p class="soft small">{left_out}</p>' if more else ""
    return (
        f'<article class="card incident {incident.outcome}" id="{escape(incident.id)}">'
        f"<h3>{of(kind_label(incident.kind))}<span>{of(zone_label(incident.zone))}</span>"
        f'<span class="chip s{incident.severity}">{of(severity_label(incident.severity))}</span>'
        f'<span class="chip {incident.outcome}">{named(OUTCOMES, incident.outcome)}</span></h3>'
        f"<dl>{_facts(incident)}</dl>"
        f'<div class="pictures">{pictures}</div>{rest}'
        f'<p class="soft small"><code>{escape(incident.id)}</code></p></article>'
    )


def _facts(incident: IncidentReport) -> str:
    open_still = both("结束时仍在", "still open at the end")
    end = open_still if incident.end_s is None else escape(clock(incident.end_s))
    if incident.end_reason is not None:
        end += f" ({named(END_REASONS, incident.end_reason)})"
    rows = [
        (both("来源", "source"), escape(incident.source)),
        (both("开始", "start"), escape(clock(incident.start_s))),
        (both("结束", "end"), end),
        (named(QUANTITIES, incident.quantity), measured(incident)),
    ]
    if incident.delay_s is not None:
        rows.append((both("延迟", "delay"), escape(duration(incident.delay_s))))
    return "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)


def _picture(picture: EvidenceReport, incident: IncidentReport, shelf: PictureShelf) -> str:
    at_s = incident.start_s + (picture.captured_at - incident.start).total_seconds()
    role = named(ROLES, picture.role)
    if picture.role in _EARLIER:
        told = clock(at_s)
        when = both(f"随 {told} 的告警，拍摄时间见图", f"told at {told}; its own time stands in it")
    else:
        when = f"{escape(clock(at_s))} · {moment(picture.captured_at)}"
    return (
        f'<figure><img alt="{escape(picture.role)}" src="{shelf.address(picture.file)}">'
        f"<figcaption>{role} · {when}</figcaption></figure>"
    )
