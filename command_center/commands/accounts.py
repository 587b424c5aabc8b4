"""``sharp-eyes accounts``: accounts by hand, where no security administrator can sign in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from command_center.commands.centre_options import DEFAULT_STATE, State, Url

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from command_center.accounts.grant import Grant
    from command_center.accounts.users import Users
    from command_center.accounts.viewer import Viewer

    Work = Callable[[Users, AsyncSession, Viewer], Awaitable[Any]]

Result = TypeVar("Result")

accounts = typer.Typer(
    help="账号与授权，无法登录时使用 · Accounts and grants, where nobody can sign in.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Name = Annotated[str, typer.Argument(help="用户名 · User name.")]
RoleName = Annotated[
    str, typer.Argument(help="角色，如 duty_officer · Role; docs/reference/access.md lists them.")
]
Region = Annotated[
    str, typer.Option(help="区划代码 12 位，缺省为全部 · Region, 12 digits; everywhere without it.")
]
Unit = Annotated[str, typer.Option(help="管理单位，缺省为全部 · Managing unit; all without it.")]


@accounts.command("list")
def list_(state: State = DEFAULT_STATE, database: Url = None) -> None:
    """列出账号及其授权 · List accounts and what they were granted."""

    async def work(users: Users, session: AsyncSession, viewer: Viewer) -> list[str]:
        return [
            f"{user.username}\t{user.display_name}\t"
            + ("停用 disabled\t" if user.disabled else "\t")
            + ", ".join(_text(grant) for grant in grants)
            for user, grants in await users.all(session, viewer)
        ]

    for line in _run(state, database, work):
        typer.echo(line)


@accounts.command()
def add(
    username: Name,
    display_name: Annotated[
        str, typer.Option("--name", help="显示名称，缺省为用户名 · What is shown.")
    ] = "",
    region: Region = "",
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """新建账号并显示一次口令 · Make an account; its password is shown once."""
    from command_center.commands.accounts_work import made_password

    form = _checked(username, display_name or username, region)
    password, encoded = asyncio.run(made_password())

    async def work(users: Users, session: AsyncSession, viewer: Viewer) -> None:
        await users.create(session, viewer, form.username, form.display_name, form.region, encoded)

    _run(state, database, work)
    _tell_password(username, password)


@accounts.command()
def password(username: Name, state: State = DEFAULT_STATE, database: Url = None) -> None:
    """重置口令并结束其会话 · Make another password, shown once; sessions end."""
    from command_center.commands.accounts_work import made_password

    made, encoded = asyncio.run(made_password())

    async def work(users: Users, session: AsyncSession, viewer: Viewer) -> None:
        await users.reset_password(session, viewer, username, encoded)

    _run(state, database, work)
    _tell_password(username, made)


@accounts.command("reset-codes")
def reset_codes(username: Name, state: State = DEFAULT_STATE, database: Url = None) -> None:
    """验证器遗失时重置动态验证码并结束其会话 · Take codes away when the authenticator is lost."""

    async def work(users: Users, session: AsyncSession, viewer: Viewer) -> None:
        await users.reset_codes(session, viewer, username)

    _run(state, database, work)
    typer.echo(f"{username}：动态验证码已重置 · codes are taken away")


@accounts.command()
def grant(
    username: Name,
    role: RoleName,
    region: Region = "",
    unit: Unit = "",
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """授予角色 · Grant a role."""
    granted = _grant(role, region, unit)

    async def work(users: Users, session: AsyncSession, viewer: Viewer) -> None:
        await users.grant(session, viewer, username, granted)

    _run(state, database, work)
    typer.echo(f"+ {username}: {_text(granted)}")


@accounts.command()
def revoke(
    username: Name,
    role: RoleName,
    region: Region = "",
    unit: Unit = "",
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """收回角色并结束其会话 · Take a role back; sessions end."""
    taken = _grant(role, region, unit)

    async def work(users: Users, session: AsyncSession, viewer: Viewer) -> None:
        await users.revoke(session, viewer, username, taken)

    _run(state, database, work)
    typer.echo(f"- {username}: {_text(taken)}")


@accounts.command()
def disable(
    username: Name,
    reason: Annotated[str, typer.Option(help="原因，记入审计 · Why; it goes into the trail.")],
    state: State = DEFAULT_STATE,
    database: Url = None,
) -> None:
    """停用账号并结束其会话 · Let nobody in by it; sessions end."""

    async def work(users: Users, session: AsyncSession, viewer: Viewer) -> None:
        await users.disable(session, viewer, username, reason)

    _run(state, database, work)
    typer.echo(f"{username}：已停用 · disabled")


@accounts.command()
def enable(username: Name, state: State = DEFAULT_STATE, database: Url = None) -> None:
    """启用账号 · Let an account in again."""

    async def work(users: Users, session: AsyncSession, viewer: Viewer) -> None:
        await users.enable(session, viewer, username)

    _run(state, database, work)
    typer.echo(f"{username}：已启用 · enabled")


def _run(state: Path, database: str | None, work: Work) -> Any:
    from command_center.commands.accounts_work import with_users

    return asyncio.run(with_users(state, database, work))


def _checked(username: str, display_name: str, region: str) -> Any:
    from pydantic import ValidationError

    from command_center.api.account_forms import NewUser
    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput

    try:
        return NewUser(username=username, display_name=display_name, region=region)
    except ValidationError as error:
        fields = ", ".join(str(one["loc"][0]) for one in error.errors())
        raise BadInput(
            Bilingual(f"{fields} 格式不对", f"{fields}: malformed"),
            next_step=Bilingual(
                "用户名为 2 至 32 个小写字母、数字、点或横线；区划为 12 位数字",
                "a user name is 2 to 32 small letters, digits, dots, dashes; a region 12 digits",
            ),
        ) from error


def _grant(role: str, region: str, unit: str) -> Grant:
    from pydantic import ValidationError

    from command_center.accounts.grant import Grant
    from command_center.accounts.role import Role
    from command_center.api.account_forms import GrantForm
    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput

    try:
        form = GrantForm.model_validate({"role": role, "region": region, "unit": unit})
    except ValidationError as error:
        raise BadInput(
            Bilingual("角色或区划不对", "no such role, or a malformed region"),
            next_step=Bilingual(
                "角色为 " + "、".join(Role) + " 之一；区划为 12 位数字",
                "a role is one of " + ", ".join(Role) + "; a region has 12 digits",
            ),
        ) from error
    return Grant(form.role, form.region, form.unit)


def _text(grant: Grant) -> str:
    unit = f" ({grant.unit})" if grant.unit else ""
    return f"{grant.role} @ {grant.region or '*'}{unit}"


def _tell_password(username: str, made: str) -> None:
    typer.echo(
        f"{username}：口令 {made}（只显示这一次）\n{username}: password {made} (shown this once)"
    )
