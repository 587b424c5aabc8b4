"""Opening ONNX files so that errors appear at start and say what to do."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import onnxruntime

from detectors.models.family import ModelFamily
from detectors.models.providers import CPU
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart

DOCTOR = Bilingual(
    "运行 sharp-eyes doctor 查看缺少什么，或用 --model 指定模型文件",
    "run sharp-eyes doctor to see what is missing, or name a model file with --model",
)


def read_model_file(path: Path) -> bytes:
    """Read a model file whole.

    Raises:
        MissingPart: there is no such file, or it may not be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MissingPart(
            Bilingual(
                f"无法读取模型文件 {path}：{reason}",
                f"the model file {path} cannot be read: {reason}",
            ),
            next_step=DOCTOR,
            file=str(path),
        ) from error


def sha256_of(data: bytes) -> str:
    """Return 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def open_session(
    data: bytes, path: Path, *, providers: Sequence[str] = (CPU,)
) -> onnxruntime.InferenceSession:
    """Open a model on one processor thread.

    One thread each, because many cameras are looked at side by side; no spinning, because a
    waiting thread must not eat what decoding needs.

    Args:
        data: Contents of the file.
        path: Where it came from, for the error text.
        providers: Of onnxruntime, the preferred one first.

    Raises:
        BadInput: the file is no ONNX model that onnxruntime can run.
        MissingPart: a provider that was asked for could not be used, so that the model would have
            run on another in silence.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(
            data, sess_options=options, providers=list(providers)
        )
    except Exception as error:  # onnxruntime's errors share no public base class
        raise BadInput(
            Bilingual(
                f"模型文件 {path.name} 损坏或不是 ONNX 格式：{_first_line(error)}",
                f"the model file {path.name} is broken or no ONNX model: {_first_line(error)}",
            ),
            next_step=DOCTOR,
            file=str(path),
        ) from error
    # onnxruntime falls back in silence where a provider's libraries are missing.
    if providers[0] not in session.get_providers():
        raise MissingPart(
            Bilingual(
                f"推理后端 {providers[0]} 无法启动",
                f"the provider {providers[0]} cannot be started",
            ),
            next_step=Bilingual(
                "检查驱动和运行库，或去掉 SHARP_EYES_MODEL_PROVIDERS",
                "look at its driver and libraries, or unset SHARP_EYES_MODEL_PROVIDERS",
            ),
            file=str(path),
        )
    return session


def wrong_family(path: Path, family: str, reason: Bilingual) -> BadInput:
    """Make the error for a file that opens but is not of the family named."""
    names = ", ".join(ModelFamily)
    return BadInput(
        Bilingual(
            f"模型文件 {path.name} 不属于 {family} 系列：{reason.zh}",
            f"the model file {path.name} is not of the family {family}: {reason.en}",
        ),
        next_step=Bilingual(
            f"核对设置中的模型系列（{names}），或换一个模型文件",
            f"check the model family in the settings ({names}), or name another file",
        ),
        file=str(path),
    )


def no_first_look(path: Path, family: str, error: Exception) -> BadInput:
    """Make the error for a file that fails at its first picture."""
    said = _first_line(error)
    return wrong_family(
        path, family, Bilingual(f"试运行失败：{said}", f"a first look failed: {said}")
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
