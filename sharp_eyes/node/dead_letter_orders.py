"""What people have decided about a node's dead letters."""

from __future__ import annotations

from sharp_eyes.identifiers import Ulid
from sharp_eyes.node.message import Message


class DeadLetterOrders(Message):
    """The answer to a report; it is given again until a report shows that it was followed.

    Attributes:
        send_again: Ids of alerts to be sent as they were.
        put_aside: Ids of alerts to be forgotten.
    """

    send_again: tuple[Ulid, ...] = ()
    put_aside: tuple[Ulid, ...] = ()
