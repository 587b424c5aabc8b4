"""Who may do what at the embedded broker."""

from __future__ import annotations

from dataclasses import dataclass, field

from sharp_eyes.dispatch.topics import ROOT


@dataclass(frozen=True, slots=True)
class BrokerUser:
    """One user of the broker.

    Attributes:
        name: User name.
        password: Password.
        publish: Topic filters it may publish to.
        subscribe: Topic filters it may subscribe to.
    """

    name: str
    password: str = field(repr=False)
    publish: tuple[str, ...]
    subscribe: tuple[str, ...]


def centre_user(password: str) -> BrokerUser:
    """The centre: reads and writes everything below our root."""
    return BrokerUser("centre", password, (f"{ROOT}/#",), (f"{ROOT}/#",))


def node_user(node: str, password: str) -> BrokerUser:
    """A node: raises alerts anywhere, and has its own topics; no other node's, no tasks."""
    own = f"{ROOT}/+/+/_/{node}"
    return BrokerUser(
        f"node-{node}",
        password,
        (f"{ROOT}/+/+/+/alerts/+", f"{own}/health/+"),
        (f"{own}/acks/+", f"{own}/commands/+", f"{own}/registry/+"),
    )
