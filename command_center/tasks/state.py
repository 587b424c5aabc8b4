"""Where a grid task stands."""

from __future__ import annotations

from enum import StrEnum

from sharp_eyes.bilingual import Bilingual


class TaskState(StrEnum):
    """The main line opened → accepted → on_site → reported → closed → archived, and cancelled.

    ``cancelled`` is reached only when a person dismisses the incident.
    """

    OPENED = "opened"
    ACCEPTED = "accepted"
    ON_SITE = "on_site"
    REPORTED = "reported"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nobody in the field has anything left to do."""
        return self in (TaskState.CLOSED, TaskState.ARCHIVED, TaskState.CANCELLED)

    @property
    def progress(self) -> int:
        """How far along the main line it is, from 0; past all of it when cancelled."""
        return list(TaskState).index(self)

    @property
    def label(self) -> Bilingual:
        """Its name on screen."""
        return _TITLES[self]


_TITLES = {
    TaskState.OPENED: Bilingual("待签收", "waiting for acceptance"),
    TaskState.ACCEPTED: Bilingual("已签收", "accepted"),
    TaskState.ON_SITE: Bilingual("已到场", "on site"),
    TaskState.REPORTED: Bilingual("已反馈", "reported back"),
    TaskState.CLOSED: Bilingual("已办结", "closed"),
    TaskState.ARCHIVED: Bilingual("已归档", "archived"),
    TaskState.CANCELLED: Bilingual("已撤销", "cancelled"),
}
