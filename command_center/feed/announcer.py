"""Tells the world about a commit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from command_center.feed.notifier import Notifier
from command_center.views.task_view import TaskView
from sharp_eyes.dispatch.topics import ROOT, TASKS
from sharp_eyes.region_code import county_of, town_of, village_of

MOST_TOGETHER = 100
"""Tasks in one message, of 1.2 kB each: within what a broker takes."""


class Publisher(Protocol):
    """Whoever can put a message on the broker."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Put a message in line; never waits."""
        ...


class Announcer:
    """Wakes the feeds of this process and publishes task changes (contract C5).

    Several tasks of one village that change in one commit are one message: an array of them.

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
        by_topic: dict[str, list[bytes]] = {}
        for task in tasks:
            told = by_topic.setdefault(tasks_topic(task.region), [])
            told.append(task.model_dump_json().encode())
        for topic, told in by_topic.items():
            for first in range(0, len(told), MOST_TOGETHER):
                together = told[first : first + MOST_TOGETHER]
                payload = together[0] if len(together) == 1 else b"[" + b",".join(together) + b"]"
                self._publisher.publish(topic, payload)


def tasks_topic(region: str) -> str:
    """Return ``sharp-eyes/v1/<county6>/<town3>/<village3>/tasks`` for a region code."""
    return f"{ROOT}/{county_of(region)}/{town_of(region)}/{village_of(region)}/{TASKS}"
