"""Tells the world about a commit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from command_center.feed.notifier import Notifier
from command_center.views.task_view import TaskView
from sharp_eyes.dispatch.topics import ROOT, TASKS
from sharp_eyes.region_code import county_of, town_of, village_of


class Publisher(Protocol):
    """Whoever can put a message on the broker."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Put a message in line; never waits."""
        ...


class Announcer:
    """Wakes the feeds of this process and publishes task changes (contract C5).

    Args:
        notifier: Wakes the feeds.
        publisher: To the broker; none without one.
    """

    def __init__(self, notifier: Notifier, publisher: Publisher | None) -> None:
        self._notifier = notifier
        self._publisher = publisher

    def committed(self, tasks: Iterable[TaskView] = ()) -> None:
        """Call after a commit, never before.

        Args:
            tasks: Those that changed in it.
        """
        self._notifier.wake()
        if self._publisher is None:
            return
        for task in tasks:
            self._publisher.publish(tasks_topic(task.region), task.model_dump_json().encode())


def tasks_topic(region: str) -> str:
    """Return ``sharp-eyes/v1/<county6>/<town3>/<village3>/tasks`` for a region code."""
    return f"{ROOT}/{county_of(region)}/{town_of(region)}/{village_of(region)}/{TASKS}"
