"""``sharp-eyes replay``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from simulators.replay.camera.chosen_camera import ChosenCamera
    from simulators.replay.report.report import Report
    from simulators.replay.source.replay_source import ReplaySource

DETECTORS = ("crowd", "construction", "diagnosis")
NOT_AS_EXPECTED = 3
"""Exit status of ``--expect`` when an incident is missing or one too many came; 1 is bad input,
2 bad usage."""
INTERRUPTED = 130


def replay(
    source: Annotated[
        list[str],
        typer.Argument(
            help="录像、图片或录像文件夹、生成场景 · Videos, folders of pictures or of recordings, "
            "generated scenes (scene:square:7, lapse:3)."
        ),
    ],
    detectors: Annotated[
        str, typer.Option(help="检测项，逗号分隔 · Which detectors look.")
    ] = ",".join(DETECTORS),
    camera: Annotated[
        str | None,
        typer.Option(help="使用台账中该摄像机的区域与限值 · Zones and limits of this camera."),
    ] = None,
    registry: Annotated[
        Path, typer.Option(dir_okay=False, help="摄像机台账 · Camera registry, for --camera.")
    ] = Path("camera_registry.yaml"),
    config: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="单台摄像机的配置 · One camera's fields (YAML)."),
    ] = None,
    people: Annotated[
        int,
        typer.Option(
            min=1, help="整幅画面的人数限值 · Limit of the whole picture, without a camera."
        ),
    ] = 20,
    truth: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[NAME=]FILE",
            help="真值，可重复 · What really happened, may be repeated: MOTChallenge text for "
            "people, CSV for counts, JSON for incidents and structures.",
        ),
    ] = None,
    every: Annotated[
        str | None,
        typer.Option(
            help="每个关键帧（图片）算一次巡看，间隔如 10min · Each key frame, or picture, is one "
            "visit, that long after the one before."
        ),
    ] = None,
    report: Annotated[
        Path,
        typer.Option(file_okay=False, help="报告文件夹 · Folder for report.json and report.html."),
    ] = Path("replay-report"),
    expect: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            help="预期的事件；不符时退出码为 3 · Incidents expected (YAML); exit status 3 when one "
            "is missing or another appears.",
        ),
    ] = None,
    write_expect: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False, help="把本次结果写成预期 · Write this run's incidents for --expect."
        ),
    ] = None,
    model: Annotated[
        Path | None, typer.Option(dir_okay=False, help="目标检测模型 · Object model.")
    ] = None,
    model_family: Annotated[
        str | None, typer.Option(help="模型系列 · How to read --model; nanodet without.")
    ] = None,
    density_model: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            envvar="SHARP_EYES_DENSITY_MODEL",
            help="人群密度模型 · Density model for crowds (ONNX).",
        ),
    ] = None,
) -> None:
    """回放录像，看会产生哪些告警 · Replay recordings: what would have been raised?

    Faster than real time, and the same result every run, but for the key "timing" of report.json.
    Writes report.json, report.html (open it in a browser; it loads nothing from anywhere) and the
    evidence pictures, people masked. Without a camera the whole picture is the zone.

    Exit status: 0 done, 1 bad input, 2 bad usage, 3 not as --expect says, 130 stopped by Ctrl-C
    (what was replayed so far is in the report).
    """
    import sys

    import platformdirs

    from detectors.models.loading import default_model_family, default_model_path, load_model
    from detectors.pipeline import CHINA
    from sharp_eyes.clock import SystemClock
    from simulators.clips.progress import ProgressLine as RenderingLine
    from simulators.replay.duration import parse_duration
    from simulators.replay.expect.check import check, read_expectation
    from simulators.replay.expect.write import expectation_text
    from simulators.replay.named_sources import open_sources
    from simulators.replay.page.page import page
    from simulators.replay.progress_line import ProgressLine
    from simulators.replay.report_folder import ReportFolder
    from simulators.replay.session import ReplaySession
    from simulators.replay.truth_by_source import truth_by_source

    wanted = _wanted(detectors)
    apart = parse_duration(every) if every else None
    cache = Path(platformdirs.user_cache_dir("sharp-eyes"))
    rendering = RenderingLine(sys.stderr).report
    sources = open_sources(source, apart, CHINA, cache, rendering)
    names = [each.name for each in sources]
    truths = truth_by_source(truth or [], names)
    expectation = None if expect is None else read_expectation(expect, names)
    apart_s = apart.total_seconds() if apart else None
    choose = _chooser(wanted, camera, registry, config, people, apart_s)
    network = None
    if {"crowd", "construction"} & set(wanted):
        network = load_model(default_model_path(model), default_model_family(model_family))
    density = None
    if density_model is not None and "crowd" in wanted:
        from detectors.crowd.density_model import DensityModel

        density = DensityModel(density_model)
    sight = None
    if "construction" in wanted:
        from detectors.construction.works_sight import WorksSight

        sight = WorksSight()
    clock = SystemClock()
    folder = ReportFolder(report)
    session = ReplaySession(
        wanted,
        network,
        choose,
        folder.save_picture,
        ProgressLine(sys.stderr, clock),
        clock,
        density=density,
        sight=sight,
        every=apart,
    )
    result = session.run(sources, truths)
    for failure in result.failures[1:] if result.report is None else result.failures:
        typer.echo(f"{failure.name}: {failure.error.bilingual()}", err=True)
    if result.report is None:
        if result.stopped:
            typer.echo("第一帧之前已停止 · stopped before the first picture", err=True)
            raise typer.Exit(INTERRUPTED)
        raise result.failures[0].error
    done = result.report
    if expectation is not None and expect is not None:
        done = done.model_copy(
            update={"expectation": check(expectation, expect.name, done.incidents)}
        )
    folder.write("report.json", (done.model_dump_json(indent=2) + "\n").encode())
    folder.write("report.html", page(done, folder.path).encode())
    folder.tidy()
    if write_expect is not None:
        text = expectation_text(done.incidents, 2.0 * result.look_every_s)
        write_expect.write_text(text, encoding="utf-8")
    _tell(done, report)
    if result.stopped:
        raise typer.Exit(INTERRUPTED)
    if result.failures:
        raise typer.Exit(1)
    if done.expectation is not None and not done.expectation.met:
        for difference in done.expectation.differences:
            typer.echo(f"{difference.zh} / {difference.en}", err=True)
        raise typer.Exit(NOT_AS_EXPECTED)


def _wanted(text: str) -> tuple[str, ...]:
    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput

    wanted = {name.strip() for name in text.split(",") if name.strip()}
    if not wanted or not wanted <= set(DETECTORS):
        known = ",".join(DETECTORS)
        raise BadInput(
            Bilingual(f"未知的检测项：{text}", f"unknown detectors: {text}"),
            next_step=Bilingual(f"可用：{known}", f"there are: {known}"),
        )
    return tuple(name for name in DETECTORS if name in wanted)


def _chooser(
    wanted: tuple[str, ...],
    camera: str | None,
    registry: Path,
    config: Path | None,
    people: int,
    every_s: float | None,
) -> Callable[[ReplaySource], ChosenCamera]:
    """Return what says whose zones hold for a source; what is wrong with a file shows here."""
    from dataclasses import replace

    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput
    from simulators.replay.camera.config_file import read_config
    from simulators.replay.camera.registered import registered_camera
    from simulators.replay.camera.whole_picture import for_wanted, whole_picture_camera

    if camera is not None and config is not None:
        raise BadInput(
            Bilingual("--camera 与 --config 不能同用", "--camera and --config exclude each other"),
            next_step=Bilingual("只用其中之一", "give one of them"),
        )
    if camera is None and config is None:
        return lambda source: whole_picture_camera(
            source.name, wanted, people, source.setting, every_s
        )
    chosen = (
        read_config(config) if config is not None else registered_camera(registry, camera or "")
    )
    chosen = replace(chosen, camera=for_wanted(chosen.camera, wanted))
    return lambda _source: chosen


def _tell(report: Report, folder: Path) -> None:
    """Print the figures that matter, and where the rest is."""
    from simulators.replay.low_is_bad import sign_of
    from simulators.replay.page.words import clock

    for source in report.sources:
        if source.problem_count:
            typer.echo(
                f"{source.name}: {source.problem_count} 处无法读取或未计入 · could not be read, or "
                "was left out",
                err=True,
            )
            for problem in source.problems[:5]:
                typer.echo(f"  {problem.zh} / {problem.en}", err=True)
        if "construction" in report.detectors:
            tell_of_few_visits(source.name, source.looks.get("construction", 0))
    crowd = report.crowd
    if crowd is not None and crowd.count_mae is not None:
        boxes = "" if crowd.f1 is None else f", F1 {crowd.f1:.3f}"
        typer.echo(
            f"人数 counts: {crowd.frames} 帧 frames, MAE {crowd.count_mae:.2f}, "
            f"偏差 bias {crowd.count_bias:+.2f}{boxes}"
        )
    outcomes = [incident.outcome for incident in report.incidents]
    typer.echo(
        f"事件 incidents: {len(outcomes)}  (正确 true {outcomes.count('true')}, "
        f"误报 false {outcomes.count('false')}, 未知 unknown {outcomes.count('unknown')})"
    )
    for incident in report.incidents:
        end = "…" if incident.end_s is None else clock(incident.end_s)
        more = "+" if incident.at_least else ""
        times = f"{clock(incident.start_s)} – {end}"
        typer.echo(
            f"  {incident.source}  {incident.kind}/{incident.zone}  {times}"
            f"  {incident.quantity} {incident.peak:g}{more} "
            f"({sign_of(incident.quantity)} {incident.limit:g})"
            f"  级别 severity {incident.severity}  {incident.outcome}"
        )
    missed = [row for row in report.truth if row.required and row.found_by is None]
    if missed:
        typer.echo(f"漏报 missed: {len(missed)}")
    for row in missed:
        end = "…" if row.end_s is None else clock(row.end_s)
        name = f"  {row.name}" if row.name else ""
        typer.echo(
            f"  {row.source}  {row.kind}/{row.zone or '*'}  {clock(row.start_s)} – {end}{name}"
        )
    if report.false_alarms_per_camera_day is not None:
        typer.echo(
            f"每机每日误报 false alarms per camera-day: {report.false_alarms_per_camera_day:g} "
            f"({report.false_alarms} / {report.camera_days:g} d)"
        )
    typer.echo(f"报告 report: {folder / 'report.html'}")


def tell_of_few_visits(name: str, visits: int) -> None:
    """Say why nothing can be found where a source is shorter than a handful of visits."""
    from detectors.construction.detector import LEARNING_VISITS

    if visits <= LEARNING_VISITS:
        typer.echo(
            f"{name}: 违建检测只成 {visits} 次巡看，前 {LEARNING_VISITS} 次仅用于学习，不会有结果；"
            "请加 --every 10min，使每帧（录像为每个关键帧）算一次巡看 · "
            f"construction made {visits} visits, and the first {LEARNING_VISITS} only teach what "
            "the place looks like: nothing can be found. With --every 10min each picture (of a "
            "video each key frame) is a visit ten minutes after the last.",
            err=True,
        )
