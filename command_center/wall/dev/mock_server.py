"""A stand-in for the command centre, for work on the page alone: never shipped, never secure.

    python command_center/wall/dev/mock_server.py --port 8930 [--cameras 12] [--quiet]

Serves the built page from ``command_center/static`` and speaks the contract of
``docs/design/0001-contracts-in-practice.md`` with invented data and drawn stills. User ``duty``,
password ``duty``. ``POST /mock/<name>`` makes something happen: ``crowd``, ``construction``,
``end``, ``offline``, ``cut`` (drops the sockets), ``expire`` (ends the session), ``shard``.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import random
import struct
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import uvicorn
import yaml
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles

ROOT = Path(__file__).resolve().parents[3]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)
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
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def now() -> datetime:
    return datetime.now(UTC)


def ulid(n: int) -> str:
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
        self.footage = _frames(footage)
        self.rng = random.Random(7)

    def send(self, kind: str, data: Any, stored: bool = True) -> None:
        message: dict[str, Any] = {"type": kind, "at": z(now()), "data": data}
        if stored:
            self.position += 1
            message["position"] = self.position
            self.log.append(message)
        for queue in self.feeds:
            queue.put_nowait(json.loads(json.dumps(message)))

    def picture(self, camera: str, label: str) -> str:
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
            frame = _scene(n, t)
        cv2.rectangle(frame, (8, 8), (150, 54), (20, 20, 20), -1)
        cv2.putText(frame, f"{n:02d} {int(t) % 100000}", (14, 40), 0, 0.8, (255, 255, 255), 2)
        if label == "after":
            cv2.rectangle(frame, (250, 150), (420, 270), (90, 120, 160), -1)
            cv2.rectangle(frame, (245, 145), (425, 275), (40, 170, 250), 2)
        return cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, 82])[1].tobytes()

    def raise_incident(
        self, kind: str, camera: dict[str, Any], severity: int, ago_s: float, value: float, limit: float
    ) -> dict[str, Any]:
        self.count += 1
        at = now() - timedelta(seconds=ago_s)
        grid = next(g for g in self.grids if g["code"] == camera["grid"])
        region = next(r for r in self.regions if r["code"] == camera["region"])
        construction = kind == "construction"
        roles = ["before", "after"] if construction else ["scene"]
        if kind == "camera-fault":
            roles = []
        quantity = {"crowd": "people", "construction": "changed_area", "camera-fault": "silence"}[kind]
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
                "quantity": quantity, "value": value, "unit": unit, "limit": limit, "at_least": False,
            },
            "model": {
                "name": "lasting-change" if construction else "nanodet-g",
                "version": "1", "sha256": None, "threshold": 0.45,
            },
            "time_source": "sender_report",
            "evidence": [
                {"sha256": self.picture(camera["id"], r), "role": r, "status": "stored"} for r in roles
            ],
            "task_id": None,
            "alert_id": ulid(self.count + 5000),
            "captured_at": z(at),
            "decoded_at": z(at + timedelta(milliseconds=40)),
            "received_at": z(at + timedelta(milliseconds=130)),
        }
        self.incidents[incident["id"]] = incident
        return incident

    def open_task(self, incident: dict[str, Any], state: str = "opened", due_s: float = 120) -> None:
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
        old |= {"state": "ended", "ended_at": z(now() - timedelta(seconds=5100)), "end_reason": "cleared"}
        self.open_task(old, "closed", 0)
        done = self.raise_incident("construction", c[3 % len(c)], 2, 4000, 0.021, 0.01)
        done |= {"review": "dismissed", "state": "ended", "end_reason": "cleared", "ended_at": z(now())}
        fault = self.raise_incident("camera-fault", c[6 % len(c)], 1, 1900, 42, 5)
        self.open_task(fault, "accepted", 80000)
        plot = self.raise_incident("construction", c[2], 3, 700, 0.046, 0.01)
        late = self.raise_incident("crowd", c[9 % len(c)], 3, 320, 19, 10)
        self.open_task(late, "opened", -200)
        crowd = self.raise_incident("crowd", c[1], 2, 45, 13, 10)
        self.open_task(crowd, "opened", 75)
        plot["evidence"].append({"sha256": "a" * 64, "role": "outline", "status": "pending"})
        if len(c) > 7:
            c[6] |= {"state": "offline", "since": z(now() - timedelta(seconds=1900)),
                     "error": {"zh": "连接超时", "en": "connection timed out"}}


def _frames(path: Path | None) -> list[np.ndarray]:
    if path is None or not path.is_file():
        return []
    video = cv2.VideoCapture(str(path))
    frames = []
    for _ in range(120):
        ok, frame = video.read()
        if not ok:
            break
        frames.append(cv2.resize(frame, (640, 360)))
    return frames


def _scene(n: int, t: float) -> np.ndarray:
    """A drawn place: sky, ground, a road or a square, some houses, a few walkers."""
    rng = np.random.default_rng(n)
    frame = np.zeros((360, 640, 3), np.uint8)
    sky = np.linspace(205, 170, 120)[:, None, None] * np.array([1.0, 0.96, 0.9])
    frame[:120] = np.clip(sky, 0, 255)
    ground = np.array([[92, 118, 128], [110, 116, 118], [84, 112, 104]][n % 3], float)
    frame[120:] = (ground * np.linspace(0.85, 1.1, 240)[:, None, None]).clip(0, 255)
    for _ in range(6):
        x, w, h = int(rng.integers(0, 600)), int(rng.integers(50, 120)), int(rng.integers(40, 90))
        shade = tuple(int(v) for v in rng.integers(90, 190, 3))
        cv2.rectangle(frame, (x, 130 - h), (x + w, 135), shade, -1)
        cv2.rectangle(frame, (x - 4, 124 - h), (x + w + 4, 134 - h), (60, 66, 110), -1)
    road = np.array([[250, 130], [390, 130], [620, 360], [20, 360]])
    cv2.fillPoly(frame, [road], (128, 130, 132))
    for k in range(7):
        phase = (t * 0.02 * (1 + k % 3) + k / 7) % 1
        y = 160 + 180 * ((k * 37 % 100) / 100)
        x = 80 + 480 * (phase if k % 2 else 1 - phase)
        s = 0.5 + (y - 150) / 240
        colour = [(60, 60, 160), (150, 90, 50), (70, 120, 70), (40, 40, 40)][k % 4]
        cv2.ellipse(frame, (int(x), int(y)), (int(9 * s), int(24 * s)), 0, 0, 360, colour, -1)
        cv2.circle(frame, (int(x), int(y - 32 * s)), int(7 * s), (130, 160, 200), -1)
    noise = np.random.default_rng(int(t * 10)).integers(-6, 7, frame.shape, dtype=np.int16)
    return np.clip(frame.astype(np.int16) + noise, 0, 255).astype(np.uint8)


def problem(status: int, en: str, zh: str) -> JSONResponse:
    return JSONResponse(
        {"title": en, "detail": en, "detail_zh": zh}, status, media_type="application/problem+json"
    )


def make_app(town: Town) -> FastAPI:
    app = FastAPI()

    @app.middleware("http")
    async def guard(request: Request, call_next: Any) -> Response:
        path = request.url.path
        if path.startswith("/api/") and request.method != "GET":
            if request.headers.get("Sharp-Eyes-Request") != "1":
                return problem(403, "header missing", "缺少请求头")
        if path.startswith("/api/") and path != "/api/v1/session" and not town.signed_in:
            return problem(401, "sign in", "请登录")
        response: Response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def me() -> dict[str, Any]:
        return {
            "username": town.user, "display_name": "值班员01", "roles": ["duty"],
            "region": "370499101000", "purpose": town.purpose,
            "session_expires_at": z(now() + timedelta(hours=8)),
        }

    @app.get("/api/v1/session")
    def session() -> Response:
        return JSONResponse(me()) if town.signed_in else problem(401, "sign in", "请登录")

    @app.post("/api/v1/session")
    async def sign_in(request: Request) -> Response:
        body = await request.json()
        if body["password"] != "duty":
            return problem(401, "User name or password is wrong.", "用户名或密码不正确。")
        town.signed_in, town.user, town.purpose = True, body["username"], body["purpose"]
        return JSONResponse(me())

    @app.delete("/api/v1/session")
    def sign_out() -> Response:
        town.signed_in = False
        return Response(status_code=204)

    @app.get("/api/v1/regions")
    def regions() -> list[dict[str, Any]]:
        return [r | {"level": "town"} for r in town.regions]

    @app.get("/api/v1/grids")
    def grids() -> dict[str, Any]:
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {k: g[k] for k in ("code", "name", "name_en", "unit")},
                    "geometry": {"type": "Polygon", "coordinates": [[*g["polygon"], g["polygon"][0]]]},
                }
                for g in town.grids
            ],
        }

    @app.get("/api/v1/cameras")
    def cameras() -> list[dict[str, Any]]:
        return town.cameras

    @app.get("/api/v1/incidents")
    def incidents(state: str = "open", limit: int = 100) -> list[dict[str, Any]]:
        rows = [i for i in town.incidents.values() if state == "all" or i["state"] == "open"]
        return sorted(rows, key=lambda i: str(i["opened_at"]), reverse=True)[:limit]

    @app.get("/api/v1/tasks")
    def tasks() -> list[dict[str, Any]]:
        return list(town.tasks.values())

    @app.post("/api/v1/incidents/{key}/{verb}")
    async def review(key: str, verb: str, request: Request) -> Response:
        if not request.headers.get("Idempotency-Key"):
            return problem(400, "Idempotency-Key is missing", "缺少幂等键")
        incident = town.incidents[key]
        incident["review"] = {"confirm": "confirmed", "dismiss": "dismissed"}[verb]
        if verb == "confirm" and incident["kind"] == "construction" and not incident["task_id"]:
            town.count += 1
            town.open_task(incident, "opened", 86400)
            town.send("task", town.tasks[incident["task_id"]])
        town.send("incident", {"phase": "update", "incident": incident})
        return JSONResponse(incident)

    @app.post("/api/v1/tasks/{key}/steps")
    async def step(key: str, request: Request) -> Response:
        body = await request.json()
        task = town.tasks[key]
        if body["action"] not in task["actions"]:
            return problem(409, "Not allowed in this state.", "当前状态不允许此操作。")
        task["state"] = NEXT[body["action"]]
        task["actions"] = STATES.get(task["state"], [])
        task["overdue"] = False
        task["steps"].append(
            {"at": z(now()), "who": town.user, "action": body["action"], "note": body.get("note")}
        )
        town.send("task", task)
        return JSONResponse(task)

    @app.get("/api/v1/evidence/{sha}")
    def evidence(sha: str) -> Response:
        if sha not in town.pictures:
            return problem(404, "pending", "传输中")
        return Response(town.pictures[sha], media_type="image/jpeg", headers={"Cache-Control": "no-store"})

    @app.websocket("/api/v1/feed")
    async def feed(socket: WebSocket, after: int | None = None) -> None:
        await socket.accept()
        if not town.signed_in:
            await socket.close(4401)
            return
        town.sockets.add(socket)
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        town.feeds.add(queue)
        listener = asyncio.create_task(socket.receive())
        try:
            hello = {"position": town.position, "server_time": z(now())}
            await socket.send_json({"type": "hello", "at": z(now()), "data": hello})
            if after is not None:
                for message in town.log:
                    if message["position"] > after:
                        await socket.send_json(message)
            await socket.send_json({"type": "cameras", "at": z(now()), "data": town.cameras})
            while not listener.done():
                try:
                    await socket.send_json(await asyncio.wait_for(queue.get(), 5))
                except TimeoutError:
                    tick = {"server_time": z(now())}
                    await socket.send_json({"type": "tick", "at": z(now()), "data": tick})
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            listener.cancel()
            town.feeds.discard(queue)
            town.sockets.discard(socket)

    @app.websocket("/api/v1/stills")
    async def stills(socket: WebSocket) -> None:
        await socket.accept()
        if not town.signed_in:
            await socket.close(4401)
            return
        town.sockets.add(socket)
        asked: list[str] = []
        sequence = 0

        async def listen() -> None:
            while True:
                asked[:] = (await socket.receive_json())["cameras"]

        listener = asyncio.create_task(listen())
        try:
            while not listener.done():
                for camera in list(asked):
                    known = next((c for c in town.cameras if c["id"] == camera), None)
                    if known is None or known["state"] != "online":
                        continue
                    # One camera stands still now and then, to see what the tile says of it.
                    if camera.endswith("08") and int(now().timestamp()) % 40 > 12:
                        continue
                    sequence += 1
                    header = json.dumps(
                        {"camera": camera, "captured_at": z(now() - timedelta(seconds=0.3)),
                         "time_source": "sender_report", "sequence": sequence}
                    ).encode()
                    jpeg = await asyncio.to_thread(town.still, camera)
                    await socket.send_bytes(struct.pack(">I", len(header)) + header + jpeg)
                await asyncio.sleep(0.9)
        except (WebSocketDisconnect, RuntimeError):
            pass
        finally:
            listener.cancel()
            town.sockets.discard(socket)

    @app.post("/mock/{what}")
    async def happen(what: str) -> dict[str, str]:
        c = town.cameras
        if what in ("crowd", "construction"):
            camera = c[1 if what == "crowd" else 10 % len(c)]
            value, limit, severity = (23, 10, 4) if what == "crowd" else (0.031, 0.01, 2)
            if what == "crowd":
                camera = c[5 % len(c)]
            incident = town.raise_incident(what, camera, severity, 1, value, limit)
            if what == "crowd":
                town.open_task(incident, "opened", 119)
                town.send("task", town.tasks[incident["task_id"]])
            town.send("incident", {"phase": "new", "incident": incident})
        elif what == "end":
            for incident in town.incidents.values():
                if incident["state"] == "open":
                    incident |= {"state": "ended", "ended_at": z(now()), "end_reason": "cleared"}
                    town.send("incident", {"phase": "end", "incident": incident})
        elif what == "offline":
            c[0] |= {"state": "offline", "since": z(now())}
            town.send("cameras", [c[0]], stored=False)
        elif what == "shard":
            town.send("shard", {"shard": "shard-1", "alive": False, "since": z(now())})
            for camera in c:
                camera |= {"state": "unknown", "since": z(now())}
            town.send("cameras", c, stored=False)
        elif what in ("cut", "expire"):
            if what == "expire":
                town.signed_in = False
            for socket in list(town.sockets):
                with suppress(RuntimeError):
                    await socket.close(4401 if what == "expire" else 1012)
        return {"done": what}

    app.mount("/assets", StaticFiles(directory=ROOT / "command_center" / "static" / "assets"))

    @app.get("/{path:path}")
    def page(path: str) -> FileResponse:
        static = ROOT / "command_center" / "static"
        file = (static / path).resolve()
        inside = file.is_file() and file.is_relative_to(static)
        return FileResponse(file if inside else static / "index.html")

    return app


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--port", type=int, default=8930)
    parser.add_argument("--cameras", type=int, default=12)
    parser.add_argument("--footage", type=Path, help="a video for every fourth camera")
    parser.add_argument("--quiet", action="store_true", help="no incidents at the start")
    arguments = parser.parse_args()
    town = Town(arguments.cameras, arguments.footage)
    if not arguments.quiet:
        town.fill()
    uvicorn.run(make_app(town), host="127.0.0.1", port=arguments.port, log_level="warning")


if __name__ == "__main__":
    main()
