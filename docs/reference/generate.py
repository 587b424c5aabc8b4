"""Writes the reference pages from the code: ``python docs/reference/generate.py``.

A test compares the pages with what this makes, so that they cannot fall behind.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sharp_eyes.registry.analytics import Analytics
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.grid import Grid
from sharp_eyes.registry.ground_point import GroundPoint
from sharp_eyes.registry.limits import ConstructionLimits, CrowdLimits
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.place_type import PlaceType
from sharp_eyes.registry.privacy_mask import PrivacyMask
from sharp_eyes.registry.protected_land import ProtectedLand
from sharp_eyes.registry.region import Region
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.streams import Streams
from sharp_eyes.registry.unit import Unit
from sharp_eyes.registry.zone import Zone

HERE = Path(__file__).parent

_MODELS: tuple[type[BaseModel], ...] = (
    Registry,
    Region,
    Grid,
    Unit,
    Camera,
    Streams,
    GroundPoint,
    Analytics,
    Zone,
    CrowdLimits,
    ConstructionLimits,
    PrivacyMask,
    Permit,
    ProtectedLand,
)


def schema() -> str:
    """The JSON Schema of ``camera_registry.yaml``."""
    return json.dumps(Registry.model_json_schema(), ensure_ascii=False, indent=2) + "\n"


def registry_page() -> str:
    """The page on ``camera_registry.yaml``: every field, its default and its meaning."""
    lines = [
        "# camera_registry.yaml",
        "",
        "Made from the code by `python docs/reference/generate.py`; do not edit by hand.",
        "The same as JSON Schema: [camera_registry.schema.json](camera_registry.schema.json).",
        "",
        "A camera needs `id`, `name` and `streams.sub`. `sharp-eyes cameras validate FILE` says",
        "everything that is wrong, each with file, line and field.",
    ]
    for model in _MODELS:
        doc = model.__doc__ or ""
        meanings = _attributes(doc)
        lines += ["", f"## {model.__name__}", "", _plain(doc.split("\n\n")[0].strip()), ""]
        lines += ["| field | type | default | meaning |", "|---|---|---|---|"]
        for name, field in model.model_fields.items():
            lines.append(
                f"| `{name}` | {_type(field.annotation)} | {_default(field)} "
                f"| {_plain(meanings.get(name, ''))} |"
            )
    lines += ["", "## Place types", "", "| value | 名称 | name | cameras | detectors |"]
    lines.append("|---|---|---|---|---|")
    for place in PlaceType:
        allowed = "refused" if place.refused else "allowed"
        detectors = "run" if place.analytics_allowed else "stay off"
        label = place.label
        lines.append(f"| `{place.value}` | {label.zh} | {label.en} | {allowed} | {detectors} |")
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return text.replace("``", "`")


def _attributes(doc: str) -> dict[str, str]:
    body = doc.partition("Attributes:")[2]
    found: dict[str, str] = {}
    name = ""
    for line in body.splitlines():
        match = re.match(r"^\s{8}(\w+): (.*)$", line)
        if match:
            name = match[1]
            found[name] = match[2].strip()
        elif name and line.strip():
            found[name] += " " + line.strip()
    return found


def _type(annotation: Any) -> str:
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        if len(args) == 2 and args[1] is Ellipsis:
            return f"list of {_type(args[0])}"
        return "[" + ", ".join(_type(part) for part in args) + "]"
    if isinstance(annotation, UnionType) or origin is Union:
        named = [_type(part) for part in args if part is not type(None)]
        return " or ".join(named) + (" or none" if type(None) in args else "")
    if origin is not None and str(origin).endswith("Literal"):
        return " or ".join(f"`{part}`" for part in args)
    if hasattr(annotation, "__metadata__"):
        return _type(args[0])
    name = getattr(annotation, "__name__", str(annotation))
    linked = name in {model.__name__ for model in _MODELS}
    return f"[{name}](#{name.lower()})" if linked else {"str": "text"}.get(name, name)


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**needed**"
    value = field.get_default(call_default_factory=True)
    if isinstance(value, BaseModel):
        return "its defaults"
    if value == ():
        return "none"
    if value is None or value == "":
        return "—"
    shown = json.dumps(value, ensure_ascii=False) if not isinstance(value, PlaceType) else value
    return f"`{shown}`"


def pages() -> dict[str, str]:
    """All pages by file name."""
    return {
        "camera_registry.schema.json": schema(),
        "camera_registry.md": registry_page(),
    }


if __name__ == "__main__":
    for name, text in pages().items():
        (HERE / name).write_text(text, encoding="utf-8")
        print(name)
