"""What ``cameras gateway`` does."""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import typer

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.commands.found_table import print_cameras, print_proposal
from ingest.finding.commands.region_option import region_option
from ingest.finding.gateway.gateway_cameras import gateway_cameras, streams_of
from ingest.finding.gateway.gateway_client import GatewayClient
from ingest.finding.gateway.gateway_files import GatewayAnswers, read_files
from ingest.finding.gateway.stream_pattern import StreamPattern
from ingest.finding.proposal.proposal_file import write_proposal
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.finding.proposal import propose
from sharp_eyes.registry.datum import Datum
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import load

TOKEN = "SHARP_EYES_GATEWAY_TOKEN"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class ReadingGateway:
    """What was asked for; see the command's own help."""

    files: tuple[Path, ...]
    url: str | None
    api_key: bool
    media: str | None
    datum: str | None
    out: Path | None
    region: str | None
    registry: Path | None
    credentials: str | None


def run_gateway(wish: ReadingGateway) -> None:
    """Read the list, print it, write what is proposed.

    Raises:
        SharpEyesError: an option cannot be, or the list cannot be read.
    """
    registry = load(wish.registry) if wish.registry is not None else Registry()
    region = region_option(wish.region)
    datum = _datum(wish.datum)
    answers = read_files(wish.files) if wish.files else GatewayAnswers()
    if wish.url is not None:
        asked = asyncio.run(_ask(wish.url, api_key=wish.api_key))
        answers.devices += asked.devices
        answers.channels += asked.channels
    elif not wish.files:
        raise BadInput(
            Bilingual("没有给出文件，也没有 --url", "neither files nor --url"),
            next_step=Bilingual("给出保存的应答，或网关地址", "name saved answers, or the gateway"),
        )
    pattern = _pattern(wish.media, answers)
    pairs = [(one.device, one.code) for one in answers.channels]
    read = gateway_cameras(
        answers.devices,
        answers.channels,
        pattern,
        regions=[one.code for one in registry.regions],
        datum=datum,
        streams=streams_of(pattern, answers.streams, pairs),
    )
    print_cameras(read.cameras)
    typer.echo(
        f"未提议：目录 {read.directories}、非视频 {read.other}、缺所属设备 {read.unplaced} · "
        f"left out: {read.directories} directories, {read.other} that are no cameras, "
        f"{read.unplaced} without a device"
    )
    if wish.out is not None:
        proposal = propose(read.cameras, region, registry.cameras, credentials=wish.credentials)
        write_proposal(wish.out, proposal)
        print_proposal(proposal, wish.out)


async def _ask(url: str, *, api_key: bool) -> GatewayAnswers:
    token = os.environ.get(TOKEN)
    if not token:
        raise BadInput(
            Bilingual("没有网关令牌", "there is no token for the gateway"),
            next_step=Bilingual(f"请设置环境变量 {TOKEN}", f"set {TOKEN}"),
        )
    policy = AddressPolicy.of_a_person()
    async with GatewayClient(url, token, policy, api_key=api_key) as client:
        return await client.everything()


def _pattern(media: str | None, answers: GatewayAnswers) -> StreamPattern:
    if media is not None:
        return StreamPattern.parse(media)
    if answers.streams:
        return StreamPattern.parse(answers.streams[0])
    raise BadInput(
        Bilingual("不知道媒体服务器的 RTSP 地址", "the media server's RTSP address is not known"),
        next_step=Bilingual(
            "加上 --media rtsp://主机:端口，或给出一个保存的点播应答",
            "add --media rtsp://host:port, or a saved answer to a play request",
        ),
    )


def _datum(text: str | None) -> Datum | None:
    try:
        return Datum(text) if text is not None else None
    except ValueError:
        raise BadInput(
            Bilingual(f"坐标系“{text}”有误", f"{text!r} is no datum"),
            next_step=Bilingual("可用 cgcs2000、gcj02、bd09", "cgcs2000, gcj02 or bd09"),
        ) from None
