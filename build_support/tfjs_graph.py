"""Reading a TensorFlow.js graph model: a JSON description beside one or more files of weights."""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from build_support.errors import BuildSupportError

# The data types a weights manifest may name, and the types its values may be stored in
# (tfjs-core, io/types.ts: WeightsManifestEntry and its `quantization`).
_VALUE_TYPES: Mapping[str, type[np.generic]] = {
    "float32": np.float32,
    "int32": np.int32,
    "bool": np.bool_,
}
_STORED_TYPES: Mapping[str, type[np.generic]] = {
    "float16": np.float16,
    "uint16": np.uint16,
    "uint8": np.uint8,
}


@dataclass(frozen=True, slots=True)
class TfjsNode:
    """One operation of the graph.

    Attributes:
        name: unique within the graph.
        op: TensorFlow's name of the operation, such as ``Conv2D``.
        inputs: names of the values it reads, ``node`` or ``node:port``, in order;
            control inputs (``^node``) are left out.
        attributes: the attributes as the JSON holds them; read them by the ``*_attribute`` methods.
    """

    name: str
    op: str
    inputs: tuple[str, ...]
    attributes: Mapping[str, Any]

    def text_attribute(self, key: str, default: str) -> str:
        """Return a string attribute; the JSON holds it in base64."""
        value = self.attributes.get(key)
        if value is None:
            return default
        try:
            return base64.b64decode(value["s"], validate=True).decode()
        except (KeyError, TypeError, binascii.Error, UnicodeDecodeError) as error:
            raise BuildSupportError(f"node {self.name}: attribute {key} is no text") from error

    def float_attribute(self, key: str, default: float) -> float:
        """Return a number attribute."""
        value = self.attributes.get(key)
        return default if value is None else float(value["f"])

    def flag_attribute(self, key: str) -> bool:
        """Return a boolean attribute, False where it is absent."""
        value = self.attributes.get(key)
        return False if value is None else bool(value["b"])

    def ints_attribute(self, key: str, default: tuple[int, ...]) -> tuple[int, ...]:
        """Return an attribute that is a list of whole numbers; an empty list is the default."""
        value = self.attributes.get(key)
        listed = [] if value is None else value.get("list", {}).get("i", [])
        return tuple(int(item) for item in listed) or default


@dataclass(frozen=True, slots=True)
class TfjsGraph:
    """A parsed graph model: its operations by name and its constants by name."""

    nodes: Mapping[str, TfjsNode]
    weights: Mapping[str, NDArray[Any]]

    @classmethod
    def parse(cls, description: bytes, read_weights: Callable[[str], bytes]) -> TfjsGraph:
        """Parse the model's JSON and its weights.

        Args:
            description: the text of the model's ``.json``.
            read_weights: gives the bytes of a weights file by the name the JSON uses for it.

        Raises:
            BuildSupportError: the JSON is not a graph model, or the weights do not fit it.
        """
        try:
            document = json.loads(description)
            nodes = {
                entry["name"]: TfjsNode(
                    name=entry["name"],
                    op=entry["op"],
                    inputs=tuple(i for i in entry.get("input", ()) if not i.startswith("^")),
                    attributes=entry.get("attr", {}),
                )
                for entry in document["modelTopology"]["node"]
            }
            weights: dict[str, NDArray[Any]] = {}
            for group in document["weightsManifest"]:
                blob = b"".join(read_weights(path) for path in group["paths"])
                weights.update(_read_group(group["weights"], blob))
        except (ValueError, KeyError, TypeError) as error:
            raise BuildSupportError(
                f"the file is not a TensorFlow.js graph model ({type(error).__name__}: {error}); "
                "fetch the package again"
            ) from error
        return cls(nodes=nodes, weights=weights)


def _read_group(entries: list[dict[str, Any]], blob: bytes) -> dict[str, NDArray[Any]]:
    """Cut one group's bytes into its constants, in the order the manifest lists them."""
    values: dict[str, NDArray[Any]] = {}
    offset = 0
    for entry in entries:
        shape = tuple(int(size) for size in entry["shape"])
        value_type = _VALUE_TYPES[entry["dtype"]]
        quantization = entry.get("quantization")
        stored_type = _STORED_TYPES[quantization["dtype"]] if quantization else value_type
        stored = np.frombuffer(blob, stored_type, count=math.prod(shape), offset=offset)
        offset += stored.nbytes
        value = stored.astype(value_type)
        if quantization and quantization["dtype"] != "float16":
            value = value * value_type(quantization["scale"]) + value_type(quantization["min"])
        values[entry["name"]] = value.reshape(shape)
    if offset != len(blob):
        raise BuildSupportError(
            f"the weights are {len(blob)} bytes, the description names {offset}; "
            "fetch the package again"
        )
    return values
