"""A device that answered the network's question, and may be asked further."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.finding.onvif.service_address import ServiceAddress


@dataclass(frozen=True, slots=True)
class HeardDevice:
    """A device to be asked.

    Attributes:
        service: Where its device service is; on the host that answered.
        name: What it calls itself; may be empty.
        hardware: Which model it says it is; may be empty.
    """

    service: ServiceAddress
    name: str = ""
    hardware: str = ""
