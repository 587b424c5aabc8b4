"""The invented town behind the stand-in of the command centre."""

from __future__ import annotations

import asyncio
import hashlib
import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import yaml
from fastapi import WebSocket
from mock_pictures import frames, scene

ROOT = Path(__file__).resolve().parents[3]
STATES = {
    "opened": ["accept", "urge"],
    "accepted": ["arrive", "return", "urge"],
    "on_site": ["report", "return", "urge"],
    "reported": ["close", "return"],
    "closed": ["archive"],
}
NEXT = {
    "accept": "accepted",
    "arrive": "on_site",
    "report": "reported",
    "return": "opened",
    "urge": "opened",
    "close": "closed",
    "archive": "archived",
}


def z(at: datetime) -> str:
    """Write a time as the contract does."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> datetime:
    """Return the time, UTC."""
    return datetime.now(UTC)


def ulid(n: int) -> str:
    """Return something of a ULID's shape."""
    return f"01JB{n:022d}"


class Town:
    """The invented state of the town."""

    def __init__(self, cameras: int, footage: Path | None) -> None:
        registry = yaml.safe_load((ROOT / "camera_registry.yaml").read_text("utf-8"))
        self.regions = registry["regions"]
        self.grids = registry["grids"]
        base = registry["cameras"]
        self.cameras: list[dict[str, Any]] = []
        for n in range(cameras):
            one = base[n % len(base)]
            serial = f"{n + 1:06d}"
            suffix = "" if n < len(base) else f"{n // len(base) + 1}号"
            shift = 0.0004 * (n // len(base))
            self.cameras.append(
                {
                    "id": f"37049901001326{serial}",
                    "name": one["name"] + suffix,
                    "region": one["region"],
                    "grid": one["grid"],
                    "location": [one["location"][0] + shift, one["location"][1] + shift],
                    "place_type": one["place_type"],
                    "key_area": n == 11,
                    "managing_unit": one["managing_unit"],
                    "enabled": True,
                    "analytics": ["crowd"],
                    "masked": n == 8,
                    "state": "online",
                    "since": z(now() - timedelta(hours=3)),
                    "last_frame_at": z(now()),
                    "fps": 15.0,
                    "bitrate_kbps": 415.0,
                    "peak": None,
                    "time_source": "sender_report",
                    "error": None,
                }
            )
        self.position = 100
        self.log: list[dict[str, Any]] = []
        self.feeds: set[asyncio.Queue[dict[str, Any]]] = set()
        self.sockets: set[WebSocket] = set()
        self.incidents: dict[str, dict[str, Any]] = {}
        self.tasks: dict[str, dict[str, Any]] = {}
        self.pictures: dict[str, bytes] = {}
        self.signed_in = False
        self.user = ""
        self.purpose = "duty"
        self.count = 0
        self.footage = frames(footage)
        self.rng = random.Random(7)

    def send(self, kind: str, data: Any, stored: bool = True) -> None:
        """Put a message on the feed."""
        message: dict[str, Any] = {"type": kind, "at": z(now()), "data": data}
        if stored:
            self.position += 1
            message["position"] = self.position
            self.log.append(message)
        for queue in self.feeds:
            queue.put_nowait(json.loads(json.dumps(message)))

    def picture(self, camera: str, label: str) -> str:
        """Keep a picture as evidence; returns its name."""
        jpeg = self.still(camera, label)
        name = hashlib.sha256(jpeg).hexdigest()
        self.pictures[name] = jpeg
        return name

    def still(self, camera: str, label: str | None = None) -> bytes:
        """Draw one picture, 640 x 360, with a machine-readable stamp's place at the top left."""
        n = int(camera[-4:])
        t = now().timestamp()
        if self.footage and n % 4 == 0:
            frame = self.footage[int(t * 5) % len(self.footage)].copy()
        else:
            frame = scene(n, t)
        cv2.rectangle(frame, (8, 8), (150, 54), (20, 20, 20), -1)
        cv2.putText(frame, f"{n:02d} {int(t) % 100000}", (14, 40), 0, 0.8, (255, 255, 255), 2)
        if label == "after":
            cv2.rectangle(frame, (250, 150), (420, 270), (90, 120, 160), -1)
            cv2.rectangle(frame, (245, 145), (425, 275), (40, 170, 250), 2)
        return cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 82])[1].tobytes()

    def raise_incident(
        self,
        kind: str,
        camera: dict[str, Any],
        severity: int,
        ago_s: float,
        value: float,
        limit: float,
    ) -> dict[str, Any]:
        """Make an incident of a camera."""
        self.count += 1
        at = now() - timedelta(seconds=ago_s)
        grid = next(g for g in self.grids if g["code"] == camera["grid"])
        region = next(r for r in self.regions if r["code"] == camera["region"])
        construction = kind == "construction"
        roles = ["before", "after"] if construction else ["scene"]
        if kind == "camera-fault":
            roles = []
        quantity = {"crowd": "people", "construction": "changed_area", "camera-fault": "silence"}[
            kind
        ]
        unit = {"crowd": "people", "construction": "share of picture", "camera-fault": "s"}[kind]
        incident = {
            "id": ulid(self.count),
            "kind": kind,
            "camera": camera["id"],
            "camera_name": camera["name"],
            "zone": {"crowd": "square", "construction": "plot"}.get(kind),
            "region": camera["region"],
            "region_name": region["name"],
            "grid": camera["grid"],
            "grid_name": grid["name"],
            "location": camera["location"],
            "severity": severity,
            "state": "open",
            "review": "waiting" if construction else "none",
            "opened_at": z(at),
            "updated_at": z(at),
            "ended_at": None,
            "end_reason": None,
            "measurement": {
                "quantity": quantity,
                "value": value,
                "unit": unit,
                "limit": limit,
                "at_least": False,
                "seconds_to_limit": None,
            },
            "model": {
                "name": "lasting-change" if construction else "nanodet-g",
                "version": "1",
                "sha256": None,
                "threshold": 0.45,
            },
            "time_source": "sender_report",
            "evidence": [
                {
                    "sha256": self.picture(camera["id"], r),
                    "role": r,
                    "media_type": "image/jpeg",
                    "status": "stored",
                }
                for r in roles
            ],
            "held_back_by": None,
            "part_of": None,
            "cameras": [],
            "task_id": None,
            "alert_id": ulid(self.count + 5000),
            "captured_at": z(at),
            "decoded_at": z(at + timedelta(milliseconds=40)),
            "received_at": z(at + timedelta(milliseconds=130)),
        }
        self.incidents[incident["id"]] = incident
        return incident

    def open_task(
        self, incident: dict[str, Any], state: str = "opened", due_s: float = 120
    ) -> None:
        """Make the task of an incident."""
        words = {
            "crowd": ("人员聚集", "Crowd"),
            "construction": ("疑似违建", "Suspected construction"),
            "camera-fault": ("摄像机故障", "Camera fault"),
        }[incident["kind"]]
        grid = next(g for g in self.grids if g["code"] == incident["grid"])
        opened = datetime.fromisoformat(incident["opened_at"])
        task = {
            "id": ulid(self.count + 9000),
            "incident_id": incident["id"],
            "kind": incident["kind"],
            "title": {
                "zh": f"{incident['camera_name']}{words[0]}，请到场核查",
                "en": f"{words[1].lower()} at {incident['camera_name']}: go and check",
            },
            "state": state,
            "region": incident["region"],
            "grid": incident["grid"],
            "grid_name": incident["grid_name"],
            "unit": grid["unit"],
            "assigned": "grid",
            "location": incident["location"],
            "opened_at": incident["opened_at"],
            "opened_by": "machine",
            "opened_by_model": incident["model"],
            "due": [
                {"what": "acknowledged", "at": z(now() + timedelta(seconds=due_s))},
                {"what": "on_site", "at": z(now() + timedelta(seconds=due_s + 780))},
            ],
            "overdue": due_s < 0,
            "actions": STATES.get(state, []),
            "steps": [{"at": z(opened), "who": "machine", "action": "open", "note": None}],
        }
        incident["task_id"] = task["id"]
        self.tasks[task["id"]] = task

    def fill(self) -> None:
        """Some history to look at."""
        c = self.cameras
        old = self.raise_incident("crowd", c[4 % len(c)], 2, 5400, 14, 12)
        old |= {
            "state": "ended",
            "ended_at": z(now() - timedelta(seconds=5100)),
            "end_reason": "cleared",
        }
        self.open_task(old, "closed", 0)
        done = self.raise_incident("construction", c[3 % len(c)], 2, 4000, 0.021, 0.01)
        done |= {
            "review": "dismissed",
            "state": "ended",
            "end_reason": "cleared",
            "ended_at": z(now()),
        }
        fault = self.raise_incident("camera-fault", c[6 % len(c)], 1, 1900, 42, 5)
        self.open_task(fault, "accepted", 80000)
        plot = self.raise_incident("construction", c[2], 3, 700, 0.046, 0.01)
        late = self.raise_incident("crowd", c[9 % len(c)], 3, 320, 19, 10)
        self.open_task(late, "opened", -200)
        crowd = self.raise_incident("crowd", c[1], 2, 45, 13, 10)
        crowd["evidence"].append(
            {"sha256": "b" * 64, "role": "clip", "media_type": "video/mp4", "status": "pending"}
        )
        self.open_task(crowd, "opened", 75)
        plot["evidence"].append(
            {
                "sha256": "a" * 64,
                "role": "outline",
                "media_type": "image/jpeg",
                "status": "pending",
            }
        )
        if len(c) > 7:
            c[6] |= {
                "state": "offline",
                "since": z(now() - timedelta(seconds=1900)),
                "error": {"zh": "连接超时", "en": "connection timed out"},
            }
