"""What can be done to a grid task."""

from __future__ import annotations

from enum import StrEnum

from sharp_eyes.bilingual import Bilingual


class TaskAction(StrEnum):
    """Steps of a task; ``open`` and ``cancel`` come from its incident, not from the task list."""

    OPEN = "open"
    ACCEPT = "accept"
    ARRIVE = "arrive"
    REPORT = "report"
    CLOSE = "close"
    ARCHIVE = "archive"
    RETURN = "return"
    URGE = "urge"
    CANCEL = "cancel"

    @property
    def label(self) -> Bilingual:
        """Its name on a button."""
        return _TITLES[self]


_TITLES = {
    TaskAction.OPEN: Bilingual("派发", "open"),
    TaskAction.ACCEPT: Bilingual("签收", "accept"),
    TaskAction.ARRIVE: Bilingual("到场", "arrive"),
    TaskAction.REPORT: Bilingual("反馈", "report back"),
    TaskAction.CLOSE: Bilingual("办结", "close"),
    TaskAction.ARCHIVE: Bilingual("归档", "archive"),
    TaskAction.RETURN: Bilingual("退回", "return"),
    TaskAction.URGE: Bilingual("催办", "urge"),
    TaskAction.CANCEL: Bilingual("撤销", "cancel"),
}
