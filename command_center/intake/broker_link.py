"""The centre's connection to the broker."""

from __future__ import annotations

import asyncio
import secrets
import ssl
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import aiomqtt
import structlog

from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.topics import ALL_ALERTS, ALL_HEALTH

_log = structlog.get_logger(__name__)

MAX_WAITING_OUT = 5_000
"""Messages waiting to be published; the oldest go first: every one of them is said again (an
alert is acknowledged when it is sent again, a lease is renewed) or stands in the database."""

RETRY_S = (0.2, 0.5, 1.0, 2.0, 5.0)
"""Waits between attempts to connect; the last one for ever."""

AT_ONCE = 20
"""Messages handed to the broker before its first answer is there: what MQTT clients have in flight
by default. One after the other, acknowledgements would wait behind a hundred tasks."""

CALL_TIMEOUT_S = 5.0
KEEPALIVE_S = 15


def _handing_over(take: Callable[[str, bytes], None]) -> type[asyncio.Queue[aiomqtt.Message]]:
    """Make what takes the place of the client's queue: messages go on at once, and none waits.

    The client's own way makes a task of each message and waits for two things at once.
    """

    class Handover(asyncio.Queue[aiomqtt.Message]):
        def put_nowait(self, item: aiomqtt.Message) -> None:
            if isinstance(item.payload, bytes | bytearray):
                take(item.topic.value, bytes(item.payload))

    return Handover


@dataclass(frozen=True, slots=True)
class _Outgoing:
    topic: str
    payload: bytes
    retain: bool


class BrokerLink:
    """Stays connected: hands every message over, publishes what is put in line.

    Args:
        address: Where the broker is.
        on_message: Takes (topic, payload); must not wait.
        on_connected: Called after each (re)connection, to say again what is retained.
    """

    def __init__(
        self,
        address: BrokerAddress,
        on_message: Callable[[str, bytes], None],
        on_connected: Callable[[], None] = lambda: None,
    ) -> None:
        self._address = address
        self._on_message = on_message
        self._on_connected = on_connected
        self._outgoing: deque[_Outgoing] = deque(maxlen=MAX_WAITING_OUT)
        self._something_to_send = asyncio.Event()
        self.connected = asyncio.Event()

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Put a message in line at QoS 1; never waits. Beyond the limit the oldest is dropped."""
        self._outgoing.append(_Outgoing(topic, payload, retain))
        self._something_to_send.set()

    async def run(self) -> None:
        """Stay connected until cancelled; logs once when it fails and once when it is back."""
        failures = 0
        while True:
            try:
                async with self._client() as client:
                    await client.subscribe([(ALL_ALERTS, 1), (ALL_HEALTH, 1)])
                    if failures:
                        _log.info("broker is back", attempts=failures)
                    failures = 0
                    self.connected.set()
                    self._on_connected()
                    await self._serve(client)
            except (aiomqtt.MqttError, OSError, TimeoutError) as error:
                if not failures:
                    _log.warning(
                        "broker cannot be reached; trying on",
                        host=self._address.host,
                        port=self._address.port,
                        reason=str(error),
                    )
            finally:
                self.connected.clear()
            await asyncio.sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
            failures += 1

    def _client(self) -> aiomqtt.Client:
        return aiomqtt.Client(
            self._address.host,
            self._address.port,
            username=self._address.username,
            password=self._address.password,
            identifier=f"centre-{secrets.token_hex(6)}",
            clean_session=True,
            timeout=CALL_TIMEOUT_S,
            keepalive=KEEPALIVE_S,
            queue_type=_handing_over(self._on_message),
            tls_context=ssl.create_default_context() if self._address.tls else None,
        )

    async def _serve(self, client: aiomqtt.Client) -> None:
        """Receive and publish until one of the two fails."""
        jobs = [
            asyncio.create_task(self._receive(client), name="broker receive"),
            asyncio.create_task(self._send(client), name="broker send"),
        ]
        try:
            done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_COMPLETED)
            for job in done:
                job.result()
        finally:
            for job in jobs:
                job.cancel()
            await asyncio.gather(*jobs, return_exceptions=True)

    async def _receive(self, client: aiomqtt.Client) -> None:
        # Nothing comes this way; it ends when the connection does.
        async for _message in client.messages:
            raise RuntimeError("a message that was not handed over")

    async def _send(self, client: aiomqtt.Client) -> None:
        while True:
            while self._outgoing:
                together = [
                    self._outgoing.popleft() for _ in range(min(AT_ONCE, len(self._outgoing)))
                ]
                # They go out in this order: each is sent before its call first waits.
                ends = await asyncio.gather(
                    *(
                        client.publish(one.topic, one.payload, qos=1, retain=one.retain)
                        for one in together
                    ),
                    return_exceptions=True,
                )
                for end in ends:
                    if isinstance(end, BaseException):
                        raise end
            self._something_to_send.clear()
            if not self._outgoing:
                await self._something_to_send.wait()
