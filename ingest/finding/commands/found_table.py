"""What was found, as a table for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sharp_eyes.finding.discovery_report import DiscoveryReport
from sharp_eyes.finding.found_camera import FoundCamera
from sharp_eyes.finding.found_device import FoundDevice
from sharp_eyes.finding.found_stream import FoundStream
from sharp_eyes.finding.proposal import Proposal
from sharp_eyes.finding.remark import Remark

MIN_WIDTH = 100
"""Columns: where the output is a file or a pipe, lines are at least so long."""


def print_found(report: DiscoveryReport) -> None:
    """Print devices with their cameras, then what should be looked at."""
    console = _console()
    table = Table(show_lines=False, header_style="bold")
    for title in ("设备 device", "型号 model", "摄像机 camera", "子码流 sub-stream", "主码流 main"):
        table.add_column(title, overflow="fold")
    table.add_column("注 notes", justify="right")
    notes: list[tuple[str, Remark]] = []
    for device in report.devices:
        for row in _rows(device, notes):
            table.add_row(*row)
    cameras = sum(len(device.cameras) for device in report.devices)
    console.print(table)
    console.print(
        f"{len(report.devices)} 台设备、{cameras} 个画面 · {len(report.devices)} device(s), "
        f"{cameras} picture source(s)"
    )
    for number, (where, remark) in enumerate(notes, start=1):
        _print_remark(console, f"[{number}] {where}", remark)
    for remark in report.remarks:
        _print_remark(console, "!", remark)


def print_cameras(cameras: Sequence[FoundCamera]) -> None:
    """Print a gateway's cameras, then what should be looked at."""
    console = _console()
    table = Table(show_lines=False, header_style="bold")
    for title in ("编码 id", "名称 name", "区划 region", "位置 place", "地址 address"):
        table.add_column(title, overflow="fold")
    table.add_column("注 notes", justify="right")
    notes: list[tuple[str, Remark]] = []
    for camera in cameras:
        place = "-" if camera.location is None else "{:.5f}, {:.5f}".format(*camera.location)
        table.add_row(
            camera.id or "-",
            escape(camera.name),
            camera.region or "-",
            place,
            escape(camera.sub or "-"),
            _marks(f"{camera.source} {camera.name}", camera.remarks, notes),
        )
    console.print(table)
    console.print(f"{len(cameras)} 台摄像机 · {len(cameras)} camera(s)")
    for number, (where, remark) in enumerate(notes, start=1):
        _print_remark(console, f"[{number}] {where}", remark)


def print_proposal(proposal: Proposal, path: Path) -> None:
    """Print what was written, and what was not."""
    console = _console()
    console.print(
        f"{escape(str(path))}：提议 {len(proposal.cameras)} 台，已登记 {len(proposal.known)} 台，"
        f"未提议 {len(proposal.left_out)} 台 · {len(proposal.cameras)} proposed, "
        f"{len(proposal.known)} registered already, {len(proposal.left_out)} left out"
    )
    for name, remarks in proposal.left_out:
        for remark in remarks:
            _print_remark(console, f"- {name}", remark)


def _rows(device: FoundDevice, notes: list[tuple[str, Remark]]) -> Iterable[tuple[str, ...]]:
    where = f"{device.host}:{device.port}"
    model = " ".join(part for part in (device.manufacturer, device.model) if part)
    own = [*device.remarks, *([device.problem] if device.problem is not None else [])]
    marks = _marks(where, own, notes)
    if not device.cameras:
        yield escape(where), escape(model), "-", "-", "-", marks
        return
    for number, camera in enumerate(device.cameras):
        named = f"{where} {camera.name}"
        beside = _marks(named, camera.remarks, notes)
        yield (
            escape(where) if number == 0 else "",
            escape(model) if number == 0 else "",
            escape(camera.name),
            escape(_stream(camera, camera.sub)),
            escape(_stream(camera, camera.main)),
            " ".join(filter(None, (marks if number == 0 else "", beside))),
        )


def _marks(where: str, remarks: Iterable[Remark], notes: list[tuple[str, Remark]]) -> str:
    numbers = []
    for remark in remarks:
        notes.append((where, remark))
        numbers.append(str(len(notes)))
    return ",".join(numbers)


def _stream(camera: FoundCamera, address: str | None) -> str:
    if address is None:
        return "-"
    stream = next((one for one in camera.streams if one.address == address), None)
    return f"{_facts(stream)}\n{address}".strip() if stream is not None else address


def _facts(stream: FoundStream) -> str:
    codec = {"h264": "H.264", "h265": "H.265"}.get(stream.codec, stream.codec)
    parts = [codec]
    if stream.width_px is not None:
        parts.append(f"{stream.width_px}x{stream.height_px}")
    if stream.fps is not None:
        parts.append(f"{stream.fps:g}/s")
    if stream.key_interval_s is not None:
        parts.append(f"I {stream.key_interval_s:g} s")
    if stream.bitrate_kbps is not None:
        parts.append(f"{stream.bitrate_kbps} kbps")
    return " ".join(parts)


def _print_remark(console: Console, where: str, remark: Remark) -> None:
    console.print(escape(f"{where}: {remark.zh}"), soft_wrap=True)
    console.print(escape(f"    {remark.en}"), soft_wrap=True)


def _console() -> Console:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, MIN_WIDTH)
    return console
