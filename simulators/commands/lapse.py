"""``sharp-eyes lapse``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def lapse(
    seed: Annotated[
        int, typer.Argument(min=0, help="种子，相同则画面相同 · Same seed, same pixels.")
    ],
    out: Annotated[
        Path, typer.Option(file_okay=False, help="输出文件夹 · Folder to write.")
    ] = Path("lapse"),
    days: Annotated[int, typer.Option(min=3, max=60, help="天数 · How many days.")] = 16,
    cache: Annotated[
        Path | None,
        typer.Option(file_okay=False, help="缓存文件夹 · Cache folder; the user's own without."),
    ] = None,
) -> None:
    """生成一段带真值的延时画面 · Generate a time-lapse with its ground truth.

    Weeks of one view in minutes: 4 to 6 visits a day, three frames each, in sun, rain, fog, snow
    and at night, with vehicles, people, stalls and crops; on some ground something is built.
    Writes the pictures, a video, a contact sheet and the truth; then, for instance:

    sharp-eyes replay FOLDER/pictures --detectors construction --truth FOLDER/truth.json
    """
    import sys

    import platformdirs

    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput
    from simulators.clips.progress import ProgressLine
    from simulators.lapse.exporting import export_series
    from simulators.lapse.lapse_series import LapseSeries

    kept = cache if cache is not None else Path(platformdirs.user_cache_dir("sharp-eyes"))
    line = ProgressLine(sys.stderr)
    try:
        series = LapseSeries.open(
            seed,
            kept / "lapses",
            days=days,
            progress=lambda done, total: line.report(f"lapse-{seed}", done, total),
        )
        export_series(series, out)
    except OSError as error:
        raise BadInput(
            Bilingual(f"无法写入：{error}", f"cannot write: {error}"),
            next_step=Bilingual(
                "用 --out、--cache 指定可写且有空间的文件夹",
                "name folders with room that can be written, by --out and --cache",
            ),
        ) from error
    kinds = ", ".join(str(fact["kind"]) for fact in series.facts["structures"]) or "-"
    typer.echo(f"{len(series)} 次巡看，建造物：{kinds} · {len(series)} visits, built: {kinds}")
    typer.echo(f"{out / 'sheet.jpg'}  {out / 'lapse.mp4'}  {out / 'truth.json'}")
