"""YAML as plain data that remembers on which line each field stood."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from sharp_eyes.registry.fault import RegistryFault

Path = tuple[str | int, ...]

_DIGITS = re.compile(r"^[0-9]+$")
MAX_DEPTH = 32


@dataclass(slots=True)
class YamlTree:
    """Plain data with the line of every field.

    Attributes:
        data: Mappings, lists and scalars.
        lines: Line, from 1, of each field by its path.
        faults: Fields given twice, aliases nested too deeply.
    """

    data: Any
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[tuple[int, Path, str]] = field(default_factory=list)

    def line_of(self, path: Path) -> int:
        """Return the line of a field, or of the nearest field around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


class _Loader(yaml.CSafeLoader):
    """The safe C loader: 18,000 cameras in seconds, and no tag makes an object."""


def read_tree(text: str, file: str) -> YamlTree | RegistryFault:
    """Parse YAML.

    Digits stay text as they were written: an id of 20 digits, or one with a leading zero, must not
    become a number on its way.

    Args:
        text: The file's text.
        file: Its name, for faults.

    Returns:
        The tree, or the one fault that stopped the parser.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = f"YAML: {error.problem or error.context or 'unreadable'}"
        return RegistryFault(file, mark.line + 1 if mark else 0, "", reason)
    except yaml.YAMLError as error:
        return RegistryFault(file, 0, "", f"YAML: {error}")
    except RecursionError:
        return RegistryFault(file, 0, "", "YAML: 嵌套过深 / nested too deeply")
    tree = YamlTree(data=None)
    loader = _Loader("")
    try:
        tree.data = _build(node, (), tree, loader) if node is not None else None
    finally:
        loader.dispose()
    return tree


def _build(node: yaml.Node, path: Path, tree: YamlTree, loader: _Loader) -> Any:
    tree.lines[path] = node.start_mark.line + 1
    if len(path) > MAX_DEPTH:
        tree.faults.append((tree.lines[path], path, "嵌套过深 / nested too deeply"))
        return None
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            below = (*path, key)
            if key in mapping:
                line = key_node.start_mark.line + 1
                tree.faults.append((line, below, "字段重复 / field given twice"))
                continue
            mapping[key] = _build(value_node, below, tree, loader)
            tree.lines[below] = key_node.start_mark.line + 1
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_build(item, (*path, index), tree, loader) for index, item in enumerate(node.value)]
    if node.tag == "tag:yaml.org,2002:int" and _DIGITS.match(str(node.value)):
        text = str(node.value)
        # Longer than any count we keep, or written with a leading zero: a code, not a number.
        return text if len(text) >= 10 or (len(text) > 1 and text[0] == "0") else int(text)
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        reason = f"值无法识别 / the value cannot be read: {error}"
        tree.faults.append((tree.lines[path], path, reason))
        return None
