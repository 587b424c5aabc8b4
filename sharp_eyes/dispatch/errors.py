"""What can go wrong with an outbox."""

from __future__ import annotations

from pathlib import Path

from sharp_eyes.alert.incident import IncidentKey
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import BadInput, Damaged, Refused


class OutboxInUse(Refused):
    """Another process works on the same outbox."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            Bilingual(
                zh=f"发件箱 {path} 正被另一个进程使用",
                en=f"another process has the outbox {path} open",
            ),
            next_step=Bilingual(
                zh="停止该进程，或为本进程指定另一个 --state 目录或 --shard",
                en="stop it, or give this one another --state folder or --shard",
            ),
        )


class OutboxDamaged(Damaged):
    """The outbox's file cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"发件箱 {path} 无法读取：{reason}",
                en=f"the outbox {path} cannot be read: {reason}",
            ),
            next_step=Bilingual(
                zh="把该文件移到别处留存备查，再启动；未确认的告警仍在原文件中",
                en="move the file away and keep it (alerts not acknowledged are in it), then start",
            ),
        )


class OutboxTooNew(Damaged):
    """The outbox was written by a newer version of the program."""

    def __init__(self, path: Path, found: int, known: int) -> None:
        super().__init__(
            Bilingual(
                zh=f"发件箱 {path} 的版本为 {found}，本程序只认识到 {known}",
                en=f"the outbox {path} has version {found}, this program knows up to {known}",
            ),
            next_step=Bilingual(zh="升级本程序", en="upgrade this program"),
        )


class IncidentAlreadyOpen(BadInput):
    """An incident of the same key is open (contract C3)."""

    def __init__(self, key: IncidentKey) -> None:
        super().__init__(
            Bilingual(
                zh=f"该区域已有未结束的{key.kind.label.zh}事件",
                en=f"an incident of kind {key.kind.value} is already open there",
            ),
            next_step=Bilingual(
                zh="更新已有事件，不要新开",
                en="update the open incident instead of opening another",
            ),
            camera=key.camera_id,
            zone=key.zone_id,
        )


class UnknownIncident(BadInput):
    """An update or end of an incident that is not open here."""

    def __init__(self, incident_id: str) -> None:
        super().__init__(
            Bilingual(
                zh=f"事件 {incident_id} 不存在或已结束",
                en=f"incident {incident_id} does not exist or has ended",
            ),
            next_step=Bilingual(zh="新开一个事件", en="open a new incident"),
        )
