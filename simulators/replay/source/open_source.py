"""What a word on the command line means as a source."""

from __future__ import annotations

import re
from datetime import timedelta, tzinfo
from pathlib import Path
from typing import cast

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart
from simulators.replay.source.folder_source import FolderSource, pictures_in
from simulators.replay.source.lapse_source import DEFAULT_DAYS, LapseSource, Rendering
from simulators.replay.source.recordings_source import RecordingsSource, recordings_in
from simulators.replay.source.replay_source import ReplaySource
from simulators.replay.source.scene_recording import SceneRecording
from simulators.replay.source.video_source import VideoSource
from simulators.scenes.scene_source import SCENE_NAMES, SceneName

_SCENE = re.compile(r"scene:(?P<name>[a-z_]+)(?::(?P<seed>\d{1,9}))?")
LEAST_DAYS = 3
_LAPSE = re.compile(r"lapse:(?P<seed>\d{1,9})(?::(?P<days>\d{1,3}))?")


def open_source(
    text: str, every: timedelta | None, local_zone: tzinfo, cache: Path, rendering: Rendering
) -> ReplaySource:
    """Open a video, a folder of pictures or recordings, ``scene:NAME:SEED`` or ``lapse:SEED``.

    A time-lapse of another length is ``lapse:SEED:DAYS``.

    Args:
        text: As given. A file of that name goes before a scene.
        every: Time between two visits, or none for the source's own time.
        local_zone: Of times that name no zone.
        cache: Folder that keeps rendered time-lapses.
        rendering: Told how far rendering one is.

    Raises:
        MissingPart: there is no such file or folder.
        BadInput: there is no such scene, or the folder holds nothing that can be dated.
    """
    path = Path(text)
    if path.is_dir():
        if not pictures_in(path) and recordings_in(path):
            return RecordingsSource(path, every, local_zone)
        return FolderSource(path, every, local_zone)
    if path.is_file():
        return VideoSource(path, every, local_zone)
    scene = _SCENE.fullmatch(text)
    if scene is not None and scene["name"] in SCENE_NAMES:
        return SceneRecording(cast("SceneName", scene["name"]), int(scene["seed"] or 1), every)
    lapse = _LAPSE.fullmatch(text)
    days = int(lapse["days"] or DEFAULT_DAYS) if lapse is not None else 0
    if lapse is not None and days >= LEAST_DAYS:
        return LapseSource(int(lapse["seed"]), days, cache, rendering)
    if text.startswith(("scene:", "lapse:")):
        raise BadInput(
            Bilingual(f"没有生成场景 {text}", f"there is no generated scene {text}"),
            next_step=Bilingual(
                "可用："
                + "，".join(f"scene:{name}:SEED" for name in SCENE_NAMES)
                + f"，lapse:SEED[:DAYS]（至少 {LEAST_DAYS} 天）",
                "there are: "
                + ", ".join(f"scene:{name}:SEED" for name in SCENE_NAMES)
                + f", lapse:SEED[:DAYS] ({LEAST_DAYS} days and more)",
            ),
        )
    raise MissingPart(
        Bilingual(f"找不到 {text}", f"{text} is not there"),
        next_step=Bilingual(
            "检查路径；可以是录像、图片文件夹或 scene:square:7",
            "check the path; a video, a folder of pictures, or scene:square:7",
        ),
    )
