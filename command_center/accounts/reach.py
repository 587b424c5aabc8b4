"""What of the tables a viewer reaches, as conditions of a query.

A list is filtered by them, and a single thing is looked for through them, so that what is out of
reach and what is not there cannot be told apart.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import ColumnElement, Select, false, or_, select, true

from command_center.accounts.grant import EVERY_UNIT, Grant
from command_center.accounts.role import Role
from command_center.accounts.viewer import Viewer
from command_center.store.camera_row import CameraRow
from command_center.store.dead_letter_row import DeadLetterRow
from command_center.store.handover_row import HandoverRow
from command_center.store.incident_row import IncidentRow
from command_center.store.silence_row import SilenceRow
from command_center.store.task_row import TaskRow
from sharp_eyes.alert.kind import IncidentKind

_DEAD_LETTER = DeadLetterRow.__table__.c
_HANDOVER = HandoverRow.__table__.c
_INCIDENT = IncidentRow.__table__.c
_SILENCE = SilenceRow.__table__.c
_TASK = TaskRow.__table__.c
_CAMERA = CameraRow.__table__.c


def incidents_in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which an incident is the viewer's to see.

    A grant of one managing unit reaches the incidents of its cameras, and those whose task went to
    it. An operator sees faults of cameras, a grid worker what there is a task about: the rest is
    not their work.
    """
    return _any(viewer, _incident)


def tasks_in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which a task is the viewer's to see.

    A grant of one managing unit reaches the tasks that went to it, and those about its cameras.
    """
    return _any(viewer, _task)


def handovers_in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which all that was handed over is the viewer's to see."""
    return _any(viewer, _handover)


def dead_letters_in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which a refused alert is the viewer's to see."""
    return _any(viewer, _dead_letter)


def silences_in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which a silenced camera is the viewer's."""
    return _any(viewer, _silence)


def _any(viewer: Viewer, condition: Callable[[Grant], ColumnElement[bool]]) -> ColumnElement[bool]:
    return or_(false(), *(condition(grant) for grant in viewer.grants))


def _incident(grant: Grant) -> ColumnElement[bool]:
    reached = _under(_INCIDENT.region, grant)
    task = select(_TASK.id).where(_TASK.incident_id == _INCIDENT.id)
    if grant.unit != EVERY_UNIT:
        theirs = task.where(_TASK.unit == grant.unit).exists()
        reached &= or_(_INCIDENT.camera_id.in_(_cameras_of(grant.unit)), theirs)
    if grant.role is Role.OPERATOR:
        reached &= _INCIDENT.kind == IncidentKind.CAMERA_FAULT.value
    if grant.role is Role.GRID_WORKER:
        reached &= task.exists()
    return reached


def _task(grant: Grant) -> ColumnElement[bool]:
    reached = _under(_TASK.region, grant)
    if grant.unit != EVERY_UNIT:
        about = select(_INCIDENT.id).where(_INCIDENT.camera_id.in_(_cameras_of(grant.unit)))
        reached &= or_(_TASK.unit == grant.unit, _TASK.incident_id.in_(about))
    if grant.role is Role.OPERATOR:
        reached &= _TASK.kind == IncidentKind.CAMERA_FAULT.value
    return reached


def _handover(grant: Grant) -> ColumnElement[bool]:
    reached = _under(_HANDOVER.region, grant)
    return reached if grant.unit == EVERY_UNIT else reached & (_HANDOVER.unit == grant.unit)


def _dead_letter(grant: Grant) -> ColumnElement[bool]:
    reached = _under(_DEAD_LETTER.region, grant)
    if grant.unit != EVERY_UNIT:
        reached &= _DEAD_LETTER.camera_id.in_(_cameras_of(grant.unit))
    return reached


def _silence(grant: Grant) -> ColumnElement[bool]:
    reached = _under(_SILENCE.region, grant)
    if grant.unit != EVERY_UNIT:
        reached &= _SILENCE.camera_id.in_(_cameras_of(grant.unit))
    return reached


def _under(region: ColumnElement[str], grant: Grant) -> ColumnElement[bool]:
    return region.startswith(grant.prefix) if grant.prefix else true()


def _cameras_of(unit: str) -> Select[tuple[str]]:
    return select(_CAMERA.id).where(_CAMERA.document["managing_unit"].as_string() == unit)
