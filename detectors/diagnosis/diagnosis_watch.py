"""The picture diagnosis of one camera: incidents, evidence, and what must not be shown."""

from __future__ import annotations

from datetime import datetime, tzinfo

import numpy as np

from detectors.diagnosis.fault import PictureFault
from detectors.diagnosis.outline import Outline
from detectors.diagnosis.picture_diagnosis import PictureDiagnosis
from detectors.diagnosis.state import DiagnosisState
from detectors.diagnosis.step import Step
from detectors.diagnosis.view import LEARNING_LOOKS, View
from detectors.evidence.caption import caption_lines, with_caption
from detectors.evidence.evidence_picture import EvidencePicture
from detectors.finding import Finding
from detectors.masking.people_masker import PeopleMasker
from detectors.picture import Picture
from sharp_eyes.alert.evidence import EvidenceRole
from sharp_eyes.alert.incident import Incident, IncidentKey
from sharp_eyes.alert.kind import IncidentKind
from sharp_eyes.alert.measurement import Measurement
from sharp_eyes.alert.model_name import ModelName
from sharp_eyes.alert.phase import EndReason, Phase
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import Damaged
from sharp_eyes.registry.camera import Camera

PICTURE_ZONE = "picture"
"""The zone of incidents that concern the whole picture."""

METHOD_VERSION = "1"
SAVE_EVERY_LOOKS = 60
"""What is usual changes slowly: it is worth a write once in ten minutes."""


