"""The life of a peer's process: start, statistics every second, a sure end."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Mapping

from benchmarks.peers.camera_addresses import camera_addresses
from benchmarks.peers.peer import Peer
from benchmarks.peers.peer_options import PeerOptions
from benchmarks.peers.sample_book import SampleBook
from ingest.worker.stats import write_stats

_STATS_EVERY_S = 1.0

MakePeer = Callable[[Mapping[str, str], float, SampleBook], Peer]


def run_peer(make: MakePeer) -> None:
    """Run a peer until its time is over, it is told to stop, or whoever started it is gone.

    Leaves without waiting for threads: some of them hang in calls that cannot be cancelled.

    Args:
        make: Makes the peer from addresses by camera id, the interval in seconds, and the book.
    """
    options = PeerOptions.parse()
    addresses = camera_addresses(options.registry)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    parent = os.getppid()
    book = SampleBook(addresses, options.every_s)
    peer = make(addresses, options.every_s, book)
    began_s = time.monotonic()
    given_up = False
    try:
        peer.start()
        while not stop.wait(_STATS_EVERY_S) and os.getppid() == parent:
            write_stats(options.stats, book.stats())
            passed_s = time.monotonic() - began_s
            if passed_s > options.open_within_s and not given_up:
                given_up = True
                peer.give_up_opening()
            if passed_s > options.seconds:
                break
    finally:
        peer.close()
        write_stats(options.stats, book.stats())
        os._exit(0)
