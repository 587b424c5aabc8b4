"""Reading a small YAML or JSON file into a pydantic model, every fault at its line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.registry.fault import RegistryFault
from sharp_eyes.registry.yaml_tree import YamlTree, read_tree
from simulators.replay.file_text import bad_rows, read_text

Model = TypeVar("Model", bound=BaseModel)

_REASONS = {
    "missing": "缺少必填字段 / needed, and not there",
    "extra_forbidden": "没有这个字段，可能是拼写错误 / no such field; a typing slip?",
}


def read_tree_file(path: Path, next_step: Bilingual) -> YamlTree:
    """Read a YAML or JSON file as plain data with lines.

    Raises:
        MissingPart: it is not there.
        BadInput: it cannot be parsed.
    """
    text = read_text(path)
    if path.suffix.lower() == ".json":
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            line = getattr(error, "lineno", 0)
            fault = RegistryFault(path.name, line, "", f"JSON: {getattr(error, 'msg', error)}")
            raise bad_rows(path.name, [str(fault)], next_step) from error
        # JSON is YAML but for tabs between its parts; read as such it gives the lines.
        tree = read_tree(text.replace("\t", " "), path.name)
        lines = {} if isinstance(tree, RegistryFault) else tree.lines
        return YamlTree(data, lines)
    tree = read_tree(text, path.name)
    if isinstance(tree, RegistryFault):
        raise bad_rows(path.name, [str(tree)], next_step)
    if tree.faults:
        listed = [
            str(RegistryFault(path.name, line, _dotted(at), why)) for line, at, why in tree.faults
        ]
        raise bad_rows(path.name, listed, next_step)
    return tree


def read_model(path: Path, model: type[Model], next_step: Bilingual) -> Model:
    """Read a file into a model.

    Args:
        path: ``.json``, else YAML.
        model: What it must be.
        next_step: Where its form is described.

    Raises:
        MissingPart: it is not there.
        BadInput: it lists every fault as ``file:line: field: reason``.
    """
    return to_model(read_tree_file(path, next_step), path.name, model, next_step)


def to_model(tree: YamlTree, file: str, model: type[Model], next_step: Bilingual) -> Model:
    """Make a model of plain data.

    Raises:
        BadInput: it lists every fault as ``file:line: field: reason``.
    """
    try:
        return model.model_validate(tree.data if tree.data is not None else {})
    except ValidationError as error:
        faults = [_fault(tree, file, detail) for detail in error.errors(include_url=False)]
        faults.sort(key=lambda fault: fault.line)
        raise bad_rows(file, [str(fault) for fault in faults], next_step) from error


def _fault(tree: YamlTree, file: str, detail: Any) -> RegistryFault:
    path = tuple(detail["loc"])
    reason = _REASONS.get(detail["type"]) or str(detail["msg"]).removeprefix("Value error, ")
    shown = detail.get("input")
    if detail["type"] not in _REASONS and isinstance(shown, str | int | float):
        # An address may carry a password.
        text = str(shown)
        reason += "" if "@" in text else f" ({text[:60]!r})"
    return RegistryFault(file, tree.line_of(path), _dotted(path), reason)


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text
