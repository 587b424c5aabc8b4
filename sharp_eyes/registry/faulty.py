"""The error that lists everything wrong in a registry file."""

from __future__ import annotations

from collections.abc import Sequence

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.registry.fault import RegistryFault


class FaultyRegistry(BadInput):
    """A registry file that cannot be taken; nothing was changed.

    Args:
        faults: Every fault found, in the file's order.
    """

    def __init__(self, faults: Sequence[RegistryFault]) -> None:
        listing = "\n".join(f"  {fault}" for fault in faults)
        super().__init__(
            Bilingual(
                f"台账有 {len(faults)} 处错误，未作任何更改",
                f"the registry has {len(faults)} fault(s); nothing was changed\n{listing}",
            ),
            next_step=Bilingual(
                "改正后运行 sharp-eyes cameras validate",
                "correct them and run: sharp-eyes cameras validate",
            ),
        )
        self.faults = tuple(faults)
