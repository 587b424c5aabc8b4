"""``sharp-eyes simulate``: serve a town of simulated cameras over RTSP."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from simulators.town.preparation import Preparation
    from simulators.trouble.fault_event import FaultEvent

PASSWORD_VARIABLE = "SHARP_EYES_CAMERA_PASSWORD"  # noqa: S105 - its name, not the word


def simulate(
    registry: Annotated[
        Path | None, typer.Option(help="摄像机台账 · Registry of the cameras (YAML).")
    ] = None,
    town: Annotated[
        Path | None,
        typer.Option(help="各摄像机的画面 · What each camera shows (YAML); the demo town without."),
    ] = None,
    footage: Annotated[
        Path | None, typer.Option(help="录像文件夹 · Folder of recordings to play.")
    ] = None,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="RTSP 端口 · RTSP port, 0 for a free one.")
    ] = 8554,
    speed: Annotated[
        float,
        typer.Option(
            min=0.1, max=20, help="场景快进倍数 · Scene seconds per second; not the video's."
        ),
    ] = 1.0,
    stamp: Annotated[
        bool,
        typer.Option("--stamp", help="画面印上编码和帧号 · Stamp id and frame number, for tests."),
    ] = False,
    seconds: Annotated[
        float | None,
        typer.Option(min=0, help="多少秒后结束 · End by itself after so many seconds."),
    ] = None,
    cache: Annotated[
        Path | None, typer.Option(help="缓存文件夹 · Cache folder; the user's own without.")
    ] = None,
    truth: Annotated[
        Path | None,
        typer.Option(
            help="真值文件 · File to write: which frame is on air when, and what goes wrong when."
        ),
    ] = None,
    user: Annotated[str, typer.Option(help="摄像机用户名 · User name of the cameras.")] = "camera",
    open_access: Annotated[
        bool, typer.Option("--open-access", help="不验证身份 · Ask for no password.")
    ] = False,
    fault: Annotated[
        list[str] | None,
        typer.Option(
            metavar="CAMERA:KIND[:AT_S[:FOR_S]]",
            help="故障，可重复 · What goes wrong, may be repeated: camera (id, "
            "number from 1, or *), kind, when, for how long. Kinds: stall drop reset corrupt "
            "garbage slow flood "
            "half-open vanish wrong-password reconnect-storm clock-ahead clock-1970 clock-local "
            "no-key-frames resolution codec long-gop.",
        ),
    ] = None,
    faults: Annotated[
        str | None,
        typer.Option(metavar="random", help="随机故障 · Faults by chance: random."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="随机故障的种子 · Seed of --faults random.")] = 1,
    fault_share: Annotated[
        float,
        typer.Option(
            min=0.001,
            max=0.9,
            help="故障时间占比 · Part of the time a camera is in trouble, --faults random.",
        ),
    ] = 0.05,
    onvif: Annotated[
        int | None,
        typer.Option(
            metavar="PORT",
            min=0,
            max=65535,
            help="模拟 ONVIF：摄像机可被查找和读取 · Answer ONVIF on this port too (HTTP, and UDP "
            "for the search): cameras discover --ask 127.0.0.1:PORT. Not with --load.",
        ),
    ] = None,
    load: Annotated[
        bool,
        typer.Option(
            "--load",
            help="负载源：多路相同的生成画面 · Load source: so many cameras of one generated clip, "
            "640x360, 15 frames/s, 400 kbps, key frame of 40 kB every 2 s. Open access unless the "
            "password variable is set.",
        ),
    ] = False,
    cameras: Annotated[
        int, typer.Option(min=1, max=20_000, help="负载源的路数 · Cameras of --load.")
    ] = 440,
    codec: Annotated[
        str, typer.Option(metavar="h264|h265", help="负载源的编码 · Codec of --load.")
    ] = "h264",
    scene: Annotated[
        str | None,
        typer.Option(
            metavar="NAME[:SEED]",
            help="负载源的画面：生成的场景，默认为噪声 · What the cameras of --load show: a "
            "generated scene (lane, square, plot, quiet_plot), noise without.",
        ),
    ] = None,
    registry_out: Annotated[
        Path | None,
        typer.Option(help="写出的台账 · Camera registry (YAML) to write for --load."),
    ] = None,
    stats: Annotated[
        Path | None,
        typer.Option(help="写出的统计 · File for the process's own statistics (JSON), --load."),
    ] = None,
) -> None:
    """用录像和生成的场景模拟摄像机 · Simulate cameras from recordings and generated scenes.

    With --load it is a load source instead, without a registry: see its options below.

    RTSP over TCP on 127.0.0.1 with Digest authentication. The password is read from the
    environment variable SHARP_EYES_CAMERA_PASSWORD; without it one is made up and shown. Clips are
    rendered once and cached. Prints one line when all is up: ready rtsp://127.0.0.1:PORT cameras N
    """
    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput

    if faults not in (None, "random") or codec not in ("h264", "h265"):
        raise BadInput(
            Bilingual("--faults 或 --codec 取值有误", "--faults or --codec cannot be understood"),
            next_step=Bilingual(
                "--faults random，--codec h264 或 h265",
                "--faults random, --codec h264 or h265",
            ),
        )
    if not load and not (registry_out is None and stats is None and scene is None):
        raise BadInput(
            Bilingual(
                "--registry-out、--stats、--scene 只用于 --load",
                "--registry-out, --stats and --scene need --load",
            ),
            next_step=Bilingual("加上 --load", "add --load"),
        )
    if scene is not None and codec == "h265":
        raise BadInput(
            Bilingual("--scene 只有 H.264", "--scene is H.264 only"),
            next_step=Bilingual("去掉 --codec", "leave --codec out"),
        )
    wishes = _Wishes(tuple(fault or ()), faults is not None, seed, fault_share, seconds)
    folder = cache if cache is not None else _user_cache()
    if load:
        password = None if open_access else os.environ.get(PASSWORD_VARIABLE)
        _load(
            wishes,
            folder,
            cameras=cameras,
            hevc=codec == "h265",
            scene=scene,
            port=port,
            credentials=None if password is None else (user, password),
            registry=registry_out,
            statistics=stats,
            truth=truth,
        )
        return
    _town(
        wishes,
        folder,
        registry=registry,
        town=town,
        footage=footage,
        port=port,
        speed=speed,
        stamp=stamp,
        truth=truth,
        user=user,
        open_access=open_access,
        onvif=onvif,
    )


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What is to go wrong, and how long it all lasts."""

    named: tuple[str, ...]
    by_chance: bool
    seed: int
    share: float
    seconds: float | None

    def events(self, camera_ids: Sequence[str]) -> list[FaultEvent]:
        """Return the timetable for these cameras."""
        from random import Random

        from simulators.trouble.fault_event import FaultEvent
        from simulators.trouble.kinds import KINDS
        from simulators.trouble.random_events import HORIZON_S, random_events

        events = [FaultEvent.parse(text, camera_ids) for text in self.named]
        if self.by_chance:
            events += random_events(
                camera_ids,
                KINDS,
                Random(self.seed),
                horizon_s=self.seconds if self.seconds is not None else HORIZON_S,
                share=self.share,
            )
        return events


