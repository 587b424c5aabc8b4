"""Who may make one call."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from starlette.routing import compile_path

from command_center.accounts.role import Role
from command_center.accounts.scope import Scope
from sharp_eyes.bilingual import Bilingual

SOCKET = "WS"
"""Stands in a method's place where a socket is opened."""


class Callers(Enum):
    """Of whom a call is taken."""

    EVERYBODY = Bilingual("所有人", "everybody")
    NODE = Bilingual("节点令牌", "a node, with its token")
    SIGNED_IN = Bilingual("所有已登录用户", "everybody signed in")
    ROLES = Bilingual("以下角色", "these roles")


@dataclass(frozen=True, slots=True)
class AccessRule:
    """One row of the table.

    Attributes:
        method: HTTP method, or ``SOCKET``.
        path: As the router has it, with its parameters in braces.
        what: What the call does.
        callers: Of whom it is taken.
        roles: Which roles may make it, each where it was granted; with ``Callers.ROLES`` alone.
        scope: What a machine's token has to have to make it; none where no machine may.
        own: Whether it is about one's own account: then also who still owes something, a change
            of password for example, may make it.
    """

    method: str
    path: str
    what: Bilingual
    callers: Callers
    roles: frozenset[Role] = frozenset()
    scope: Scope | None = None
    own: bool = False
    _regex: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Make of the path what addresses are held against."""
        object.__setattr__(self, "_regex", compile_path(self.path)[0])

    def is_for(self, method: str, address: str) -> bool:
        """Tell whether a call is this one."""
        return method == self.method and self._regex.match(address) is not None
