"""Who makes a call, as the table let them in."""

from __future__ import annotations

from dataclasses import dataclass

from command_center.accounts.viewer import Viewer
from command_center.api.access_rule import AccessRule


@dataclass(frozen=True, slots=True)
class Caller:
    """One call's caller.

    Attributes:
        rule: The row of the table that let them in.
        viewer: A person, or a machine with its token; narrowed to what the row asks for.
        node: Name of the node, where one calls.
    """

    rule: AccessRule
    viewer: Viewer | None = None
    node: str | None = None
