"""``sharp-eyes worker``: pull cameras, let detectors look, send alerts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer


def worker(
    centre: Annotated[
        list[str] | None,
        typer.Option(
            help="指挥中心地址，多个中心时重复给出 · Address of the command centre, "
            "http://host:port; once for each where several share a database."
        ),
    ] = None,
    registry: Annotated[
        Path | None,
        typer.Option(help="单独运行：摄像机台账文件 · Run alone over this registry, no centre."),
    ] = None,
    node: Annotated[
        str, typer.Option(help="节点名称 · This machine's name: a-z, 0-9 and '-'.")
    ] = "node-1",
    shard: Annotated[
        str, typer.Option(help="分片编号 · Which set of cameras: a-z, 0-9 and '-'.")
    ] = "shard-1",
    county: Annotated[
        str, typer.Option(help="县区代码（6 位） · Code of the county, 6 digits.")
    ] = "370499",
    town: Annotated[
        str, typer.Option(help="乡镇代码（3 位） · Code of the town, 3 digits.")
    ] = "101",
    state: Annotated[
        Path | None,
        typer.Option(
            help="状态目录，保存待发告警 · Folder for what must survive a restart; by default in "
            "the user's state folder."
        ),
    ] = None,
    detectors: Annotated[
        str,
        typer.Option(
            help="启用的检测 · What to detect: crowd, construction, diagnosis (of the picture), "
            "several by ',', or none."
        ),
    ] = "crowd,construction,diagnosis",
    model: Annotated[
        Path | None,
        typer.Option(
            help="目标检测模型 · Object model file; the packaged one by default. Also by "
            "SHARP_EYES_MODEL; nanodet-fp32 names the packaged one in 32-bit numbers."
        ),
    ] = None,
    model_family: Annotated[
        str | None,
        typer.Option(
            help="模型系列 · How the model is read: nanodet, yolo, ssd, fastestdet, ultralytics "
            "(AGPL-3.0). Also by SHARP_EYES_MODEL_FAMILY.",
        ),
    ] = None,
    sample_every: Annotated[
        float,
        typer.Option(
            min=0.0,
            help="无检测时每隔几秒解码一帧，0 为不解码 · Without detectors, decode a frame of each "
            "camera every so many seconds; 0 holds the streams only.",
        ),
    ] = 0.0,
    seconds: Annotated[
        float,
        typer.Option(min=0.0, help="运行几秒后结束，0 为一直运行 · End after so long; 0: never."),
    ] = 0.0,
    stats: Annotated[
        Path | None,
        typer.Option(help="写入统计（JSON），每 5 秒一次 · Write statistics here every 5 s."),
    ] = None,
    decode_threads: Annotated[
        int, typer.Option(min=1, max=64, help="解码线程数 · Threads that decode.")
    ] = 1,
    detect_threads: Annotated[
        int, typer.Option(min=1, max=64, help="检测线程数 · Threads in which detectors look.")
    ] = 2,
    budget: Annotated[
        float | None,
        typer.Option(
            metavar="CORES",
            help="处理器预算（核数），超出时各摄像机按同一倍数放慢 · Processor cores for decoding "
            "and detecting; beyond it every camera is looked at less often, by one factor. "
            "Default: as much as there is.",
        ),
    ] = None,
    listen: Annotated[
        str | None,
        typer.Option(
            metavar="HOST:PORT",
            help="HTTP 服务地址：设备推流（WHIP）与监控指标 /metrics，默认不开 · Serve HTTP here: "
            "devices publish to it (WHIP), Prometheus reads /metrics. Default: no server.",
        ),
    ] = None,
    tls_certificate: Annotated[
        Path | None,
        typer.Option(
            help="HTTPS 证书（PEM），手机网页推流需要 · Certificate for --listen; phones publish "
            "from a page only by HTTPS."
        ),
    ] = None,
    tls_key: Annotated[
        Path | None,
        typer.Option(help="HTTPS 私钥（PEM） · Key of --tls-certificate, without a passphrase."),
    ] = None,
    children: Annotated[
        int,
        typer.Option(
            min=0,
            max=64,
            help="独立解码进程上限，每个约 25 MB · Cameras that may be read by a process of their "
            "own at once (UDP, odd streams, pictures that ended the worker), about 25 MB each.",
        ),
    ] = 8,
    clip_memory: Annotated[
        int,
        typer.Option(
            metavar="MIB",
            min=0,
            max=65_536,
            help="事件短片所用内存（MiB），0 为不生成 · Memory for the last seconds of crowded "
            "cameras' streams, from which clips of incidents are cut; 64 hold about 49 streams "
            "of 415 kbit/s. 0: no clips.",
        ),
    ] = 64,
) -> None:
    """采集摄像机画面、检测并发送告警 · Pull cameras, let detectors look, send alerts.

    With a centre, the cameras come from it and alerts go over the broker; secrets come by
    environment: SHARP_EYES_BROKER_URL (mqtt://user:password@host:port) and SHARP_EYES_NODE_TOKEN.

    Alone, with --registry FILE, what is found is only logged; the cameras' user is "camera" and its
    password comes by SHARP_EYES_CAMERA_PASSWORD.

    The worker runs under a small process that starts it again within two seconds if a picture ends
    it; the camera of that picture is then decoded by a process of its own for a day.

    With --listen, SHARP_EYES_METRICS_TOKEN opens /metrics to other machines.
    """
    from ingest.guard.single_thread import start_no_threads

    start_no_threads(os.environ)

    from ingest.worker.options import WorkerOptions
    from ingest.worker.start import start_worker

    start_worker(
        WorkerOptions(
            centres=tuple(centre or ()),
            registry=registry,
            node=node,
            shard=shard,
            county=county,
            town=town,
            state=state,
            detectors=detectors,
            model=model,
            model_family=model_family,
            sample_every_s=sample_every,
            seconds=seconds,
            stats=stats,
            decode_threads=decode_threads,
            detect_threads=detect_threads,
            budget_cores=budget,
            listen=listen,
            tls_certificate=tls_certificate,
            tls_key=tls_key,
            children=children,
            clip_memory_mib=clip_memory,
        )
    )
