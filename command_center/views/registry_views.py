"""The registry's revisions and what edits answer, as operators see them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from command_center.views.view import TwoLanguages, View

PartName = Literal["camera", "region", "grid", "unit", "permit", "protected_land"]


class RevisionView(View):
    """One change of the registry.

    Attributes:
        revision: Its number.
        at: When, UTC.
        who: User name, ``command`` or ``machine``.
        what: In short.
        added: How many things it added.
        changed: How many it changed.
        removed: How many it removed.
        recorded: Whether it is written down what it did: then one can go back past it.
        went_back_to: The revision that it went back to, where it did.
    """

    revision: int
    at: datetime
    who: str
    what: str
    added: int
    changed: int
    removed: int
    recorded: bool
    went_back_to: int | None


class FieldChangeView(View):
    """One value that differs.

    Attributes:
        field: Its name, ``streams.sub`` for example.
        old: What it was, or null.
        new: What it became, or null.
    """

    field: str
    old: Any
    new: Any


class ThingChangeView(View):
    """What happened to one thing.

    Attributes:
        part: What it is.
        key: Its id, code or name.
        name: What people call it.
        action: What happened.
        fields: What differs; all fields of what was added or removed.
    """

    part: PartName
    key: str
    name: str
    action: Literal["add", "change", "remove"]
    fields: tuple[FieldChangeView, ...]


class RevisionDetailView(View):
    """A revision and what it did.

    Attributes:
        revision: The revision.
        changes: What it did to things that are the caller's to see, in the order of their keys.
        hidden: How many of this page's things are not.
        more: Whether there are further things.
    """

    revision: RevisionView
    changes: tuple[ThingChangeView, ...]
    hidden: int
    more: bool


class WayBackView(View):
    """What going back to a revision would do.

    Attributes:
        revision: Which.
        added: How many things would be there again.
        changed: How many would be as they were.
        removed: How many would be gone.
        allowed: Whether the caller may go back.
        why: Why not; null where they may.
        changes: The first of them.
    """

    revision: int
    added: int
    changed: int
    removed: int
    allowed: bool
    why: TwoLanguages | None
    changes: tuple[ThingChangeView, ...]


class RegistryAnswer(View):
    """What an edit did.

    Attributes:
        revision: The revision that it made; null where nothing differed.
        added: How many things it added.
        changed: How many it changed.
        removed: How many it removed.
    """

    revision: int | None
    added: int
    changed: int
    removed: int


class UnitView(View):
    """A unit.

    Attributes:
        name: In Chinese; cameras, grids and grants name it so.
        name_en: In English.
        kind: What it is; null where cameras or grids name it and it is not registered.
        kind_name: The same in both languages.
        region: Where it works, 12 digits; empty where it knows no bounds.
        cameras: How many cameras in the caller's reach it answers for.
        grids: How many grids in the caller's reach send their tasks to it.
    """

    name: str
    name_en: str
    kind: Literal["grid", "department", "enforcement", "social"] | None
    kind_name: TwoLanguages | None
    region: str
    cameras: int
    grids: int


class PlaceTypeView(View):
    """A kind of place, and what it refuses.

    Attributes:
        value: As cameras carry it.
        name: On screen.
        cameras: Whether cameras may be registered there.
        analytics: Whether detectors run there.
    """

    value: str
    name: TwoLanguages
    cameras: bool
    analytics: bool
