"""All the cameras of a network: asked for, and each then asked what it has."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import ip_network

from ingest.finding.address_policy import AddressPolicy
from ingest.finding.discovery.discoverer import Discoverer, Heard, Target
from ingest.finding.discovery.heard_device import HeardDevice
from ingest.finding.discovery.probe_message import MULTICAST_ADDRESS, PORT
from ingest.finding.errors import AddressRefused
from ingest.finding.guarded_connector import Lookup, look_up
from ingest.finding.onvif.device_survey import DeviceSurvey
from ingest.finding.onvif.service_address import ServiceAddress
from ingest.rtsp.credentials import Credentials
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import BadInput
from sharp_eyes.finding.discovery_report import MAX_DEVICES, DiscoveryReport
from sharp_eyes.finding.found_device import FoundDevice
from sharp_eyes.finding.remark import Remark

AT_ONCE = 48
"""Devices asked at the same time."""
MAX_HOSTS = 1024
"""Named one by one or by network: a /22."""


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """Where to look for cameras.

    Attributes:
        hosts: Devices to ask without searching: ``host[:port]``, a device service's address, or
            a network such as ``10.8.3.0/24``. Empty for a search of the network.
        targets: Whom the search asks; everybody in the network by default.
        interface: IPv4 address of the network card to search by.
        listen_s: How long answers are waited for.
        others: Hosts beside those that answer which may be named by answers.
        total_s: For everything.
    """

    hosts: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ((MULTICAST_ADDRESS, PORT),)
    interface: str | None = None
    listen_s: float = 4.0
    others: tuple[str, ...] = ()
    total_s: float = 240.0


class NetworkSurvey:
    """Looks for cameras.

    Args:
        policy: Which addresses may be connected to.
        clock: Time.
        new_nonce: Makes bytes never used before.
        new_message_id: Makes the name of a question, ``urn:uuid:…``.
        lookup: Finds the addresses of a name.
    """

    def __init__(
        self,
        policy: AddressPolicy,
        clock: Clock,
        new_nonce: Callable[[], bytes],
        new_message_id: Callable[[], str],
        lookup: Lookup = look_up,
    ) -> None:
        self._policy = policy
        self._clock = clock
        self._new_nonce = new_nonce
        self._new_message_id = new_message_id
        self._lookup = lookup

    async def run(self, plan: SearchPlan, credentials: Credentials | None) -> DiscoveryReport:
        """Look for cameras within the plan's limits.

        Raises:
            BadInput: a host or the interface cannot be read.
            MissingPart: this machine has no network to ask.
        """
        heard = await self._hear(plan)
        survey = DeviceSurvey(self._policy, self._clock, self._new_nonce, plan.others)
        room = asyncio.Semaphore(AT_ONCE)

        async def ask(device: HeardDevice) -> FoundDevice:
            async with room:
                return await survey.survey(device, credentials)

        tasks = [asyncio.create_task(ask(one), name="onvif-device") for one in heard.devices]
        if tasks:
            try:
                await asyncio.wait(tasks, timeout=plan.total_s)
            finally:
                unfinished = [task for task in tasks if not task.done()]
                for task in unfinished:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            if unfinished:
                text = Bilingual(
                    f"时间到，{len(unfinished)} 台设备未查询",
                    f"time is up: {len(unfinished)} device(s) were not asked",
                )
                heard.remarks.append(Remark.of("time-up", text))
        found = [task.result() for task in tasks if not task.cancelled()]
        if plan.hosts:
            # Of a whole network named, what is no device at all is not worth a line.
            alone = len(heard.devices) == 1
            found = [one for one in found if alone or not _nobody(one)]
        return DiscoveryReport(
            devices=tuple(found[:MAX_DEVICES]), remarks=tuple(heard.remarks[:50])
        )

    async def _hear(self, plan: SearchPlan) -> Heard:
        if plan.hosts:
            return await self._named(plan.hosts)
        discoverer = Discoverer(self._policy, self._new_message_id, plan.others)
        return await discoverer.listen(plan.listen_s, plan.targets, plan.interface)

    async def _named(self, hosts: Sequence[str]) -> Heard:
        heard = Heard()
        for text in hosts:
            for service in await self._services(text):
                if len(heard.devices) >= MAX_HOSTS:
                    said = Bilingual(f"只取前 {MAX_HOSTS} 个", f"only the first {MAX_HOSTS}")
                    heard.remarks.append(Remark.of("too-many", said))
                    return heard
                heard.devices.append(HeardDevice(service))
        return heard

    async def _services(self, text: str) -> list[ServiceAddress]:
        if "/" in text and "://" not in text:
            return self._of_network(text)
        service = ServiceAddress.parse(text)
        try:
            addresses = await self._lookup(service.host)
        except OSError as error:
            raise BadInput(
                Bilingual(f"无法解析主机名 {service.host}", f"no address for {service.host}"),
                next_step=Bilingual("请改用 IP 地址", "write its IP address"),
            ) from error
        for address in addresses:
            self._policy.check(address, service.authority)
        first = str(addresses[0])
        return [ServiceAddress(service.scheme, first, service.port, service.path)]

    def _of_network(self, text: str) -> list[ServiceAddress]:
        try:
            network = ip_network(text, strict=False)
        except ValueError:
            network = None
        if network is None or network.num_addresses > MAX_HOSTS:
            raise BadInput(
                Bilingual(
                    f"网段“{text}”有误，或多于 {MAX_HOSTS} 个地址",
                    f"{text!r} is no network, or has more than {MAX_HOSTS} addresses",
                ),
                next_step=Bilingual("例如 10.8.3.0/24", "for example 10.8.3.0/24"),
            )
        services = []
        for address in network.hosts():
            try:
                self._policy.check(address, text)
            except AddressRefused:
                if network.num_addresses == 1:
                    raise
                continue
            services.append(
                ServiceAddress.parse(f"[{address}]" if address.version == 6 else str(address))
            )
        if not services:
            self._policy.check(network.network_address, text)
        return services


def _nobody(device: FoundDevice) -> bool:
    return device.problem is not None and device.problem.code == "DeviceUnreachable"
