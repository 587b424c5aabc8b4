"""Which model saw it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from sharp_eyes.alert.evidence import Sha256


class ModelName(BaseModel):
    """The model behind an alert, so that a machine-opened task can say who raised it.

    Attributes:
        name: For example ``nanodet-g``.
        version: Its version, or that of the method.
        sha256: Of the weights file; none for a method without weights.
        threshold: The score or limit in force.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, protected_namespaces=()
    )

    name: str
    version: str
    sha256: Sha256 | None = None
    threshold: float
