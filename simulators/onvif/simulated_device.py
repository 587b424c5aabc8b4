"""One simulated camera or recorder."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulators.onvif.onvif_fault import OnvifFault
from simulators.onvif.onvif_stream import OnvifStream


@dataclass(slots=True)
class SimulatedDevice:
    """One simulated camera or recorder.

    Attributes:
        key: In the paths of its services.
        name: What its scopes call it.
        streams: Its media profiles.
        manufacturer: Who made it.
        model: Which it is.
        firmware: What runs on it.
        serial: Its number.
        clock_offset_s: Its clock less the machine's.
        media2: Whether it has the newer media service, which alone knows of H.265.
        http_digest: Whether it wants HTTP's digest instead of the one in the message.
        fault: What is wrong with it; may be set at any time.
        asked: Names of the questions that came, in order.
        refused: How often a user name or password was wrong or missing.
    """

    key: str
    name: str
    streams: tuple[OnvifStream, ...]
    manufacturer: str = "Simulated"
    model: str = "SIM-1"
    firmware: str = "1.0"
    serial: str = "0001"
    clock_offset_s: float = 0.0
    media2: bool = True
    http_digest: bool = False
    fault: OnvifFault | None = None
    asked: list[str] = field(default_factory=list)
    refused: int = 0
