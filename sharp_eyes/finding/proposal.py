"""From what was found to cameras of the registry."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from pydantic import ValidationError

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput
from sharp_eyes.finding.found_camera import FoundCamera
from sharp_eyes.finding.local_ids import LocalIds
from sharp_eyes.finding.remark import Remark
from sharp_eyes.registry.camera import Camera


@dataclass(slots=True)
class Proposal:
    """What the registry may take.

    Attributes:
        cameras: With their ids; the kind of place is for people to say.
        remarks: Id → what should be looked at before.
        known: Cameras that are registered already, by their ids.
        left_out: Cameras without a stream that could be proposed, and why.
    """

    cameras: list[Camera] = field(default_factory=list)
    remarks: dict[str, tuple[Remark, ...]] = field(default_factory=dict)
    known: dict[str, str] = field(default_factory=dict)
    left_out: list[tuple[str, tuple[Remark, ...]]] = field(default_factory=list)


def propose(
    found: Iterable[FoundCamera],
    region: str | None,
    registered: Sequence[Camera] = (),
    *,
    credentials: str | None = None,
    network: str = "6",
    first: int = 1,
) -> Proposal:
    """Make cameras of what was found.

    A camera whose sub or main stream is registered already keeps that id and is not proposed
    again.

    Args:
        found: Cameras, of devices or of a gateway's list.
        region: 12 digits, for those whose region is not known.
        registered: What the registry holds.
        credentials: Name under which the secret store keeps their password.
        network: Digit 14 of ids made here.
        first: Serial number with which ids made here begin.

    Raises:
        BadInput: a region is needed and none was given, or there is no id left.
    """
    proposal = Proposal()
    taken = [camera.id for camera in registered]
    by_stream = {
        _place(address): camera.id
        for camera in registered
        for address in (camera.streams.sub, camera.streams.main)
        if address is not None
    }
    ids: dict[str, LocalIds] = {}
    for one in found:
        if one.sub is None:
            proposal.left_out.append((one.name, one.remarks))
            continue
        known = by_stream.get(_place(one.sub)) or (one.id if one.id in taken else None)
        if known is not None:
            proposal.known[known] = one.name
            continue
        where = one.region or region
        if one.id is None and where is None:
            raise BadInput(
                Bilingual(
                    "需要行政区划以生成编码", "ids are made from a region, and none is given"
                ),
                next_step=Bilingual("加上 --region 12 位代码", "add --region with its 12 digits"),
            )
        code = one.id
        if code is None:
            given = where or ""
            made = ids.setdefault(given[:9], LocalIds(given, taken, network, first))
            code = made.new()
        try:
            camera = Camera.model_validate(
                {
                    "id": code,
                    "name": one.name or code,
                    "region": where or "",
                    "location": one.location,
                    "streams": {"sub": one.sub, "main": one.main},
                    "credentials": credentials,
                }
            )
        except ValidationError as error:
            why = Bilingual("不能登记", "cannot be registered")
            said = str(error.errors(include_input=False)[0]["msg"])
            why = Bilingual(f"{why.zh}：{said}", f"{why.en}: {said}")
            proposal.left_out.append((one.name, (Remark.of("not-registrable", why), *one.remarks)))
            continue
        taken.append(code)
        by_stream[_place(one.sub)] = code
        proposal.cameras.append(camera)
        if one.remarks:
            proposal.remarks[code] = one.remarks
    return proposal


def _place(address: str) -> tuple[str | None, int, str] | str:
    """Return what makes two addresses the same: host, port and path."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return address
    standard = {"rtsp": 554, "rtsps": 322}.get(parts.scheme, 0)
    return parts.hostname, port or standard, f"{parts.path}?{parts.query}"
