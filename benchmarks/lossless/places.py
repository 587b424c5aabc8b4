"""Where the processes die, besides anywhere."""

from __future__ import annotations

WORKER_PLACES = (
    "looked",
    "state written, alert not",
    "alert written, picture not",
    "all written, not committed",
    "committed",
    "taken, not published",
    "published",
    "answered, not removed",
    "removed",
    "picture not sent",
    "picture sent, not settled",
)
CENTRE_PLACES = (
    "received",
    "stored, not committed",
    "committed, not answered",
    "answered",
    "picture kept, not noted",
    "epoch granted, not told",
)
