"""Writes docs/reference/access.md from the code: ``python docs/reference/generate_access.py``.

A test compares the page with what this makes, so that it cannot fall behind.
"""

from __future__ import annotations

from pathlib import Path

from command_center.accounts.role import Role
from command_center.accounts.scope import Scope
from command_center.api.access_rule import SOCKET, Callers
from command_center.api.access_table import STEPS, TABLE

HERE = Path(__file__).parent

_HEAD = """# Who may call what 接口权限表

Made by `docs/reference/generate_access.py` from `command_center/api/access_table.py`, the one table
by which calls are let in. What does not stand here is refused, to everybody. `WS` is a socket.

A role counts where it was granted: lists hold what lies there, and a single thing elsewhere is
answered like one that is not there (404). How grants reach stands in
[the guide](../guide/accounts.md).

Without a valid session or token a call is answered 401, with roles that may not make it 403; a
socket is closed with 4401 and 4403.
"""

_ROLES = """
## Roles 角色

| role | 角色 | name |
|---|---|---|
"""

_PEOPLE = """
## People's calls 人员接口

The last column names the scope with which a machine's token may make the call too.

"""

_OTHERS = """
## Other calls 其他接口

| call | what | 用途 | whose |
|---|---|---|---|
"""

_STEPS = """
## Steps of a task 任务步骤

Of `POST /api/v1/tasks/{task_id}/steps`.

"""

_SCOPES = """
## Scopes of machines' tokens 接口令牌权限

| scope | what | 权限 |
|---|---|---|
"""


def page() -> str:
    """Return the page."""
    people = [rule for rule in TABLE if rule.callers is Callers.ROLES]
    others = [rule for rule in TABLE if rule.callers is not Callers.ROLES]
    parts = [_HEAD, _ROLES]
    parts += [f"| `{role}` | {role.label.zh} | {role.label.en} |\n" for role in Role]
    parts += [_PEOPLE, _row("call", "what", "用途", *(f"`{role}`" for role in Role), "scope")]
    parts += [_row(*["---"] * (len(Role) + 4))]
    for rule in people:
        marks = ("✓" if role in rule.roles else "" for role in Role)
        scope = f"`{rule.scope}`" if rule.scope else ""
        parts.append(
            _row(f"`{rule.method} {_shown(rule.path)}`", rule.what.en, rule.what.zh, *marks, scope)
        )
    parts += [_STEPS, _row("step", "步骤", *(f"`{role}`" for role in Role))]
    parts += [_row(*["---"] * (len(Role) + 2))]
    for action, roles in STEPS.items():
        marks = ("✓" if role in roles else "" for role in Role)
        parts.append(_row(f"`{action}`", action.label.zh, *marks))
    parts += [_SCOPES]
    parts += [_row(f"`{scope}`", scope.label.en, scope.label.zh) for scope in Scope]
    parts += [_OTHERS]
    for rule in others:
        whose = f"{rule.callers.value.en} {rule.callers.value.zh}"
        call = f"`{rule.method} {_shown(rule.path)}`"
        parts.append(_row(call, rule.what.en, rule.what.zh, whose))
    parts += ["\nEverything outside `/api/` is the built page, which holds nothing secret: `GET`, "]
    parts += [f"never `{SOCKET}`.\n"]
    return "".join(parts)


def _shown(path: str) -> str:
    """Return a path without how its parts are read."""
    return path.replace(":path}", "}")


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    (HERE / "access.md").write_text(page(), encoding="utf-8")
