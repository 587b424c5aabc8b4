"""One example of each body that a call takes, for the OpenAPI document."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

_POLYGON = [[0.1, 0.4], [0.6, 0.4], [0.6, 0.9], [0.1, 0.9]]
_GROUND = [[117.6125, 34.6953], [117.6202, 34.6948], [117.6211, 34.7004], [117.6136, 34.7044]]
_VILLAGE = "370499101201"
_CAMERA = "37049901001326000001"

BODY_EXAMPLES: MappingProxyType[str, Any] = MappingProxyType(
    {
        "Camera-Input": {
            "id": _CAMERA,
            "name": "村口",
            "region": _VILLAGE,
            "location": [117.6166, 34.699],
            "place_type": "road",
            "streams": {"sub": "rtsp://192.0.2.7/sub"},
        },
        "Code": {"code": "123456"},
        "ConfirmForm": {"revision": 7},
        "Confirmation": {"note": "现场核实"},
        "CredentialsForm": {"username": "viewer", "password": "a long one"},
        "DeadLetterOrder": {
            "letters": ["01JZ3NDEKTSV4RRFFQ69G5FAV0"],
            "order": "send_again",
            "reason": "摄像机已补登记",
        },
        "DeadLetterReport": {"letters": []},
        "Dismissal": {"reason": "施工围挡，非违建"},
        "FindingAnswer": {},
        "Give": {"region": "370499101000", "note": "东溪村有一处待复核"},
        "GrantForm": {"role": "duty_officer", "region": "370499101000"},
        "Grid": {
            "code": f"{_VILLAGE}001",
            "name": "东溪村第一网格",
            "name_en": "Dongxi grid 1",
            "polygon": _GROUND,
            "unit": "东溪村网格队",
        },
        "Hold": {"reason": "案卷 2026-17"},
        "NewFinding": {"kind": "probe", "address": "rtsp://192.0.2.7/sub"},
        "NewNode": {"name": "town-1"},
        "NewToken": {
            "name": "county-report",
            "scopes": ["incidents:read"],
            "region": "370499000000",
            "purpose": "日报",
        },
        "NewUser": {"username": "li.ming", "display_name": "值班员一", "region": "370499101000"},
        "Nothing": {},
        "OwnPassword": {"old": "the former one", "new": "a new and longer one"},
        "PasswordAlone": {"password": "the present one"},
        "PasswordAndCode": {"password": "the present one", "code": "123456"},
        "PasswordReset": {},
        "Permit": {
            "id": "2026-0017",
            "camera": _CAMERA,
            "polygon": _POLYGON,
            "valid_from": "2026-03-01",
            "valid_until": "2027-02-28",
        },
        "ProtectedLand": {
            "id": "field-3",
            "camera": _CAMERA,
            "polygon": _POLYGON,
            "name": "基本农田",
        },
        "PurposeForm": {"purpose": "核查举报"},
        "Reason": {"reason": "调离岗位"},
        "RegionsForm": {"regions": [{"code": _VILLAGE, "name": "东溪村", "name_en": "Dongxi"}]},
        "RosterTable": {
            "csv": "username,begins_at,ends_at\nli.ming,2026-06-01 08:00,2026-06-01 20:00\n",
            "dry_run": True,
        },
        "ShiftForm": {
            "username": "li.ming",
            "region": "370499101000",
            "label": "白班",
            "begins_at": "2026-06-01T00:00:00Z",
            "ends_at": "2026-06-01T12:00:00Z",
        },
        "SilenceForm": {
            "camera": _CAMERA,
            "kind": "crowd",
            "minutes": 120,
            "reason": "集市日，现场有民警维持秩序",
        },
        "SignIn": {"username": "li.ming", "password": "the present one", "purpose": "日常值班"},
        "Take": {"note": "已知悉"},
        "TakeOver": {
            "region": _VILLAGE,
            "cameras": [{"sub": "rtsp://192.0.2.7/sub", "name": "村口"}],
            "username": "viewer",
            "password": "a long one",
            "dry_run": True,
        },
        "TaskStep": {"action": "accept", "note": "已派两人"},
        "Unit": {
            "name": "东溪村网格队",
            "name_en": "Dongxi grid team",
            "kind": "grid",
            "region": _VILLAGE,
        },
        "WayBack": {"reason": "导入了错误的表格"},
        "ZonesForm": {
            "revision": 7,
            "zones": [
                {"id": "square", "polygon": _POLYGON, "limits": {"kind": "crowd", "people": 12}}
            ],
            "privacy_masks": [],
            "ground_points": [],
        },
    }
)
