"""Carries the outbox to the broker and the answers back (contracts C5, C6, C8)."""

from __future__ import annotations

import asyncio
import ssl
from datetime import timedelta
from random import Random

import aiomqtt
import structlog
from paho.mqtt.reasoncodes import ReasonCode
from pydantic import ValidationError

from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.alert_batch import messages_of, payload_of
from sharp_eyes.dispatch.back_off import BackOff
from sharp_eyes.dispatch.broker_address import BrokerAddress
from sharp_eyes.dispatch.outbox import Outbox
from sharp_eyes.dispatch.outbox_alarm import OutboxAlarm
from sharp_eyes.dispatch.publisher_settings import PublisherSettings
from sharp_eyes.dispatch.shard_listener import ShardListener
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.node.acknowledgement import Acknowledgement
from sharp_eyes.node.command import StillsLease
from sharp_eyes.node.health import ShardHealth
from sharp_eyes.node.shard_registry import RevisionNotice

_log = structlog.get_logger(__name__)

_MAX_MESSAGE_BYTES = 1024 * 1024
_SUBSCRIPTION_REFUSED = 128
"""A SUBACK's return code from which a subscription failed (MQTT 3.1.1, section 3.9.3)."""


class Publisher:
    """Keeps one connection to the broker, for ever, and sends what the outbox holds.

    The broker's PUBACK only throttles. What clears a row is the centre's acknowledgement alone:
    every shorter scheme lost alerts when processes were killed.

    Args:
        address: The broker.
        node: Where the shard's own topics hang.
        outbox: The outbox.
        listener: The worker.
        clock: Stamps health messages.
        random: Gives the jitter of the back-off.
        settings: Times and sizes.
    """

    def __init__(
        self,
        address: BrokerAddress,
        node: NodeAddress,
        outbox: Outbox,
        listener: ShardListener,
        clock: Clock,
        random: Random,
        settings: PublisherSettings | None = None,
    ) -> None:
        self._address = address
        self._node = node
        self._outbox = outbox
        self._listener = listener
        self._clock = clock
        self._settings = settings or PublisherSettings()
        self._back_off = BackOff(
            random, self._settings.first_retry_s, self._settings.longest_retry_s
        )
        self._alarm = OutboxAlarm(
            outbox, node, UlidSource(clock, random), clock, lambda: listener.epoch
        )
        self._health_changed = asyncio.Event()
        self._connected = False
        self._answered_s = clock.monotonic_s()
        self._told_lost = False
        self._told_unreadable = False

    @property
    def connected(self) -> bool:
        """Whether the broker is there."""
        return self._connected

    def health_changed(self) -> None:
        """Publish the health soon, because a camera's state changed."""
        self._health_changed.set()

    async def run(self) -> None:
        """Work until cancelled; then say goodbye, so that the centre need not wait for the will."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._stay_connected(), name="broker")
            # Also while there is no broker: that is when an outbox fills.
            group.create_task(self._alarm.run(), name="outbox-alarm")

    async def _stay_connected(self) -> None:
        tls = await asyncio.to_thread(ssl.create_default_context) if self._address.tls else None
        while True:
            try:
                await self._session(tls)
            except* (aiomqtt.MqttError, OSError, TimeoutError) as group:
                self._tell_lost(_innermost(group))
            finally:
                self._connected = False
            await asyncio.sleep(self._back_off.next_s())

    async def _session(self, tls: ssl.SSLContext | None) -> None:
        settings = self._settings
        # A new client each time: an old one keeps messages queued and sends them again by itself.
        client = aiomqtt.Client(
            self._address.host,
            self._address.port,
            username=self._address.username,
            password=self._address.password,
            # Fixed, so that the broker drops a half-dead former connection when we come back.
            identifier=f"sharp-eyes-{self._node.node}-{self._node.shard}",
            clean_session=True,
            will=aiomqtt.Will(self._node.health, self._health_json(alive=False), 1, retain=True),
            timeout=settings.call_timeout_s,
            keepalive=settings.keepalive_s,
            max_queued_incoming_messages=settings.inbox,
            max_inflight_messages=settings.batch + 8,
            tls_context=tls,
        )
        # aiomqtt warns on the eleventh pending call by default; ours are bounded by the batch.
        client.pending_calls_threshold = settings.batch + 8
        # aiomqtt connects in a thread that nothing can cancel; this bounds how long it lives.
        client._client.connect_timeout = settings.connect_timeout_s
        async with client:
            await self._subscribe(client)
            await self._outbox.connection_renewed()
            self._connected = True
            self._tell_recovered()
            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(self._receive(client))
                    group.create_task(self._send(client))
                    group.create_task(self._tell_health(client))
            except asyncio.CancelledError:
                await self._say_goodbye(client)
                raise

    async def _subscribe(self, client: aiomqtt.Client) -> None:
        wanted = [self._node.acks_anywhere, self._node.commands, self._node.registry]
        granted = await client.subscribe([(topic, 1) for topic in wanted])
        for topic, code in zip(wanted, granted, strict=False):
            value = code.value if isinstance(code, ReasonCode) else code
            if isinstance(value, int) and value >= _SUBSCRIPTION_REFUSED:
                raise aiomqtt.MqttError(f"the broker does not let us subscribe to {topic}")

    async def _say_goodbye(self, client: aiomqtt.Client) -> None:
        client.timeout = 0.5
        try:
            await client.publish(
                self._node.health, self._health_json(alive=False), qos=1, retain=True
            )
        except (aiomqtt.MqttError, OSError):
            _log.info("the broker did not take our goodbye; it sends the last will instead")

    # Alerts

    async def _send(self, client: aiomqtt.Client) -> None:
        while True:
            rows = await self._outbox.take_due(self._settings.batch)
            if not rows:
                await self._outbox.wait_for_rows(self._settings.health_every_s)
                continue
            async with asyncio.TaskGroup() as group:
                for topic, together in messages_of(rows):
                    group.create_task(self._publish(client, topic, payload_of(together)))

    async def _publish(self, client: aiomqtt.Client, topic: str, payload: bytes) -> None:
        await client.publish(topic, payload, qos=1)

    # Answers and commands

    async def _receive(self, client: aiomqtt.Client) -> None:
        async for message in client.messages:
            topic, payload = message.topic.value, message.payload
            if len(payload) > _MAX_MESSAGE_BYTES:
                self._tell_unreadable(topic, "it is too long")
                continue
            try:
                await self._take(topic, payload)
            except ValidationError as error:
                self._tell_unreadable(topic, str(error.errors(include_input=False)[0]["msg"]))

    async def _take(self, topic: str, payload: bytes) -> None:
        if self._node.is_ack(topic):
            answer = Acknowledgement.model_validate_json(payload)
            await self._outbox.acknowledge(answer)
            await self._note_answer()
            if answer.refused:
                _log.warning(
                    "the centre refuses alerts; they are kept as dead letters",
                    count=len(answer.refused),
                    first=answer.refused[0].id,
                    reason=answer.refused[0].reason,
                )
                self.health_changed()
        elif topic == self._node.commands:
            self._listener.stills_wanted(StillsLease.model_validate_json(payload))
        elif topic == self._node.registry:
            self._listener.registry_noticed(RevisionNotice.model_validate_json(payload))
            # The centre speaks: it may have been away before.
            await self._outbox.hurry()

    async def _note_answer(self) -> None:
        # Only after a silence: a centre that is slow but steady must not be sent more for it.
        now_s = self._clock.monotonic_s()
        silent_s, self._answered_s = now_s - self._answered_s, now_s
        if silent_s >= self._settings.silence_s:
            await self._outbox.hurry()

    # Health

    def _health_json(self, *, alive: bool) -> bytes:
        now = self._clock.now()
        figures = self._outbox.figures
        valid = timedelta(seconds=self._settings.health_valid_s if alive else 0.0)
        return (
            ShardHealth(
                shard=self._node.shard,
                alive=alive,
                at=now,
                valid_until=now + valid,
                epoch=self._listener.epoch,
                outbox_waiting=figures.waiting,
                outbox_fill=round(figures.fill, 3),
                dead_letters=figures.dead_letters,
                cameras=tuple(self._listener.camera_health()) if alive else (),
            )
            .model_dump_json()
            .encode()
        )

    async def _tell_health(self, client: aiomqtt.Client) -> None:
        while True:
            self._health_changed.clear()
            await client.publish(
                self._node.health, self._health_json(alive=True), qos=1, retain=True
            )
            await asyncio.sleep(self._settings.health_gap_s)
            try:
                async with asyncio.timeout(
                    self._settings.health_every_s - self._settings.health_gap_s
                ):
                    await self._health_changed.wait()
            except TimeoutError:
                pass

    # The log: once on failure, once on recovery

    def _tell_lost(self, reason: BaseException) -> None:
        if self._told_lost:
            return
        self._told_lost = True
        _log.warning(
            "no connection to the broker; alerts wait on disk and go when it is back",
            broker=f"{self._address.host}:{self._address.port}",
            reason=str(reason) or type(reason).__name__,
        )

    def _tell_recovered(self) -> None:
        self._back_off.reset()
        if self._told_lost:
            self._told_lost = False
            _log.info(
                "the broker is back",
                broker=f"{self._address.host}:{self._address.port}",
                waiting=self._outbox.figures.waiting,
            )

    def _tell_unreadable(self, topic: str, reason: str) -> None:
        if not self._told_unreadable:
            self._told_unreadable = True
            _log.warning("a message cannot be read and is ignored", topic=topic, reason=reason)


def _innermost(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
