"""The command ``sharp-eyes serve`` as a module, whether it is installed or not."""

from __future__ import annotations

import typer

from command_center.commands.serve import serve

if __name__ == "__main__":
    typer.run(serve)
