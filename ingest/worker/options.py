"""What was asked of ``sharp-eyes worker``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ingest.worker.settings import WorkerSettings
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.errors import BadInput

_DETECTORS = ("crowd", "construction")


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """The command's options as typed.

    Attributes:
        centre: Address of the centre, or none.
        registry: Registry file of a worker that runs alone, or none.
        node: The node's name.
        shard: The shard's id.
        county: 6 digits.
        town: 3 digits.
        state: Folder of the state, or none for the default.
        detectors: ``crowd``, ``construction``, both by a comma, or ``none``.
        model: Object model file, or none for the packaged one.
        sample_every_s: Decode so often where no detector looks; 0 for never.
        seconds: How long to run; 0 for ever.
        stats: Where to write statistics, or none.
        decode_threads: Threads that decode.
        detect_threads: Threads in which detectors look.
    """

    centre: str | None
    registry: Path | None
    node: str
    shard: str
    county: str
    town: str
    state: Path | None
    detectors: str
    model: Path | None
    sample_every_s: float
    seconds: float
    stats: Path | None
    decode_threads: int
    detect_threads: int

    def settings(self) -> WorkerSettings:
        """Check what was typed and make settings of it.

        Raises:
            BadInput: an option cannot be; the message names it.
        """
        if (self.centre is None) == (self.registry is None):
            raise BadInput(
                Bilingual(
                    "--centre 与 --registry 必须且只能给出一个",
                    "give either --centre or --registry, not both and not neither",
                ),
                next_step=Bilingual(
                    "--centre http://主机:端口，或 --registry 文件.yaml",
                    "--centre http://host:port, or --registry FILE.yaml to run alone",
                ),
            )
        for option, value, pattern in (
            ("--node", self.node, r"[a-z0-9-]{1,40}"),
            ("--shard", self.shard, r"[a-z0-9-]{1,40}"),
            ("--county", self.county, r"[1-9][0-9]{5}"),
            ("--town", self.town, r"[0-9]{3}"),
        ):
            if not re.fullmatch(pattern, value):
                raise BadInput(
                    Bilingual(f"{option} 的值“{value}”不对", f"{option} cannot be {value!r}"),
                    next_step=Bilingual(f"应符合 {pattern}", f"it must match {pattern}"),
                )
        wanted = {one.strip() for one in self.detectors.split(",")} - {"", "none"}
        if unknown := sorted(wanted - set(_DETECTORS)):
            raise BadInput(
                Bilingual(f"没有检测“{unknown[0]}”", f"there is no detector {unknown[0]!r}"),
                next_step=Bilingual(
                    "可选：crowd、construction、none", "choose of: crowd, construction, none"
                ),
            )
        return WorkerSettings(
            node=NodeAddress(self.county, self.town, self.node, self.shard),
            crowd="crowd" in wanted,
            construction="construction" in wanted,
            sample_every_s=self.sample_every_s,
            decode_threads=self.decode_threads,
            detect_threads=self.detect_threads,
        )
