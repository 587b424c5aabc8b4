"""Which detectors a worker has, with which models; heavy imports happen only for what is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from ingest.worker.camera_watch import CameraWatch, WatchFactory
from ingest.worker.clips.clip_parts import ClipParts
from ingest.worker.clips.clip_process import ClipProcess
from ingest.worker.clips.clip_settings import MIB, ClipModel, ClipSettings
from ingest.worker.options import WorkerOptions
from ingest.worker.settings import WorkerSettings
from ingest.worker.unwatched import unwatched
from sharp_eyes.registry.camera import Camera
from sharp_eyes.registry.permit import Permit
from sharp_eyes.registry.protected_land import ProtectedLand

if TYPE_CHECKING:
    from detectors.construction.works_sight import WorksSight
    from detectors.crowd.people_mapper import PeopleMapper
    from detectors.models.object_model import ObjectModel

_log = structlog.get_logger(__name__)

DENSITY_MODEL = "SHARP_EYES_DENSITY_MODEL"
"""File of the model that counts dense crowds; without it boxes alone are counted."""


def object_model(options: WorkerOptions, settings: WorkerSettings) -> ObjectModel | None:
    """Load the object model; takes a second, not for the event loop.

    Returns:
        None where no detector needs one, or where the packaged one was not built, which is logged.

    Raises:
        MissingPart: the file named is not there.
        BadInput: it is broken, or of another family.
    """
    if not (settings.crowd or settings.construction):
        return None
    # Its runtime starts a thread and takes 20 MB as soon as it is imported: neither is for the
    # guard, nor for a worker without detectors.
    from detectors.models.loading import (
        default_model_family,
        default_model_path,
        load_model,
        packaged_model_path,
    )

    path = default_model_path(options.model)
    if path == packaged_model_path() and not path.is_file():
        _log.warning(
            "no object model: crowds are not detected and evidence is pixelated whole",
            next_step="sharp-eyes doctor",
        )
        return None
    return load_model(path, default_model_family(options.model_family))


def density_model(environment: Mapping[str, str], settings: WorkerSettings) -> PeopleMapper | None:
    """Load the model that counts dense crowds, if one is named; not for the event loop.

    Raises:
        SharpEyesError: the file named cannot be used.
    """
    named = environment.get(DENSITY_MODEL)
    if not (named and settings.crowd):
        return None
    from detectors.crowd.density_model import DensityModel

    return DensityModel(Path(named))


def works_sight(settings: WorkerSettings) -> WorksSight | None:
    """Load what tells works from all else that is new; not for the event loop.

    Raises:
        SharpEyesError: the packaged file is missing or broken.
    """
    if not settings.construction:
        return None
    from detectors.construction.works_sight import WorksSight

    return WorksSight()


def watch_factory(
    options: WorkerOptions,
    settings: WorkerSettings,
    model: ObjectModel | None,
    density: PeopleMapper | None,
    sight: WorksSight | None,
) -> WatchFactory:
    """Return what makes a camera's detectors; none look where nobody asked for any.

    A worker with a centre has them also without a detector switched on: its stills are masked.
    """
    if not options.centres and not settings.detecting:
        return unwatched
    from detectors.pipeline import CameraDetectors

    def watch(
        camera: Camera, permits: Sequence[Permit], protected_land: Sequence[ProtectedLand]
    ) -> CameraWatch:
        return CameraDetectors(
            camera, permits, model, protected_land=protected_land, density=density, sight=sight
        )

    return watch


def clip_parts(
    options: WorkerOptions, settings: WorkerSettings, environment: Mapping[str, str]
) -> ClipParts | None:
    """Return how clips are made; none of a worker that makes none."""
    if not options.clip_memory_mib or not settings.crowd:
        return None
    clips = ClipSettings(memory_bytes=options.clip_memory_mib * MIB)
    return ClipParts(clips, _clip_model(options), ClipProcess(clips, environment))


def _clip_model(options: WorkerOptions) -> ClipModel:
    from detectors.models.loading import default_model_family, default_model_path

    path = default_model_path(options.model)
    family = str(default_model_family(options.model_family))
    return ClipModel(path if path.is_file() else None, family)
