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
import json
import struct
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Request, Response, WebSocket, WebSocketDisconnect
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from mock_town import NEXT, ROOT, STATES, Town, now, z

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'"
)


def problem(status: int, en: str, zh: str) -> JSONResponse:
    """Refuse in both languages."""
    return JSONResponse(
        {"title": en, "detail": en, "detail_zh": zh}, status, media_type="application/problem+json"
    )


def make_app(town: Town) -> FastAPI:
    """Make the stand-in of one town."""
    app = FastAPI()

    @app.middleware("http")
    async def guard(request: Request, call_next: Any) -> Response:
        path = request.url.path
        changing = path.startswith("/api/") and request.method != "GET"
        if changing and request.headers.get("Sharp-Eyes-Request") != "1":
            return problem(403, "header missing", "缺少请求头")
        if path.startswith("/api/") and path != "/api/v1/session" and not town.signed_in:
            return problem(401, "sign in", "请登录")
        response: Response = await call_next(request)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    def me() -> dict[str, Any]:
        return {
            "username": town.user,
            "display_name": "值班员01",
            "roles": ["duty"],
            "region": "370499101000",
            "purpose": town.purpose,
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
                    "geometry": {
                        "type": "Polygon",
                        "coordinates": [[*g["polygon"], g["polygon"][0]]],
                    },
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
        return Response(
            town.pictures[sha], media_type="image/jpeg", headers={"Cache-Control": "no-store"}
        )

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

        untaken: set[str] = set()

        async def listen() -> None:
            while True:
                message = await socket.receive_json()
                if "taken" in message:
                    untaken.discard(message["taken"])
                else:
                    asked[:] = message["cameras"]
                    untaken.clear()

        listener = asyncio.create_task(listen())
        try:
            while not listener.done():
                for camera in asked:
                    known = next((c for c in town.cameras if c["id"] == camera), None)
                    if known is None or known["state"] != "online":
                        continue
                    # One camera stands still now and then, to see what the tile says of it.
                    if camera.endswith("08") and int(now().timestamp()) % 40 > 12:
                        continue
                    if camera in untaken:
                        continue
                    untaken.add(camera)
                    sequence += 1
                    header = json.dumps(
                        {
                            "camera": camera,
                            "captured_at": z(now() - timedelta(seconds=0.3)),
                            "time_source": "sender_report",
                            "sequence": sequence,
                        }
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
                    if incident["kind"] == "crowd":
                        incident["peak"] = incident["measurement"]
                        incident["measurement"] = incident["measurement"] | {"value": 0}
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
    """Serve until interrupted."""
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
