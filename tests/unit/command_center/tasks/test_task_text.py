"""What a task says of itself."""

from __future__ import annotations

import pytest

from command_center.store.incident_row import IncidentRow
from command_center.tasks.task_text import title
from sharp_eyes.alert.kind import IncidentKind


def fault(quantity: str) -> IncidentRow:
    measurement = {"quantity": quantity, "value": 1.0, "unit": "share", "limit": 0.5}
    return IncidentRow(id="1", subject="camera/37049901001326000001", measurement=measurement)


@pytest.mark.parametrize(
    ("quantity", "zh", "en"),
    [
        ("silence", "无信号", "no signal"),
        ("black", "黑屏", "picture black"),
        ("over_exposed", "过曝", "over-exposed"),
        ("frozen", "冻结", "frozen"),
        ("blurred", "模糊", "blurred"),
        ("covered", "遮挡", "covered"),
        ("colour_cast", "偏色", "colour cast"),
        ("noise", "噪声", "noise"),
        ("view_moved", "视角移动", "view moved"),
        ("something new", "故障", "camera fault"),
    ],
)
def test_a_maintenance_task_names_the_fault(quantity: str, zh: str, en: str) -> None:
    text = title(IncidentKind.CAMERA_FAULT, "东口", fault(quantity))
    for part in ("东口", zh, "请检修"):
        assert part in text.zh
    for part in ("东口", en, "repair it"):
        assert part in text.en
