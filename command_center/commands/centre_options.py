"""Options of the commands that work on a centre's state."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

State = Annotated[
    Path, typer.Option(file_okay=False, help="指挥中心状态目录 · The centre's state folder.")
]
Url = Annotated[
    str | None,
    typer.Option(
        "--database",
        envvar="SHARP_EYES_DATABASE_URL",
        help="数据库地址，缺省为状态目录中的 SQLite · SQLAlchemy URL; SQLite by default.",
    ),
]
DEFAULT_STATE = Path(".sharp-eyes/centre")
