"""The password that belongs to a user name on the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from ingest.rtsp.credentials import Credentials
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput

PASSWORD = "SHARP_EYES_CAMERA_PASSWORD"  # noqa: S105 - the name of a variable


def asked_password(
    user: str | None, environment: Mapping[str, str], ask: Callable[[str], str] | None = None
) -> Credentials | None:
    """Return who to be at the camera.

    Args:
        user: From the command line; none for nobody.
        environment: May hold the password.
        ask: Asks at the terminal, without showing what is typed; by default typer's way, where
            there is a terminal.

    Raises:
        BadInput: there is no password and nobody to ask.
    """
    if user is None:
        return None
    password = environment.get(PASSWORD)
    if password is None:
        if ask is None:
            if not sys.stdin.isatty():
                raise BadInput(
                    Bilingual("没有密码", "there is no password"),
                    next_step=Bilingual(f"请设置环境变量 {PASSWORD}", f"set {PASSWORD}"),
                )
            ask = _ask
        password = ask(f"{user} 的密码 / password of {user}")
    return Credentials(user, password)


def _ask(text: str) -> str:
    import typer

    return str(typer.prompt(text, hide_input=True, err=True))