def _user_cache() -> Path:
    import platformdirs

    return Path(platformdirs.user_cache_dir("sharp-eyes"))


def _load(
    wishes: _Wishes,
    cache: Path,
    *,
    cameras: int,
    hevc: bool,
    scene: str | None,
    port: int,
    credentials: tuple[str, str] | None,
    registry: Path | None,
    statistics: Path | None,
    truth: Path | None,
) -> None:
    import asyncio
    import sys

    from simulators.clips.progress import ProgressLine
    from simulators.load.load_camera import LoadCamera
    from simulators.load.serving import LoadOptions, serve_load
    from simulators.scenes.scene_source import SceneSource

    ids = [LoadCamera(number).camera_id for number in range(1, cameras + 1)]
    options = LoadOptions(
        cameras,
        "hevc" if hevc else "h264",
        cache,
        port=port,
        credentials=credentials,
        seconds=wishes.seconds,
        registry=registry,
        statistics=statistics,
        truth=truth,
        events=wishes.events(ids),
        show=None if scene is None else SceneSource.parse(scene),
    )
    report = ProgressLine(sys.stderr).report
    asyncio.run(serve_load(options, report, lambda line: print(line, flush=True)))


def _town(
    wishes: _Wishes,
    cache: Path,
    *,
    registry: Path | None,
    town: Path | None,
    footage: Path | None,
    port: int,
    speed: float,
    stamp: bool,
    truth: Path | None,
    user: str,
    open_access: bool,
    onvif: int | None,
) -> None:
    import asyncio
    import secrets
    import sys

    from sharp_eyes.registry.yaml_file import load
    from simulators.clips.progress import ProgressLine
    from simulators.demo.find_registry import find_registry
    from simulators.town.plan import TownPlan
    from simulators.town.preparation import Preparation
    from simulators.town.serving import serve_town

    cameras = load(registry if registry is not None else find_registry())
    plan = TownPlan.load(town) if town is not None else TownPlan.demo()
    password = os.environ.get(PASSWORD_VARIABLE)
    if password is None and not open_access:
        password = secrets.token_urlsafe(12)
        print(f"{PASSWORD_VARIABLE}={password}", file=sys.stderr, flush=True)
    progress = ProgressLine(sys.stderr)
    preparation: Preparation = Preparation(
        registry=cameras,
        plan=plan,
        cache=cache,
        report=progress.report,
        speed=speed,
        stamp=stamp,
        footage=footage,
    )
    simulated = [camera.id for camera in cameras.cameras if camera.streams.sub.startswith("rtsp:")]
    asyncio.run(
        serve_town(
            preparation,
            port=port,
            credentials=None if open_access or password is None else (user, password),
            seconds=wishes.seconds,
            truth=truth,
            announce=lambda line: print(line, flush=True),
            events=wishes.events(simulated),
            onvif_port=onvif,
        )
    )
