"""``camera_registry.yaml``: read with every fault at its line, written so that it reads back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import yaml
from pydantic import ValidationError

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import MissingPart
from sharp_eyes.registry.fault import RegistryFault
from sharp_eyes.registry.faulty import FaultyRegistry
from sharp_eyes.registry.references import References
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_tree import YamlTree, read_tree

MAX_FILE_BYTES = 64 * 1024 * 1024
"""18,000 cameras take about 12 MB; more than this is not a registry."""


@dataclass(frozen=True, slots=True, repr=False)
class FoundCredentials:
    """User name and password that stood in an address; they belong in the secret store.

    Attributes:
        name: The reference that now stands in the camera.
        username: User name.
        password: Password.
    """

    name: str
    username: str
    password: str


@dataclass(frozen=True, slots=True)
class LoadedRegistry:
    """What a file gave.

    Attributes:
        registry: The registry, with no password in it.
        credentials: What was moved out of addresses (contract C1).
    """

    registry: Registry
    credentials: tuple[FoundCredentials, ...]


def load(path: Path) -> Registry:
    """Read a registry file; credentials in addresses are dropped.

    Raises:
        MissingPart: the file is not there or cannot be read.
        FaultyRegistry: it lists every fault.
    """
    return load_with_credentials(path).registry


def load_with_credentials(path: Path) -> LoadedRegistry:
    """Read a registry file and what credentials stood in its addresses.

    Raises:
        MissingPart: the file is not there or cannot be read.
        FaultyRegistry: it lists every fault.
    """
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            size_mb = path.stat().st_size // 1_000_000
            reason = f"文件过大 / the file is too large: {size_mb} MB"
            raise FaultyRegistry([RegistryFault(path.name, 0, "", reason)])
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise MissingPart(
            Bilingual(f"无法读取台账 {path}", f"the registry {path} cannot be read: {error}"),
            next_step=Bilingual("检查路径与权限", "check the path and its permissions"),
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        fault = RegistryFault(path.name, line, "", "不是 UTF-8 / not UTF-8")
        raise FaultyRegistry([fault]) from error
    return parse(text, path.name)


def parse(text: str, file: str = "camera_registry.yaml") -> LoadedRegistry:
    """Read a registry from text.

    Args:
        text: YAML.
        file: Name for faults.

    Raises:
        FaultyRegistry: it lists every fault.
    """
    tree = read_tree(text, file)
    if isinstance(tree, RegistryFault):
        raise FaultyRegistry([tree])
    data = tree.data if tree.data is not None else {}
    cameras = data.get("cameras") if isinstance(data, dict) else None
    credentials = move_credentials(cameras if isinstance(cameras, list) else [])
    faults = [RegistryFault(file, line, _dotted(path), why) for line, path, why in tree.faults]
    faults += [
        RegistryFault(file, tree.line_of(path), _dotted(path), why)
        for path, why in _references(data).faults()
    ]
    registry = None
    try:
        registry = Registry.model_validate(data)
    except ValidationError as error:
        # Faults of the whole carry no path: they are the broken references named above.
        faults += [
            _fault(tree, file, detail)
            for detail in error.errors(include_url=False)
            if detail["loc"] or not isinstance(data, dict)
        ]
    if faults or registry is None:
        raise FaultyRegistry(sorted(faults, key=lambda fault: fault.line))
    return LoadedRegistry(registry, tuple(credentials))


def dump(registry: Registry) -> str:
    """Write a registry as YAML that reads back to the same registry.

    Comments and passwords are not kept, and the first lines say so.
    """
    body = yaml.safe_dump(
        {"version": registry.version} | registry.model_dump(mode="json", exclude_defaults=True),
        allow_unicode=True,
        sort_keys=False,
        width=100,
    )
    return (
        "# 由 sharp-eyes cameras export 写出；注释与密码不保留\n"
        "# Written by sharp-eyes cameras export; comments and passwords are not kept.\n" + body
    )


def _references(data: Any) -> References:
    """Collect the names in data that may still be wrong in any way."""

    def column(part: str, *keys: str) -> list[tuple[str | None, ...]]:
        rows = data.get(part) if isinstance(data, dict) else None
        return [
            tuple(
                row[key] if isinstance(row, dict) and isinstance(row.get(key), str) else None
                for key in keys
            )
            for row in (rows if isinstance(rows, list) else [])
        ]

    return References(
        regions=[row[0] for row in column("regions", "code")],
        grids=[row[0] for row in column("grids", "code")],
        units=[(row[0], row[1] or None) for row in column("units", "name", "region")],
        cameras=[(row[0], row[1], row[2]) for row in column("cameras", "id", "region", "grid")],
        permits=[(row[0], row[1]) for row in column("permits", "id", "camera")],
        protected_land=[(row[0], row[1]) for row in column("protected_land", "id", "camera")],
    )


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text


_UNION_TAGS = frozenset({"crowd", "construction"})

_REASONS = {
    "missing": "缺少必填字段 / needed, and not there",
    "extra_forbidden": "没有这个字段，可能是拼写错误 / no such field; a typing slip?",
}


def _fault(tree: YamlTree, file: str, detail: Any) -> RegistryFault:
    # pydantic names the chosen branch of a union in the path; people know only the field.
    path = tuple(
        part
        for index, part in enumerate(detail["loc"])
        if not (part in _UNION_TAGS and index and detail["loc"][index - 1] == "limits")
    )
    reason = _REASONS.get(detail["type"]) or detail["msg"].removeprefix("Value error, ")
    shown = detail.get("input")
    if detail["type"] not in _REASONS and isinstance(shown, str | int | float):
        text = str(shown)
        # An address may carry a password, also one that could not be read.
        reason += "" if "@" in text else f" ({text[:60]!r})"
    return RegistryFault(file, tree.line_of(path), _dotted(path), reason)


def move_credentials(cameras: Iterable[Any]) -> list[FoundCredentials]:
    """Take ``user:pass@`` out of all addresses, in place, and return what was found.

    Args:
        cameras: Plain data of cameras, that may be wrong in any way.
    """
    found: list[FoundCredentials] = []
    for camera in cameras:
        streams = camera.get("streams") if isinstance(camera, dict) else None
        if not isinstance(streams, dict):
            continue
        for which in ("sub", "main"):
            address = streams.get(which)
            if not isinstance(address, str) or "@" not in address:
                continue
            try:
                parts = urlsplit(address)
                username, password = parts.username, parts.password
            except ValueError:
                continue
            if username is None:
                continue
            bare = parts.netloc.rpartition("@")[2]
            streams[which] = urlunsplit(parts._replace(netloc=bare))
            name = camera.get("credentials") or f"camera/{camera.get('id', '')}"
            camera["credentials"] = name
            found.append(FoundCredentials(name, unquote(username), unquote(password or "")))
    return found
