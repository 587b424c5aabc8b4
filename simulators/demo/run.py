"""One run of the demo town, from its first process to its last."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import SystemClock
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.errors import BadInput, TryAgain
from sharp_eyes.private_file import write_private
from sharp_eyes.processes.free_port import free_port, is_free
from sharp_eyes.processes.supervisor import Supervisor
from sharp_eyes.region_code import county_of, town_of
from sharp_eyes.registry.yaml_file import dump, load
from simulators.demo.children import DemoChildren, DemoPorts
from simulators.demo.options import DemoOptions
from simulators.demo.secrets import DemoSecrets
from simulators.demo.town_registry import at_port

USUAL_PORT = 8080
USER = "duty"

Say = Callable[[str], None]


async def run_demo(options: DemoOptions, say: Say, announce: Say) -> None:
    """Bring the town up, say so, and keep it up until told to end.

    Args:
        options: What was asked for.
        say: Prints progress for people.
        announce: Prints the one line that says the wall is ready.

    Raises:
        BadInput: the registry or an address is wrong.
        TryAgain: a port is taken, or a process did not come up.
    """
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end.set)
    os.umask(0o077)  # what is written here is for its owner alone
    registry = load(options.registry)
    if not registry.cameras:
        raise BadInput(
            Bilingual("台账中没有摄像机", "the registry holds no camera"),
            next_step=Bilingual("至少登记一台摄像机", "register at least one camera"),
            file=options.registry,
        )
    if options.broker is not None:
        BrokerAddress.parse(options.broker)
    ports = _ports(options.port)
    options.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    served = options.state / "camera_registry.yaml"
    write_private(served, dump(at_port(registry, ports.rtsp)))
    secrets = DemoSecrets.of_folder(options.state)
    region = registry.cameras[0].region
    children = DemoChildren(options, secrets, ports, served, county_of(region), town_of(region))

    async with Supervisor(SystemClock(), options.state / "logs") as supervisor:
        up = asyncio.create_task(_bring_up(children, supervisor, say, len(registry.cameras)))
        asked = asyncio.create_task(end.wait())
        try:
            await asyncio.wait({up, asked}, return_when=asyncio.FIRST_COMPLETED)
            if not up.done():
                return
            up.result()
            announce(f"ready http://127.0.0.1:{ports.wall} user {USER} password {secrets.sign_in}")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(asyncio.shield(asked), options.seconds)
        finally:
            for task in (up, asked):
                task.cancel()
            await asyncio.gather(up, asked, return_exceptions=True)
            say("正在结束 · ending")


async def _bring_up(children: DemoChildren, supervisor: Supervisor, say: Say, cameras: int) -> None:
    broker = children.broker()
    if broker is not None:
        say("消息代理 · broker")
        await supervisor.start(broker)
    say(f"{cameras} 台模拟摄像机与指挥中心 · {cameras} simulated cameras and the command centre")
    await asyncio.gather(
        supervisor.start(children.simulator()), supervisor.start(children.centre())
    )
    say("分析工作进程 · worker")
    await supervisor.start(children.worker())


def _ports(wanted: int | None) -> DemoPorts:
    if wanted is not None and not is_free(wanted):
        raise TryAgain(
            Bilingual(f"端口 {wanted} 已被占用", f"port {wanted} is taken"),
            next_step=Bilingual("换一个端口：--port N", "choose another one: --port N"),
        )
    usual = USUAL_PORT if is_free(USUAL_PORT) else free_port()
    return DemoPorts(wall=wanted or usual, rtsp=free_port(), broker=free_port())
