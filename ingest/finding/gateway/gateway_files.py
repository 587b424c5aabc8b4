"""A gateway's answers out of files."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ingest.finding.gateway.gateway_list import (
    GatewayChannel,
    GatewayDevice,
    GatewayPage,
    read_page,
)
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, MissingPart

MAX_FILE_BYTES = 64 * 1024 * 1024
_CODE = re.compile(r"(?<!\d)\d{20}(?!\d)")


@dataclass(slots=True)
class GatewayAnswers:
    """All answers together.

    Attributes:
        devices: Of all pages.
        channels: Of all pages.
        streams: Addresses that play requests were answered with.
    """

    devices: list[GatewayDevice] = field(default_factory=list)
    channels: list[GatewayChannel] = field(default_factory=list)
    streams: list[str] = field(default_factory=list)

    def add(self, page: GatewayPage) -> None:
        """Take a page in."""
        self.devices += page.devices
        self.channels += page.channels
        if page.stream:
            self.streams.append(page.stream)


def read_files(paths: Iterable[Path]) -> GatewayAnswers:
    """Read answers that were saved, one a file.

    A file with channels whose answer does not name their device is taken for those of the device
    whose 20 digits stand in its name.

    Raises:
        MissingPart: a file cannot be read.
        BadInput: it is no JSON, or no such answer.
    """
    answers = GatewayAnswers()
    for path in paths:
        try:
            if path.stat().st_size > MAX_FILE_BYTES:
                raise BadInput(Bilingual(f"{path} 过大", f"{path} is too large"))
            text = path.read_text(encoding="utf-8-sig")
            parsed = json.loads(text)
        except OSError as error:
            raise MissingPart(
                Bilingual(f"无法读取 {path}", f"{path} cannot be read: {error.strerror}"),
                next_step=Bilingual("检查路径与权限", "check the path and its permissions"),
            ) from error
        except (ValueError, RecursionError) as error:
            raise BadInput(
                Bilingual(f"{path} 不是 JSON", f"{path} is no JSON: {str(error)[:100]}"),
                next_step=Bilingual("请原样保存网关的应答", "save the gateway's answer as it is"),
            ) from error
        named = _CODE.search(path.name)
        page = read_page(parsed, where=path.name)
        if named is not None and page.channels and not any(one.device for one in page.channels):
            page = read_page(parsed, where=path.name, device=named.group())
        answers.add(page)
    return answers
