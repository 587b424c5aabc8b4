"""Can a server listen on this machine?"""

from __future__ import annotations

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine


def check_loopback_port(machine: Machine) -> Finding:
    """Try to listen on the command centre's port of 127.0.0.1."""
    port = machine.http_port
    problem = machine.bind_problem(port)
    where = f"127.0.0.1:{port}" if port else "127.0.0.1"
    return Finding(
        name="loopback_port",
        verdict=Verdict.OK if problem is None else Verdict.MISSING,
        title=Bilingual("本机端口", "loopback port"),
        detail=Bilingual(f"{where} 可监听", f"{where} can be listened on")
        if problem is None
        else Bilingual(f"{where} 不可监听：{problem}", f"{where} cannot be listened on: {problem}"),
        purpose=Bilingual(
            "电视墙、消息代理与模拟摄像机都在本机端口上",
            "the wall, the broker and the simulated cameras listen there",
        ),
        remedy=None
        if problem is None
        else Bilingual(
            "结束占用该端口的程序，或用 --port 换一个端口",
            "end the program that holds the port, or take another one with --port",
        ),
    )
