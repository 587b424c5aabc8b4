"""aiortc is loaded when the first WebRTC connection is made: it costs 20 MB of memory."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING

from ingest.webrtc.errors import WebRtcMissing

if TYPE_CHECKING:
    from ingest.webrtc.receiving_peer import ReceivingPeer


async def receiving_peer() -> type[ReceivingPeer]:
    """Load the library, in a thread since it takes half a second, and return our class on it.

    Raises:
        WebRtcMissing: the library is not there.
    """
    try:
        module = await asyncio.to_thread(importlib.import_module, "ingest.webrtc.receiving_peer")
    except ImportError as error:
        raise WebRtcMissing(str(error)) from error
    found: type[ReceivingPeer] = module.ReceivingPeer
    return found