class DiagnosisWatch:
    """Turns the diagnosis's steps into findings.

    Args:
        camera: Whose pictures.
        local_zone: For the local time in captions.

    Attributes:
        diagnosis: What is measured.
        moved_since: Since when the view has moved and no operator confirmed it; while it is set,
            the whole picture is masked wherever it leaves the node. It is taken back by
            ``Camera.view_confirmed_at``; at a camera without privacy masks also by the view being
            back in its place.
    """

    def __init__(self, camera: Camera, local_zone: tzinfo) -> None:
        self._camera = camera
        self._local_zone = local_zone
        self._key = IncidentKey(camera.id, IncidentKind.CAMERA_FAULT, PICTURE_ZONE)
        every_s = camera.analytics.diagnosis_every_s
        self.diagnosis = PictureDiagnosis(camera.privacy_masks, every_s)
        self.moved_since: datetime | None = None
        self._was_open: PictureFault | None = None
        self._unsaved_looks = 0
        self._news = False

    @property
    def possible(self) -> bool:
        """Whether masks leave enough of the picture to be judged."""
        return self.diagnosis.seen.enough

    @property
    def blind(self) -> bool:
        """Whether a fault is open in which nothing that is seen can be believed."""
        fault = self.diagnosis.open
        return fault is not None and fault.blinds

    @property
    def worth_saving(self) -> bool:
        """Whether a restart would lose something now."""
        return self._news or self._unsaved_looks >= SAVE_EVERY_LOOKS

    def look(self, image: Picture, captured_at: datetime) -> list[Finding]:
        """Look once; privacy masks are burned in already."""
        if self.moved_since is None:
            self.diagnosis.outline = None
        elif self.diagnosis.outline is None:
            self.diagnosis.outline = Outline(self.diagnosis.seen)
        step = self.diagnosis.look(image, captured_at)
        self._unsaved_looks += 1
        if step is None:
            return []
        self._news = True
        if step.phase is not Phase.END and step.fault is PictureFault.VIEW_MOVED:
            self.moved_since = self.moved_since or captured_at
        elif step.phase is Phase.END and not self._camera.privacy_masks:
            # A view in its place again needs nobody's word; where there are masks, an operator
            # has to say that they fit.
            self.moved_since = None
        return [self._finding(step, image, captured_at)]

    def resume(self, incident: Incident, at: datetime) -> list[Finding]:
        """Go on with the open incident of the picture.

        Args:
            incident: As recorded. It does not say which fault; the state does. Where that was lost,
                it counts as a moved view, the one that is masked: the next looks tell.
            at: Capture time of an end, UTC.

        Returns:
            Its end, where it was a moved view that has been confirmed since.
        """
        fault = self._was_open or self.diagnosis.open or PictureFault.VIEW_MOVED
        if fault is not PictureFault.VIEW_MOVED:
            self.diagnosis.resume(fault)
            return []
        # What the state still says has moved, nobody has confirmed.
        if self.moved_since is None and self._confirmed(incident.opened_at):
            return [self._ended(incident, at)]
        self.diagnosis.resume(fault)
        self.moved_since = self.moved_since or incident.opened_at
        return []

    def state(self) -> bytes | None:
        """Return what a restart needs; none before the first look."""
        self._news, self._unsaved_looks = False, 0
        one = self.diagnosis
        if not one.views.by_light and one.open is None and self.moved_since is None:
            return None
        return DiagnosisState(
            open=one.open,
            moved_since=self.moved_since,
            confirmed_at=self._camera.view_confirmed_at,
            alive=one.frozen.alive,
            levels={name: levels.state() for name, levels in one.levels.items()},
            size=one.blurred.size,
            edges=one.covered.memory if one.open is PictureFault.COVERED else None,
            views={light: (view.mean, view.looks) for light, view in one.views.by_light.items()},
            textures=dict(one.blurred.by_light),
        ).to_bytes()

    def restore(self, data: bytes) -> None:
        """Go on with a stored state.

        What is usual is passed over where the view was confirmed anew since: it is another view.

        Raises:
            Damaged: it cannot be read.
        """
        state = DiagnosisState.from_bytes(data)
        one = self.diagnosis
        self._was_open = state.open
        one.frozen.alive = state.alive
        another_word = state.confirmed_at != self._camera.view_confirmed_at
        if state.moved_since is not None and not (
            # Later than the move by a camera's clock may also be a word from long before it, given
            # while that clock ran ahead.
            another_word and self._confirmed(state.moved_since)
        ):
            self.moved_since = state.moved_since
        if another_word:
            return
        try:
            for name, levels in one.levels.items():
                levels.restore(state.levels.get(name, {}))
        except (ValueError, TypeError, AttributeError) as error:
            raise Damaged(
                Bilingual("画面诊断的状态损坏", "the picture diagnosis's state is damaged"),
                camera=self._camera.id,
            ) from error
        one.blurred.size = state.size
        one.blurred.by_light = dict(state.textures)
        one.covered.memory = state.edges
        for light, (mean, looks) in state.views.items():
            one.views.restore(light, self._restored(mean, looks))

    def _restored(
        self, mean: np.ndarray[tuple[int, ...], np.dtype[np.float32]], looks: int
    ) -> View:
        view = View()
        # Masks may have been drawn since.
        view.mean = np.where(self.diagnosis.seen.pixels, mean, np.float32(0))
        view.looks = min(looks, LEARNING_LOOKS)
        return view

    def _confirmed(self, since: datetime) -> bool:
        confirmed_at = self._camera.view_confirmed_at
        return confirmed_at is not None and confirmed_at >= since

    def _finding(self, step: Step, image: Picture, at: datetime) -> Finding:
        measurement = Measurement(
            quantity=step.fault.value,
            value=round(step.sign.value, 3),
            unit=step.fault.unit,
            limit=round(step.sign.limit, 3),
        )
        model = self._model(measurement.limit)
        pictures: tuple[EvidencePicture, ...] = ()
        if step.phase is not Phase.END:
            pictures = (self._picture(image, measurement, model, at),)
        return Finding(
            key=self._key,
            phase=step.phase,
            captured_at=at,
            severity=step.fault.severity,
            measurement=measurement,
            model=model,
            reason=EndReason.CLEARED if step.phase is Phase.END else None,
            pictures=pictures,
        )

    def _picture(
        self, image: Picture, measurement: Measurement, model: ModelName, at: datetime
    ) -> EvidencePicture:
        """Mask the whole of it: in a picture that is bad, nothing finds people reliably."""
        what = (
            f"{measurement.quantity.replace('_', ' ')}: {measurement.value:g} {measurement.unit} "
            f"/ limit {measurement.limit:g}"
        )
        lines = caption_lines(self._camera, PICTURE_ZONE, what, at, self._local_zone, model)
        return EvidencePicture.of(with_caption(self.hidden(image), lines), EvidenceRole.SCENE)

    def hidden(self, image: Picture) -> Picture:
        """Mask a whole picture.

        Black where a privacy mask belongs somewhere in it and nobody knows where; else averaged
        into coarse cells, in which one still sees that the view is another one.
        """
        if self._camera.privacy_masks and self.moved_since is not None:
            return np.zeros_like(image)
        return PeopleMasker().mask(image, None)

    def shown(self, image: Picture) -> Picture:
        """Mask a whole picture for live viewing, so that masks can be drawn anew.

        Where ``hidden`` is black, the lasting edges are drawn once they are known.
        """
        outline = self.diagnosis.outline
        if self._camera.privacy_masks and self.moved_since is not None and outline is not None:
            return outline.drawn(image)
        return self.hidden(image)

    def _ended(self, incident: Incident, at: datetime) -> Finding:
        quantity = PictureFault.VIEW_MOVED
        measurement = Measurement(
            quantity=quantity.value, value=incident.value, unit=quantity.unit, limit=incident.value
        )
        return Finding(
            key=self._key,
            phase=Phase.END,
            captured_at=at,
            severity=incident.severity,
            measurement=measurement,
            model=self._model(measurement.limit),
            reason=EndReason.CLEARED,
        )

    def _model(self, limit: float) -> ModelName:
        return ModelName(name="picture-diagnosis", version=METHOD_VERSION, threshold=limit)
