"""What is promised of ingest, against what was measured."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.peers.bar import Bar
from benchmarks.peers.run_result import RunResult

PEERS_THAT_DECODE_ALL = ("opencv", "ffmpeg")

_SAMPLES_SHARE = 0.995
_LATE_SHARE = 0.001
_P99_S = 1.0
_CORES = 1.1
_PSS_MB = 120.0
_CONNECT_S = 5.0
_HELD_CORES = 0.06
_SIX_CORES = 0.45
_MANY_CORES = 0.2
_SOURCE_CORES = 0.15
_PEER_SHARE = 0.25
MANY_CAMERAS = 2000


def ingest_bars(results: Sequence[RunResult]) -> list[Bar]:
    """Hold the results against the bars.

    Those of a town are held against our run with the most cameras, whichever number that is; the
    line says it. A peer counts with the largest number of cameras with which it kept up, as what
    it used when it did not is not all that it needs.
    """
    ours = [one for one in results if one.contender == "ours" and one.measured]
    town = _largest([one for one in ours if one.every_s == 2])
    held = _largest([one for one in ours if one.every_s == 0 and one.cameras < MANY_CAMERAS])
    six = _largest([one for one in ours if one.every_s == 6])
    many = _largest([one for one in ours if one.every_s == 0 and one.cameras >= MANY_CAMERAS])
    return [
        *_town(town),
        _cores("streams held, nothing decoded", _HELD_CORES, held),
        _cores("one sample per 6 s", _SIX_CORES, six),
        _cores(f"{MANY_CAMERAS} streams held", _MANY_CORES, many),
        *(_against(name, town, results) for name in PEERS_THAT_DECODE_ALL),
        _source(town),
    ]


def _town(town: RunResult | None) -> list[Bar]:
    samples = f"≥ {_SAMPLES_SHARE:.1%}"
    late = f"≤ {_LATE_SHARE:.1%}"
    if town is None or town.share is None:
        return [
            Bar("samples delivered", samples),
            Bar("intervals over 3 s", late),
            Bar("p99 latency", f"≤ {_P99_S:g} s"),
            Bar("cores", f"≤ {_CORES:g}"),
            Bar("memory", f"≤ {_PSS_MB:g} MB"),
            Bar("connected", f"≤ {_CONNECT_S:g} s"),
        ]
    of = f" ({town.cameras} cameras)"
    # At one sample per 2 s an interval is late from 3 s on.
    late_share = town.late / max(1, town.delivered) if town.long_share is None else town.long_share
    p99_s, connect_s = town.latency_p99_s, town.connect_s
    return [
        Bar(f"samples delivered{of}", samples, f"{town.share:.2%}", town.share >= _SAMPLES_SHARE),
        Bar(f"intervals over 3 s{of}", late, f"{late_share:.3%}", late_share <= _LATE_SHARE),
        Bar(
            f"p99 latency{of}",
            f"≤ {_P99_S:g} s",
            "" if p99_s is None else f"{p99_s:.2f} s",
            None if p99_s is None else p99_s <= _P99_S,
        ),
        _cores("", _CORES, town),
        Bar(f"memory{of}", f"≤ {_PSS_MB:g} MB", f"{town.pss_mb:.0f} MB", town.pss_mb <= _PSS_MB),
        Bar(
            f"connected{of}",
            f"≤ {_CONNECT_S:g} s",
            f"{town.online} of {town.cameras} came" if connect_s is None else f"{connect_s:.1f} s",
            connect_s is not None and connect_s <= _CONNECT_S,
        ),
    ]


def _cores(what: str, limit: float, run: RunResult | None) -> Bar:
    title = f"cores, {what}" if what else "cores"
    if run is None:
        return Bar(title, f"≤ {limit:g}")
    # Fewer cameras that came would make it look cheap.
    met = run.cores <= limit and run.online == run.cameras
    missing = "" if run.online == run.cameras else f", only {run.online} came"
    return Bar(f"{title} ({run.cameras} cameras)", f"≤ {limit:g}", f"{run.cores:.3f}{missing}", met)


def _against(name: str, town: RunResult | None, results: Sequence[RunResult]) -> Bar:
    what, limit = f"CPU per camera against {name}", f"≤ {_PEER_SHARE:g} of it"
    runs = [one for one in results if one.contender == name and one.measured and one.every_s == 2]
    peer = _largest([one for one in runs if one.fits]) or _largest(runs)
    if town is None or peer is None or not town.per_camera_m or not peer.per_camera_m:
        return Bar(what, limit)
    share = town.per_camera_m / peer.per_camera_m
    reached = (
        f"{share:.3f} ({town.per_camera_m:.2f} m at {town.cameras} cameras"
        f" / {peer.per_camera_m:.2f} m at {peer.online})"
    )
    return Bar(what, limit, reached, share <= _PEER_SHARE)


def _source(town: RunResult | None) -> Bar:
    what, limit = "load source, cores", f"≤ {_SOURCE_CORES:g}"
    if town is None:
        return Bar(what, limit)
    used = town.source_cores
    return Bar(f"{what} ({town.cameras} cameras)", limit, f"{used:.3f}", used <= _SOURCE_CORES)


def _largest(runs: Sequence[RunResult]) -> RunResult | None:
    return max(runs, key=lambda one: one.cameras, default=None)
