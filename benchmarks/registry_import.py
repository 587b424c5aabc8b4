"""What importing a county costs: YAML, XLSX and CSV, tried, imported and imported again.

python -m benchmarks.registry_import [--cameras N] [--only YAML|XLSX|CSV]

Times are processor seconds of this process, its threads included, so that what else runs on the
machine does not count; the database is SQLite with synchronous=FULL.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from command_center.audit.audit_trail import AuditTrail
from command_center.commands.sheet_work import import_sheet
from command_center.registry.credential_box import CredentialBox
from command_center.registry.exchange import RegistryExchange
from command_center.registry.secret_store import SecretStore
from command_center.registry.sheets.plan_file import marked_file
from command_center.registry.sheets.planner import PlanOptions
from command_center.registry.sheets.sheet_export import export_csv, export_xlsx
from command_center.store.database import Database, sqlite_url
from sharp_eyes.clock import SystemClock
from sharp_eyes.registry.registry import Registry
from sharp_eyes.registry.yaml_file import dump, load_with_credentials

KINDS = ("YAML", "XLSX", "CSV")
COUNTY = "371625"
VILLAGES = 600
ALLOWED_S = {
    "YAML: validate and import": 40.0,
    "XLSX: dry run": 5.0,
    "XLSX: import": 15.0,
    "CSV: dry run": 5.0,
    "CSV: import": 15.0,
}


def county(cameras: int) -> Registry:
    """Make a registry: villages of one grid each, cameras spread over them, with zones."""
    codes = [f"{COUNTY}{101 + n // 50:03}{201 + n % 50:03}" for n in range(VILLAGES)]
    towns = sorted({f"{code[:9]}000" for code in codes})
    corner = 118.0, 37.0
    return Registry.model_validate(
        {
            "regions": [
                {"code": code, "name": f"区划{code[6:]}"}
                for code in (f"{COUNTY}000000", *towns, *codes)
            ],
            "grids": [
                {
                    "code": f"{code}001",
                    "name": f"网格{code[6:]}",
                    "unit": "网格队",
                    "polygon": [
                        (corner[0] + (n % 25 + dx) * 0.01, corner[1] + (n // 25 + dy) * 0.01)
                        for dx, dy in ((0, 0), (1, 0), (1, 1), (0, 1))
                    ],
                }
                for n, code in enumerate(codes)
            ],
            "cameras": [
                _camera(n + 1, codes[n % VILLAGES], n % VILLAGES, corner) for n in range(cameras)
            ],
        }
    )


def _camera(number: int, village: str, place: int, corner: tuple[float, float]) -> dict[str, Any]:
    east = corner[0] + (place % 25 + 0.1 + 0.8 * (number % 7) / 7) * 0.01
    north = corner[1] + (place // 25 + 0.1 + 0.8 * (number % 5) / 5) * 0.01
    return {
        "id": f"{COUNTY}01001326{number:06}",
        "name": f"博兴县第 {number} 号摄像机",
        "streams": {
            "sub": f"rtsp://10.{number >> 16}.{number >> 8 & 255}.{number & 255}:554/sub",
            "main": f"rtsp://10.{number >> 16}.{number >> 8 & 255}.{number & 255}:554/main",
        },
        "region": village,
        "grid": f"{village}001",
        "location": (round(east, 6), round(north, 6)),
        "place_type": "road",
        "managing_unit": "综治中心",
        "sign_posted": True,
        "credentials": "county",
        "analytics": {
            "zones": [
                {
                    "id": "road",
                    "polygon": [(0, 0.3), (1, 0.3), (1, 1), (0, 1)],
                    "limits": {"kind": "crowd", "people": 20},
                }
            ]
        },
    }


async def _timed(name: str, rows: int, work: Callable[[], Awaitable[object]]) -> None:
    began_s = time.process_time()
    await work()
    took_s = time.process_time() - began_s
    allowed = f"{ALLOWED_S[name]:g}" if name in ALLOWED_S else ""
    print(f"| {name} | {rows:,} | {took_s:.1f} | {allowed} |", flush=True)


class _House:
    """A database of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        clock = SystemClock()
        self.database = Database(sqlite_url(folder / "centre.sqlite"))
        self.trail = AuditTrail.open(self.database, folder, None, None, clock)
        box = CredentialBox.from_folder(folder, None)
        secrets = SecretStore(self.database, box, self.trail.log, clock)
        self.exchange = RegistryExchange(self.database, self.trail.log, clock, secrets=secrets)

    async def begin(self, tree: Registry) -> None:
        """Make the tables and import the regions and grids."""
        await self.database.migrate()
        await self.trail.begin()
        await self.exchange.take(tree, prune=False, what="the tree")


async def _run(folder: Path, cameras: int, kinds: Sequence[str]) -> None:
    registry = county(cameras)
    print("| what | cameras | processor s | allowed |\n|---|---|---|---|", flush=True)
    if "YAML" in kinds:
        await _yaml(folder, registry)
    for kind in ("XLSX", "CSV"):
        if kind in kinds:
            await _sheet(folder, registry, kind)


async def _yaml(folder: Path, registry: Registry) -> None:
    cameras = len(registry.cameras)
    (folder / "county.yaml").write_text(dump(registry), encoding="utf-8")
    house = _House(folder / "yaml")
    await house.begin(Registry())

    async def from_yaml() -> None:
        loaded = load_with_credentials(folder / "county.yaml")
        await house.exchange.take(loaded.registry, prune=False, what="county.yaml")

    await _timed("YAML: validate and import", cameras, from_yaml)
    await _timed("YAML: the same again", cameras, from_yaml)
    await house.database.close()


async def _sheet(folder: Path, registry: Registry, kind: str) -> None:
    cameras = len(registry.cameras)
    data = (export_xlsx if kind == "XLSX" else export_csv)(registry)
    house = _House(folder / kind)
    await house.begin(registry.model_copy(update={"cameras": ()}))

    async def take(dry_run: bool) -> None:
        plan = await import_sheet(
            house.exchange, data, f"county.{kind}", PlanOptions(), dry_run=dry_run
        )
        plan.check()

    async def mark() -> None:
        marked_file(data, Registry(), PlanOptions())

    await _timed(f"{kind}: dry run", cameras, partial(take, True))
    await _timed(f"{kind}: import", cameras, partial(take, False))
    await _timed(f"{kind}: dry run, all there", cameras, partial(take, True))
    await _timed(f"{kind}: back with its errors marked", cameras, mark)
    await house.database.close()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cameras", type=int, default=18_000)
    parser.add_argument("--only", choices=KINDS)
    arguments = parser.parse_args()
    kinds = (arguments.only,) if arguments.only else KINDS
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(_run(Path(folder), arguments.cameras, kinds))


if __name__ == "__main__":
    main()
