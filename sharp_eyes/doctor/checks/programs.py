"""Are the helpful programs there? The demo does without any of them."""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine


def check_mosquitto(machine: Machine) -> Finding:
    """Look for the MQTT broker mosquitto."""
    return _check(
        machine,
        "mosquitto",
        title=Bilingual("消息代理 mosquitto", "message broker mosquitto"),
        purpose=Bilingual(
            "更快的消息代理；没有时使用内置的 amqtt",
            "the faster message broker; without it the built-in amqtt serves",
        ),
    )


def check_ffmpeg(machine: Machine) -> Finding:
    """Look for ffmpeg."""
    return _check(
        machine,
        "ffmpeg",
        title=Bilingual("ffmpeg", "ffmpeg"),
        purpose=Bilingual("只用于测试与性能对比", "only for tests and benchmarks"),
    )


def check_chromium(machine: Machine) -> Finding:
    """Look for a Chromium on this machine."""
    return _check(
        machine,
        "chromium",
        "chromium-browser",
        "google-chrome",
        title=Bilingual("Chromium 浏览器", "Chromium browser"),
        purpose=Bilingual(
            "本机打开电视墙和浏览器测试；也可用其他机器的浏览器",
            "opens the wall on this machine, and the browser tests; any other browser will do",
        ),
    )


def _check(machine: Machine, *names: str, title: Bilingual, purpose: Bilingual) -> Finding:
    path = machine.find_program(*names)
    package = names[0]
    return Finding(
        name=package,
        verdict=Verdict.OK if path is not None else Verdict.OPTIONAL_MISSING,
        title=title,
        detail=Bilingual("未安装", "not installed")
        if path is None
        else Bilingual(str(path), str(path)),
        purpose=purpose,
        remedy=None
        if path is not None
        else Bilingual(f"apt-get install {package}", f"apt-get install {package}"),
    )
