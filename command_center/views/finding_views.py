"""What operators see of looks and searches."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from command_center.views.view import View
from sharp_eyes.finding.discovery_report import DiscoveryReport
from sharp_eyes.finding.finding_job import FindingKind
from sharp_eyes.finding.probe_report import ProbeReport
from sharp_eyes.finding.remark import Remark
from sharp_eyes.registry.camera import Camera


class FindingNodeView(View):
    """A node that can look for cameras.

    Attributes:
        name: Its name.
        listening: Whether it takes tasks now.
    """

    name: str
    listening: bool


class FindingJobView(View):
    """A look or a search.

    Attributes:
        id: Its id.
        node: Who looks.
        kind: ``probe`` or ``discover``.
        state: ``waiting`` for the node, ``running``, ``done``, or ``lapsed``: no answer in time.
        created_at: UTC.
        deadline: UTC.
        probe: What a look found.
        discovery: What a search found, as far as it is the caller's to see.
        still: Whether there is a picture.
    """

    id: str
    node: str
    kind: FindingKind
    state: Literal["waiting", "running", "done", "lapsed"]
    created_at: datetime
    deadline: datetime
    probe: ProbeReport | None = None
    discovery: DiscoveryReport | None = None
    still: bool = False


class LeftOutView(View):
    """A camera that is not proposed.

    Attributes:
        name: What it is called.
        remarks: Why.
    """

    name: str
    remarks: tuple[Remark, ...]


class ProposalView(View):
    """What the registry may take, or took.

    Attributes:
        dry_run: Whether nothing was changed.
        added: Cameras that are new.
        known: Ids of those that are registered already.
        left_out: Cameras that cannot be registered.
        yaml: The same for ``sharp-eyes cameras import``.
    """

    dry_run: bool
    added: tuple[Camera, ...]
    known: tuple[str, ...]
    left_out: tuple[LeftOutView, ...]
    yaml: str = Field(description="YAML that 'sharp-eyes cameras import' takes")
