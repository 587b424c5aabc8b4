"""A mosquitto of the test's own."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sharp_eyes.processes.free_port import free_port


class Broker:
    """Can be stopped and started again at the same address.

    Args:
        program: mosquitto.
        folder: For its configuration.
    """

    def __init__(self, program: Path, folder: Path) -> None:
        self._program = program
        self.port = free_port()
        self._configuration = folder / "mosquitto.conf"
        self._configuration.write_text(
            f"listener {self.port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
        )
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"mqtt://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Start it and wait until it listens."""
        self._process = await asyncio.create_subprocess_exec(
            str(self._program),
            "-c",
            str(self._configuration),
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(40):
            while True:
                # Whoever else has its port would answer in its place.
                assert self._process.returncode is None, "mosquitto ended at once"
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    await asyncio.sleep(0.02)
                    continue
                writer.close()
                return

    async def kill(self) -> None:
        """Kill -9."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
