"""The build hook: makes the wall page and the default model before files are packed.

The work is done by ``build_support``; this file only joins it to hatchling.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class SharpEyesBuildHook(BuildHookInterface[Any]):
    """Called by hatchling for the wheel, the source archive and the editable install alike."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make what is missing.

        Args:
            version: ``standard`` or ``editable``; both need the artefacts.
            build_data: hatchling's; left as it is, the artefacts are named in ``pyproject.toml``.
        """
        # The project's root is not on the path of an isolated build.
        sys.path.insert(0, self.root)
        try:
            from build_support.default_model import ensure_default_model
            from build_support.wall_page import ensure_wall_page
        finally:
            sys.path.remove(self.root)
        root = Path(self.root)
        ensure_wall_page(root)
        ensure_default_model(root)
