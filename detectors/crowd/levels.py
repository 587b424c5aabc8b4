"""How grave a crowd is."""

from __future__ import annotations

from detectors.severity_steps import SeveritySteps
from sharp_eyes.alert.severity import Severity

CROWD_STEPS = SeveritySteps(serious=1.0, major=1.5, grave=2.0)
"""Count over limit: at the limit serious, half over it major, twice it grave; minor is what lingers
between clearing and the limit, or is about to reach it. On a zone whose limit stands for 2
people/m², grave is then 4 people/m²."""

DENSE = 2.0
"""People/m²: dense, but people still walk past each other (Fruin 1971, "Pedestrian Planning and
Design": level of service D to E for standing crowds)."""

RESTRICTED = 4.0
"""People/m²: movement is restricted (Still 2000, "Crowd Dynamics"; the limit he gives for moving
crowds)."""

CRUSH_RISK = 5.0
"""People/m²: above it people no longer decide where they move, and the risk of a crush begins
(Fruin 1993, "The Causes and Prevention of Crowd Disasters"; Still 2000)."""


def severity_by_density(density: float) -> Severity:
    """Return what a density means whatever the limit: grave above 5, major from 4 people/m²."""
    if density > CRUSH_RISK:
        return Severity.GRAVE
    if density >= RESTRICTED:
        return Severity.MAJOR
    return Severity.SERIOUS if density >= DENSE else Severity.MINOR
