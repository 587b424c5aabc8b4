"""From coded, unmasked pictures to a masked clip, all in memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from detectors.evidence.clip_scene import clip_scene
from detectors.masking.clip_masker import ClipMasker
from detectors.models.object_model import ObjectModel
from detectors.picture import Picture
from detectors.pipeline import CHINA
from ingest.worker.clips.clip_decoding import decoded
from ingest.worker.clips.clip_encoder import encode_mp4
from ingest.worker.clips.clip_request import ClipRequest, ClipUnit
from sharp_eyes.registry.camera import Camera

_SLACK_S = 4.0
"""Of a clip's length, for pictures whose times are a little off."""


def make_clip(
    request: ClipRequest, units: Sequence[ClipUnit], model: ObjectModel | None
) -> bytes | None:
    """Decode, mask, caption and encode.

    Args:
        request: What is wanted.
        units: The pictures, the first one a key picture.
        model: Finds people; none for pixelating the whole.

    Returns:
        An MP4 file, or none where no picture could be decoded.
    """
    camera = Camera.model_validate_json(request.camera)
    every = max(1, round(request.look_every_s * request.fps))
    masker = ClipMasker(model, camera.privacy_masks, every)
    length_s = (request.end_at - request.begin_at) / timedelta(seconds=1) + _SLACK_S
    return encode_mp4(
        _scenes(request, camera, units, masker, model),
        crf=request.crf,
        most_kbps=request.most_kbps,
        most_pictures=max(1, round(length_s * request.fps / 0.7)),
    )


def _scenes(
    request: ClipRequest,
    camera: Camera,
    units: Sequence[ClipUnit],
    masker: ClipMasker,
    model: ObjectModel | None,
) -> Iterator[tuple[datetime, Picture]]:
    zone = next((one for one in camera.active_zones if one.id == request.zone_id), None)
    name = None if model is None else model.name(request.threshold)
    times: deque[datetime] = deque()

    def pictures() -> Iterator[Picture]:
        for at, picture in decoded(
            units,
            request.codec,
            width_px=request.width_px,
            fps=request.fps,
            end_at=request.end_at,
        ):
            times.append(at)
            yield picture

    for masked in masker.mask(pictures()):
        at = times.popleft()
        # What lies before the beginning was decoded and looked at for those that follow.
        if at >= request.begin_at:
            yield at, clip_scene(masked, camera, zone, at, name, CHINA)
