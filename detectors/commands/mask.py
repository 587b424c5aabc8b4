"""``sharp-eyes mask``: make the people in a picture file unrecognisable."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MAX_BYTES = 32 * 1024 * 1024
MAX_PIXELS = 50_000_000
FORMATS = (".jpg", ".jpeg", ".png")


def mask(
    source: Annotated[Path, typer.Argument(help="图片文件 / picture file (JPEG, PNG)")],
    target: Annotated[Path, typer.Argument(help="输出文件 / file to write (.jpg, .png)")],
    model: Annotated[Path | None, typer.Option(help="目标检测模型文件 / object model file")] = None,
    family: Annotated[
        str | None,
        typer.Option(
            "--model-family",
            "--family",
            help="模型系列 / model family: nanodet, yolo, ssd, fastestdet, ultralytics (AGPL-3.0)",
        ),
    ] = None,
    whole: Annotated[
        bool, typer.Option("--whole", help="不用模型，整幅打码 / no model: pixelate everything")
    ] = False,
) -> None:
    """遮蔽图片中的人员 / Make the people in a picture unrecognisable.

    Only the masked picture is written, without any of the source's metadata (place, device, time).
    """
    from sharp_eyes.errors import SharpEyesError

    try:
        _mask_file(source, target, None if whole else (model, family))
    except SharpEyesError as error:
        typer.echo(error.bilingual(), err=True)
        raise typer.Exit(code=1) from None


def _mask_file(source: Path, target: Path, model: tuple[Path | None, str | None] | None) -> None:
    import cv2
    import numpy as np

    from detectors.masking.people_masker import MASKING_THRESHOLD, PeopleMasker
    from detectors.models.loading import default_model_family, default_model_path, load_model
    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput, MissingPart

    if target.suffix.lower() not in FORMATS:
        raise BadInput(
            Bilingual("输出文件的类型不支持", "this kind of output file cannot be written"),
            next_step=Bilingual("使用 .jpg 或 .png", "name it .jpg or .png"),
            file=str(target),
        )
    try:
        size = source.stat().st_size
        data = source.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MissingPart(
            Bilingual(f"无法读取图片：{reason}", f"the picture cannot be read: {reason}"),
            next_step=Bilingual("核对文件名", "check the file name"),
            file=str(source),
        ) from error
    image = None
    if data:
        image = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if image is None or image.shape[0] * image.shape[1] > MAX_PIXELS:
        raise BadInput(
            Bilingual("文件不是可用的图片，或过大", "the file is no usable picture, or too large"),
            next_step=Bilingual(
                "使用不超过 32 MiB、5000 万像素的 JPEG 或 PNG",
                "use a JPEG or PNG of at most 32 MiB and 50 million pixels",
            ),
            file=str(source),
        )
    picture = np.asarray(image, np.uint8)
    detections = None
    if model is not None:
        detector = load_model(default_model_path(model[0]), default_model_family(model[1]))
        detections = detector.detect(picture, MASKING_THRESHOLD)
    masked = PeopleMasker().mask(picture, detections)
    _done, encoded = cv2.imencode(target.suffix.lower(), masked)
    try:
        target.write_bytes(encoded.tobytes())
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BadInput(
            Bilingual(f"无法写入：{reason}", f"cannot be written: {reason}"), file=str(target)
        ) from error
    people = "-" if detections is None else str(len(detections.people(MASKING_THRESHOLD)))
    typer.echo(f"{target}: {people}")
