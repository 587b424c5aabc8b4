"""Options of the commands that propose cameras."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Out = Annotated[
    Path | None,
    typer.Option(
        dir_okay=False,
        help="写出提议的台账（YAML），供 cameras import 使用 · Write what is proposed, for "
        "cameras import.",
    ),
]
