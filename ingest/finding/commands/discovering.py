"""What ``cameras discover`` does."""

from __future__ import annotations

import asyncio
import os
import secrets
import uuid
from dataclasses import dataclass
from pathlib import Path

import typer

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.commands.asked_password import asked_password
from ingest.finding.commands.found_table import print_found, print_proposal
from ingest.finding.commands.region_option import region_option
from ingest.finding.discovery.discoverer import Target
from ingest.finding.discovery.probe_message import MULTICAST_ADDRESS, PORT
from ingest.finding.network_survey import NetworkSurvey, SearchPlan
from ingest.finding.proposal.proposal_file import write_proposal
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.errors import BadInput
from sharp_eyes.finding.proposal import propose
from sharp_eyes.registry.yaml_file import load


@dataclass(frozen=True, slots=True)
class Discovering:
    """What was asked for; see the command's own help."""

    hosts: tuple[str, ...]
    ask: tuple[str, ...]
    interface: str | None
    listen_s: float
    user: str | None
    allowed: tuple[str, ...]
    out: Path | None
    region: str | None
    registry: Path | None
    credentials: str | None


def run_discovery(wish: Discovering) -> None:
    """Search, print what was found, write what is proposed.

    Raises:
        SharpEyesError: an option cannot be.
    """
    registered = load(wish.registry).cameras if wish.registry is not None else ()
    region = _region(wish)
    plan = SearchPlan(
        hosts=wish.hosts,
        targets=tuple(map(_target, wish.ask)) or ((MULTICAST_ADDRESS, PORT),),
        interface=wish.interface,
        listen_s=wish.listen_s,
        others=wish.allowed,
    )
    survey = NetworkSurvey(
        AddressPolicy.of_a_person(),
        SystemClock(),
        lambda: secrets.token_bytes(16),
        lambda: f"urn:uuid:{uuid.uuid4()}",
    )
    credentials = asked_password(wish.user, os.environ)
    report = asyncio.run(survey.run(plan, credentials))
    print_found(report)
    if wish.out is None:
        return
    found = [camera for device in report.devices for camera in device.cameras]
    proposal = propose(found, region, registered, credentials=wish.credentials)
    write_proposal(wish.out, proposal)
    print_proposal(proposal, wish.out)
    if credentials is not None and wish.credentials is None:
        typer.echo(
            "文件不含密码；导入前请用 --credentials 指明密钥库中的名称，或在地址中写上用户名密码 · "
            "the file holds no password: name it by --credentials, or write user:password@ into "
            "the addresses before the import, which moves them to the secret store"
        )


def _region(wish: Discovering) -> str | None:
    region = region_option(wish.region)
    if wish.out is not None and region is None:
        raise BadInput(
            Bilingual("--out 需要 --region", "--out needs --region"),
            next_step=Bilingual(
                "加上 --region 和村（社区）的 12 位代码", "add the village's 12 digits"
            ),
        )
    return region


def _target(text: str) -> Target:
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) <= 65_535:
        raise BadInput(
            Bilingual(f"--ask “{text}”有误", f"--ask {text!r} cannot be read"),
            next_step=Bilingual("例如 127.0.0.1:8555", "for example 127.0.0.1:8555"),
        )
    return host, int(port)
