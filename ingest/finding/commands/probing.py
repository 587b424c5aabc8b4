"""What ``cameras probe`` does."""

from __future__ import annotations

import asyncio
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.commands.asked_password import asked_password
from ingest.finding.probe.stream_probe import ProbeResult, StreamProbe
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.tls_trust import TlsTrust
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import BadInput, SharpEyesError
from sharp_eyes.finding.host_name import canonical_host
from sharp_eyes.finding.masked_hosts import masked_hosts
from sharp_eyes.finding.probe_outcome import ProbeOutcome
from sharp_eyes.finding.probe_report import ProbeReport
from sharp_eyes.finding.still_masking import StillMasking
from sharp_eyes.registry.yaml_file import load

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Probing:
    """What was asked for; see the command's own help."""

    address: str
    user: str | None
    still: Path | None
    seconds: float
    certificate: str | None
    model: Path | None
    registry: Path | None
    as_json: bool


def run_probe(wish: Probing) -> None:
    """Look, and print what was seen.

    Raises:
        SharpEyesError: an option cannot be.
        typer.Exit: with status 1, there is no video.
    """
    from detectors.models.loading import default_model_family, default_model_path, load_model

    credentials = asked_password(wish.user, os.environ)
    whole = False
    if wish.registry is not None:
        try:
            host = canonical_host(RtspUrl.parse(wish.address)[0].host)
        except SharpEyesError:
            host = ""
        whole = host in masked_hosts(load(wish.registry).cameras)
    probe = StreamProbe(
        AddressPolicy.of_a_person(),
        SystemClock(),
        lambda: secrets.token_hex(8),
        TlsTrust.from_environment(os.environ),
        lambda: load_model(default_model_path(wish.model), default_model_family(None)),
        look_s=wish.seconds,
    )
    result = asyncio.run(
        probe.run(wish.address, credentials, whole=whole, pinned_sha256=wish.certificate)
    )
    if wish.as_json:
        typer.echo(result.report.model_dump_json(indent=2, exclude_none=True))
    else:
        for line in probe_lines(result.report):
            typer.echo(line)
    if wish.still is not None and result.still is not None:
        _write(wish.still, result)
    if result.report.outcome is not ProbeOutcome.OK:
        raise typer.Exit(1)


def probe_lines(report: ProbeReport) -> Iterator[str]:
    """Say in lines for a terminal what was seen, both languages in each."""
    yield report.address
    if report.outcome is not ProbeOutcome.OK and report.reason is not None:
        yield f"✗ {report.reason.zh}"
        yield f"  {report.reason.en}"
        if report.next_step is not None:
            yield f"  → {report.next_step.text}"
    for name, value in _facts(report):
        yield f"  {name}: {value}"
    for remark in report.remarks:
        yield f"! {remark.zh}"
        yield f"  {remark.en}"


def _facts(report: ProbeReport) -> Iterator[Row]:
    if report.codec is not None:
        yield "编码 codec", {"h264": "H.264", "h265": "H.265"}[report.codec]
    if report.width_px is not None:
        yield "尺寸 size", f"{report.width_px}x{report.height_px}"
    if report.fps is not None:
        yield "帧率 frames/s", f"{report.fps:g}"
    if report.key_interval_s is not None:
        yield "关键帧间隔 key-frame interval", f"{report.key_interval_s:g} s"
    elif report.key_interval_over_s is not None:
        yield "关键帧间隔 key-frame interval", f"> {report.key_interval_over_s:g} s"
    if report.bitrate_kbps is not None:
        yield "码率 bitrate", f"{report.bitrate_kbps:g} kbps"
    if report.transport is not None:
        yield "传输 transport", {"tcp": "RTSP/TCP", "tls": "RTSP/TLS"}[report.transport]
    if report.time_source is not None:
        offset = report.clock_offset_s
        ours = "到达时间 time of arrival" if report.time_source == "arrival" else "摄像机 camera"
        yield "时间 time", ours if offset is None else f"{ours} ({offset:+.2f} s)"


def _write(path: Path, result: ProbeResult) -> None:
    if result.still is None:
        return
    try:
        path.write_bytes(result.still.jpeg)
    except OSError as error:
        raise BadInput(
            Bilingual(f"无法写入 {path}：{error}", f"{path} cannot be written: {error}"),
            next_step=Bilingual("请换一个文件", "name another file"),
        ) from error
    whole = result.still.masking is StillMasking.WHOLE
    typer.echo(
        f"{path}：{'整幅打码 · all of it masked' if whole else '人员已打码 · people masked'}",
        err=True,
    )
