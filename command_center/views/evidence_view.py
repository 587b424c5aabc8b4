"""A picture or clip as an incident names it."""

from __future__ import annotations

from command_center.views.view import View
from sharp_eyes.alert.evidence import EvidenceRole, EvidenceStatus, MediaType, Sha256


class EvidenceView(View):
    """One picture or clip.

    Attributes:
        sha256: Its name, also in ``GET /api/v1/evidence/{sha256}``.
        role: What it shows.
        media_type: ``image/jpeg`` or ``video/mp4``.
        status: ``stored``, ``pending`` (on its way) or ``lost``.
    """

    sha256: Sha256
    role: EvidenceRole
    media_type: MediaType
    status: EvidenceStatus
