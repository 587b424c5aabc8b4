"""From the registry's cameras to promised intervals."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.schedule.look import Look, LookKind
from ingest.schedule.promise import Promise
from ingest.worker.camera_watch import CameraWatch
from ingest.worker.settings import WorkerSettings
from sharp_eyes.registry.camera import Camera

CROWD_MOST_OFTEN = 4.0
"""A crowd forms where people move: such a scene is worth up to so many looks in the place of one.
What construction looks for lasts, whether or not something moves at the moment."""


def promises_for(
    watched: Iterable[tuple[Camera, CameraWatch]], settings: WorkerSettings
) -> list[Promise]:
    """Return what is promised for the cameras.

    A camera that no detector looks at is sampled where sampling is asked for.

    Args:
        watched: Cameras with their detectors.
        settings: Which detectors run.
    """
    promises: list[Promise] = []
    for camera, watch in watched:
        if not camera.enabled:
            continue
        analytics = camera.analytics
        own: list[Promise] = []
        if settings.crowd and watch.watches_crowd:
            own.append(
                Promise(
                    Look(camera.id, LookKind.CROWD),
                    analytics.crowd_every_s,
                    most_often=CROWD_MOST_OFTEN,
                )
            )
        if settings.construction and watch.watches_construction:
            own.append(
                Promise(
                    Look(camera.id, LookKind.CONSTRUCTION),
                    analytics.construction_every_s,
                    analytics.frames_per_visit,
                )
            )
        if settings.diagnosis and watch.watches_diagnosis:
            own.append(Promise(Look(camera.id, LookKind.DIAGNOSIS), analytics.diagnosis_every_s))
        if not own and settings.sample_every_s > 0:
            own.append(Promise(Look(camera.id, LookKind.SAMPLE), settings.sample_every_s))
        promises += own
    return promises
