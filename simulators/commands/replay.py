"""``sharp-eyes replay``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DETECTORS = ("crowd", "construction")


def replay(
    source: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, help="录像文件 · A video file.")
    ],
    detectors: Annotated[
        str, typer.Option(help="检测项，逗号分隔 · Detectors: crowd,construction")
    ] = "crowd,construction",
    camera: Annotated[
        str | None,
        typer.Option(help="使用台账中该摄像机的区域与限值 · Zones and limits of this camera."),
    ] = None,
    registry: Annotated[
        Path, typer.Option(dir_okay=False, help="摄像机台账 · Camera registry, for --camera.")
    ] = Path("camera_registry.yaml"),
    people: Annotated[
        int, typer.Option(min=1, help="整幅画面的人数限值 · Limit without --camera.")
    ] = 20,
    every: Annotated[
        str | None,
        typer.Option(help="每个关键帧算一次巡看，间隔如 10min · Each key frame is one visit."),
    ] = None,
    report: Annotated[
        Path, typer.Option(file_okay=False, help="报告目录 · Folder for report.json and pictures.")
    ] = Path("replay-report"),
    model: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="目标检测模型 · Object model.")
    ] = None,
) -> None:
    """回放录像，看会产生哪些告警 · Replay a recording: what would have been raised?

    Faster than real time; the same result every run, but for the key "timing". Writes report.json
    and the evidence pictures, people masked.
    """
    import json

    from rich.progress import track

    from detectors.models.loading import default_model_path, load_model
    from detectors.pipeline import CameraDetectors
    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput
    from sharp_eyes.registry.permit import Permit
    from sharp_eyes.registry.protected_land import ProtectedLand
    from sharp_eyes.registry.yaml_file import load
    from simulators.replay.duration import parse_duration
    from simulators.replay.recording import Recording
    from simulators.replay.replay import Replay
    from simulators.replay.whole_picture import whole_picture_camera

    wanted = {name.strip() for name in detectors.split(",") if name.strip()}
    if not wanted or not wanted <= set(DETECTORS):
        raise BadInput(
            Bilingual(f"未知的检测项：{detectors}", f"unknown detectors: {detectors}"),
            next_step=Bilingual("可用：crowd,construction", "there are: crowd,construction"),
        )
    permits: tuple[Permit, ...] = ()
    protected: tuple[ProtectedLand, ...] = ()
    if camera is None:
        chosen = whole_picture_camera(source.stem, wanted, people)
    else:
        loaded = load(registry)
        found = loaded.camera(camera)
        if found is None:
            raise BadInput(
                Bilingual(f"台账中没有摄像机 {camera}", f"the registry has no camera {camera}"),
                next_step=Bilingual("核对编号或 --registry", "check the id, or --registry"),
            )
        zones = tuple(zone for zone in found.analytics.zones if zone.kind in wanted)
        analytics = found.analytics.model_copy(update={"zones": zones})
        chosen = found.model_copy(update={"analytics": analytics})
        permits, protected = loaded.permits, loaded.protected_land
    path = default_model_path(model)
    network = load_model(path)
    report.mkdir(parents=True, exist_ok=True)

    def save(sha256: str, jpeg: bytes) -> str:
        name = f"{sha256}.jpg"
        (report / name).write_bytes(jpeg)
        return name

    visit_every = parse_duration(every) if every else None
    frames = track(
        Recording(source, visit_every).frames(), description=f"{source.name}", total=None
    )
    result = Replay(
        chosen,
        CameraDetectors(chosen, permits, network, protected_land=protected),
        save,
        every_frame_is_a_visit=visit_every is not None,
    ).run(frames)
    text = json.dumps({"source": source.name, **result.as_json()}, ensure_ascii=False, indent=2)
    (report / "report.json").write_text(text + "\n", encoding="utf-8")
    typer.echo(
        f"{len(result.incidents)} 起事件 · {len(result.incidents)} incident(s) → "
        f"{report / 'report.json'}"
    )
