"""The demo's processes: broker, cameras, centre and worker."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from sharp_eyes.dispatch.broker.access import centre_user, node_user
from sharp_eyes.dispatch.broker.embedded import best_program, embedded_broker
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.processes.child import Child
from simulators.demo.options import DemoOptions
from simulators.demo.secrets import DemoSecrets

NODE = "demo"
SHARD = "shard-1"
CAMERA_USER = "camera"

_FIRST_RUN_S = 900.0
"""The first run renders every scene once; it shows its progress meanwhile."""


@dataclass(frozen=True, slots=True)
class DemoPorts:
    """TCP ports on loopback.

    Attributes:
        wall: HTTP, the wall and the API.
        rtsp: The simulated cameras.
        broker: The embedded broker.
    """

    wall: int
    rtsp: int
    broker: int


@dataclass(frozen=True, slots=True)
class DemoChildren:
    """Describes each child of one run.

    Attributes:
        options: What was asked for.
        secrets: This run's passwords.
        ports: This run's ports.
        registry: The registry with this run's addresses.
        county: 6 digits.
        town: 3 digits.
    """

    options: DemoOptions
    secrets: DemoSecrets
    ports: DemoPorts
    registry: Path
    county: str
    town: str

    def broker(self) -> Child | None:
        """The embedded broker; none where one was named."""
        if self.options.broker is not None:
            return None
        users = [
            centre_user(self.secrets.broker_centre),
            node_user(NODE, self.secrets.broker_node),
        ]
        folder = self.options.state / "broker"
        return embedded_broker(folder, self.ports.broker, users, best_program())

    def simulator(self) -> Child:
        """The cameras."""
        options = self.options
        argv = ["simulate", "--registry", str(self.registry), "--port", str(self.ports.rtsp)]
        argv += ["--speed", str(options.speed), "--truth", str(options.state / "truth.json")]
        if options.town is not None:
            argv += ["--town", str(options.town)]
        if options.footage is not None:
            argv += ["--footage", str(options.footage)]
        if options.stamp:
            argv += ["--stamp"]
        return self._command(
            "simulate",
            argv,
            ready="ready rtsp://",
            env={"SHARP_EYES_CAMERA_PASSWORD": self.secrets.camera},
            ready_within_s=_FIRST_RUN_S,
            show=True,
        )

    def centre(self) -> Child:
        """The command centre."""
        argv = ["serve", "--host", "127.0.0.1", "--port", str(self.ports.wall)]
        argv += ["--state", str(self.options.state / "centre"), "--registry", str(self.registry)]
        argv += ["--county", self.county, "--town", self.town]
        return self._command(
            "serve",
            argv,
            ready="centre ready",
            env={
                "SHARP_EYES_BROKER_URL": self._broker_url("centre", self.secrets.broker_centre),
                "SHARP_EYES_NODE_TOKEN": self.secrets.node_token,
                # One password for both accounts of a demo: the duty officer's at the wall, and the
                # security administrator's, who makes others.
                "SHARP_EYES_ADMIN_PASSWORD": self.secrets.sign_in,
                "SHARP_EYES_DUTY_PASSWORD": self.secrets.sign_in,
                "SHARP_EYES_CAMERA_USER": CAMERA_USER,
                "SHARP_EYES_CAMERA_PASSWORD": self.secrets.camera,
            },
        )

    def worker(self) -> Child:
        """The ingest worker of the one shard."""
        argv = ["worker", "--centre", f"http://127.0.0.1:{self.ports.wall}", "--node", NODE]
        argv += ["--shard", SHARD, "--county", self.county, "--town", self.town]
        argv += ["--state", str(self.options.state / "worker")]
        argv += ["--stats", str(self.options.state / "worker-stats.json")]
        if self.options.model is not None:
            argv += ["--model", str(self.options.model)]
        return self._command(
            "worker",
            argv,
            ready="worker ready",
            env={
                "SHARP_EYES_BROKER_URL": self._broker_url(f"node-{NODE}", self.secrets.broker_node),
                "SHARP_EYES_NODE_TOKEN": self.secrets.node_token,
                # An operator may have a look at the demo's cameras, and at nothing else.
                "SHARP_EYES_FINDING_NETWORKS": "127.0.0.0/8",
            },
        )

    def _broker_url(self, username: str, password: str) -> str:
        if self.options.broker is not None:
            return self.options.broker
        return BrokerAddress("127.0.0.1", self.ports.broker, username, password).url()

    def _command(
        self,
        name: str,
        argv: list[str],
        *,
        ready: str,
        env: dict[str, str],
        ready_within_s: float = 90.0,
        show: bool = False,
    ) -> Child:
        start = "from sharp_eyes.cli import main; main()"
        return Child(
            name=name,
            argv=(sys.executable, "-c", start, *argv),
            env={**env, "PYTHONUNBUFFERED": "1"},
            ready=ready,
            ready_within_s=ready_within_s,
            show=show,
        )
