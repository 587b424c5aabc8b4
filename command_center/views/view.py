"""The common ground of what people see."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class View(BaseModel):
    """Immutable JSON; moments are UTC and end in ``Z``."""

    model_config = ConfigDict(frozen=True, protected_namespaces=())


class TwoLanguages(View):
    """A text as it goes over the wire.

    Attributes:
        zh: Chinese.
        en: English.
    """

    zh: str
    en: str
