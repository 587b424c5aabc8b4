"""The centre: everything put together, started and stopped in order."""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

import structlog

from command_center.accounts.api_tokens import ApiTokens
from command_center.accounts.first_user import FIRST_USERNAME, ensure_first_users
from command_center.accounts.grant import EVERYWHERE
from command_center.accounts.nodes import Nodes
from command_center.accounts.passwords import Passwords
from command_center.accounts.sessions import Sessions
from command_center.accounts.sign_in_limiter import SignInLimiter
from command_center.accounts.totp.second_factor import SecondFactor
from command_center.accounts.users import Users
from command_center.accounts.viewer import Viewer
from command_center.audit.audit_trail import AuditTrail
from command_center.background_jobs import BackgroundJobs
from command_center.dead_letters.dead_letters import DeadLetters
from command_center.evidence.evidence_keeper import EvidenceKeeper
from command_center.evidence.evidence_store import EvidenceStore
from command_center.feed.announcer import Announcer
from command_center.feed.feed_watch import FeedWatch
from command_center.feed.notifier import Notifier
from command_center.finding.finding_desk import FindingDesk
from command_center.health.health_board import HealthBoard
from command_center.health.health_keeper import HealthKeeper
from command_center.health.shard_faults import ShardFaults
from command_center.housekeeping import Housekeeping
from command_center.intake.alert_writer import AlertWriter
from command_center.intake.attention import Attention
from command_center.intake.broker_link import BrokerLink
from command_center.intake.intake import Intake
from command_center.intake.origins import Origins
from command_center.oidc.oidc import Oidc
from command_center.outage.outage_board import OutageBoard
from command_center.outage.outage_keeper import OutageKeeper
from command_center.outage.outage_writer import OutageWriter
from command_center.outage.villages import Villages
from command_center.registry.credential_box import CredentialBox
from command_center.registry.desk import RegistryDesk
from command_center.registry.directory_holder import DirectoryHolder
from command_center.registry.importer import take_registry_file
from command_center.registry.registry_watch import RegistryWatch
from command_center.registry.registry_writer import RegistryWriter
from command_center.registry.secret_store import SecretStore
from command_center.registry.shards import Shards
from command_center.retention.retention import Retention
from command_center.sealing.sealer import Sealer
from command_center.settings import CentreSettings
from command_center.shifts.handovers import Handovers
from command_center.shifts.roster import Roster
from command_center.silences.silence_board import SilenceBoard
from command_center.silences.silence_keeper import SilenceKeeper
from command_center.silences.silences import Silences
from command_center.stills.stills_audit import StillsAudit
from command_center.stills.stills_board import StillsBoard
from command_center.stills.stills_leaser import StillsLeaser
from command_center.store.database import Database, sqlite_url
from command_center.tasks.desk import TaskDesk
from command_center.tasks.working_days import WorkingDays
from sharp_eyes.clock import Clock
from sharp_eyes.dispatch.topics import NodeAddress
from sharp_eyes.errors import Damaged
from sharp_eyes.identifiers import UlidSource
from sharp_eyes.node.shard_registry import RevisionNotice
from sharp_eyes.region_code import county_of, level_of, town_of
from sharp_eyes.registry.registry import Registry

_log = structlog.get_logger(__name__)

DEMO_CREDENTIALS = "demo"


class _NoBroker:
    """Takes messages where there is no broker."""

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        """Drop it."""


class Centre:
    """One command centre.

    Args:
        settings: What it was told.
        clock: Time.
        announce: Shows a line to whoever started it; gets the generated password, once.
        passwords: Makes and checks hashes; by default as costly as they should be.
    """

    def __init__(
        self,
        settings: CentreSettings,
        clock: Clock,
        announce: Callable[[str], None],
        passwords: Passwords | None = None,
    ) -> None:
        self.clock = clock
        self._settings = settings
        self._announce = announce
        settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.ulids = UlidSource(clock, SystemRandom())
        self.name = self.ulids.new()
        self.database = Database(
            settings.database_url or sqlite_url(settings.state / "centre.sqlite")
        )
        self.notifier = Notifier()
        self.directory = DirectoryHolder(self.database)
        self._registry_watch = RegistryWatch(self.database, self.directory, self._registry_changed)
        self.trail = AuditTrail.open(
            self.database, settings.state, settings.audit_key, settings.audit_mirror, clock
        )
        self.audit = self.trail.log
        self.limiter = SignInLimiter(self.database, clock)
        self.stills = StillsBoard()
        self.stills_audit = StillsAudit(self.database, self.audit, self.trail.recorder, clock)
        self.nodes = Nodes(self.database, clock)
        self.passwords = passwords or Passwords()
        sealer = Sealer.from_folder(settings.state, settings.secret_key, settings.next_secret_key)
        self.second_factor = SecondFactor(sealer, self.limiter, self.audit, clock)
        self.sessions = Sessions(
            self.database,
            self.passwords,
            self.second_factor,
            self.audit,
            clock,
            self.ulids,
            codes_for_administrators=settings.codes_for_administrators,
        )
        self.oidc = (
            Oidc(
                settings.oidc,
                self.database,
                self.sessions,
                self.second_factor,
                self.passwords,
                self.audit,
                sealer,
                clock,
            )
            if settings.oidc
            else None
        )
        self.api_tokens = ApiTokens(self.database, self.audit, clock, self.ulids)
        self.users = Users(self.audit, clock)
        self.roster = Roster(self.audit, clock, self.ulids)
        self.handovers = Handovers(
            lambda: self.directory.current, self.roster, self.audit, clock, self.ulids
        )
        self._health_woken = Notifier()
        self.board = HealthBoard(
            clock,
            self._owner_of,
            self._health_changed,
            self._may_speak,
        )
        self._link = (
            BrokerLink(settings.broker, self._on_message, self.say_revision)
            if settings.broker
            else None
        )
        publisher = self._link or _NoBroker()
        self.announcer = Announcer(self.notifier, publisher)
        self.desk = TaskDesk(self.directory, WorkingDays.of_china(), clock, self.ulids)
        outages = OutageBoard()
        silent = SilenceBoard(clock)
        attention = Attention((silent, outages))
        writer = AlertWriter(self.directory, self.desk, clock, attention)
        self.silences = Silences(self.audit, clock, self.ulids)
        self.silence_keeper = SilenceKeeper(
            self.database, silent, attention, self.desk, self.directory, self.announcer, clock
        )
        self.intake = Intake(
            self.database,
            writer,
            self.announcer,
            publisher,
            clock,
            Origins(self.directory, self._address_of),
            self._registry_watch.look,
        )
        store = EvidenceStore.open(settings.evidence_url, settings.state / "evidence")
        self.evidence = EvidenceKeeper(self.database, store, self.announcer, clock)
        self.secrets = SecretStore(
            self.database,
            CredentialBox(sealer),
            self.audit,
            clock,
        )
        self.finding = FindingDesk(self.database, CredentialBox(sealer), clock, self.ulids)
        self.dead_letters = DeadLetters(self.directory, self.audit, clock)
        self.shards = Shards(self.database, self.directory, self.secrets, clock)
        self._health = HealthKeeper(
            self.database, self.board, self._health_woken, self.announcer, clock
        )
        self.shard_faults = ShardFaults(
            self.database,
            self.board,
            writer,
            lambda: {shard for shard, _town in self.directory.current.shard_towns},
            self._address_of,
            self._hears,
            self.announcer,
            clock,
            self.ulids,
        )
        self._feed_watch = FeedWatch(self.database, self.notifier)
        self.outages = OutageKeeper(
            self.database,
            Villages(self.directory, self.board, clock),
            outages,
            OutageWriter(writer, self.desk, self.directory, clock, self.ulids, settings.outage),
            self._health_woken,
            self.announcer,
            clock,
            settings.outage,
        )
        self._leaser = StillsLeaser(
            self.stills,
            publisher,
            self.shards.owner_of,
            self._address_of,
            clock,
            self.ulids,
            self.name,
        )
        self._housekeeping = Housekeeping(
            self.database,
            self.desk,
            self.evidence,
            self.sessions,
            self.limiter,
            self.stills_audit,
            Retention.of(settings.retention, self.database, store, self.trail, clock),
            self.announcer,
            clock,
        )
        self.registry = RegistryDesk(
            self.database,
            self.directory,
            self.audit,
            self.secrets,
            clock,
            self._registry_watch.look,
        )
        self._jobs = BackgroundJobs()

    async def start(self) -> None:
        """Bring the schema up to date, import what is new, begin to work.

        Raises:
            SharpEyesError: something it was told cannot be used.
        """
        await self.database.migrate()
        await self.trail.begin()
        await self._look_at_trail()
        settings = self._settings
        if settings.registry is not None:
            await take_registry_file(
                settings.registry,
                self.database,
                self.directory,
                RegistryWriter(self.audit, self.clock),
                self.secrets,
                self._announce,
            )
        if settings.camera_password is not None:
            await self.secrets.put(DEMO_CREDENTIALS, settings.camera_user, settings.camera_password)
        registry = (await self.directory.reload()).registry
        county, town = _home(registry, settings)
        self.shards.home = (county, town)
        if settings.node_token:
            await self.nodes.register(settings.node_name, settings.node_token)
        await self._ensure_first_users(registry, county)
        await self.shards.load()
        await self._health.load()
        await self.outages.load()
        await self.silence_keeper.look()
        self._jobs.start("audit trail", self.trail.recorder.run)
        self._jobs.start("audit mirror", self.trail.keeper.run)
        if self._link is not None:
            self._jobs.start("broker", self._link.run)
            self._jobs.start("stills leases", self._leaser.run)
        else:
            _log.warning("no broker; no alerts will come", set="SHARP_EYES_BROKER_URL")
        self._jobs.start("intake", self.intake.run)
        self._jobs.start("health", self._health.run)
        self._jobs.start("shard faults", self.shard_faults.run)
        self._jobs.start("village outages", self.outages.run)
        self._jobs.start("silences", self.silence_keeper.run)
        self._jobs.start("feed of other processes", self._feed_watch.run)
        self._jobs.start("housekeeping", self._housekeeping.run)
        self._jobs.start("registry", self._registry_watch.run)
        self._jobs.start("finding cameras", self.finding.run)

    async def stop(self) -> None:
        """Stop working and close the database; what was not committed was not acknowledged."""
        await self._jobs.stop()
        if self.oidc is not None:
            await self.oidc.close()
        await self.trail.keeper.keep()
        await self.database.close()

    async def _look_at_trail(self) -> None:
        """Say at once what would show at the first sign-in; alerts are taken in all the same."""
        try:
            await self.trail.check_head()
        except Damaged as error:
            _log.error("audit trail", reason=str(error))
            self._announce(error.bilingual())

    async def again(self, viewer: Viewer) -> Viewer | None:
        """Return a viewer as they are now; none when their session or token is over."""
        if viewer.is_machine:
            return await self.api_tokens.again(viewer.session_id)
        return await self.sessions.again(viewer.session_id)

    def say_revision(self) -> None:
        """Publish the newest revision to every shard, retained (contract C11)."""
        notice = RevisionNotice(revision=self.directory.current.revision)
        if self._link is not None:
            payload = notice.model_dump_json().encode()
            spoken = [one.address for one in self.board.shards.values() if one.address]
            # Those that a centre beside this one has granted are known by their word alone.
            for topic in {one.registry for one in (*self.shards.addresses(), *spoken)}:
                self._link.publish(topic, payload, retain=True)

    def _hears(self) -> bool:
        return self._link is None or self._link.connected.is_set()

    def _owner_of(self, camera_id: str) -> str | None:
        return self.directory.current.shard_of.get(camera_id)

    def _may_speak(self, address: NodeAddress) -> bool:
        return self.shards.is_of(address)

    def _address_of(self, shard: str) -> NodeAddress | None:
        # What the shard itself speaks under outranks what it was granted under.
        state = self.board.shards.get(shard)
        spoken = state.address if state else None
        return spoken or self.shards.address_of(shard)

    def _health_changed(self) -> None:
        self._health_woken.wake()
        self.notifier.wake()

    def _registry_changed(self) -> None:
        self.stills.forget_all()
        self.say_revision()
        self._health_changed()

    def _on_message(self, topic: str, payload: bytes) -> None:
        if "/_/" in topic:
            self.board.take(topic, payload)
        else:
            self.intake.take(topic, payload)

    async def _ensure_first_users(self, registry: Registry, county: str) -> None:
        counties = {county_of(camera.region) for camera in registry.cameras}
        region = f"{county}000000" if counties <= {county} and county != "000000" else EVERYWHERE
        generated = await ensure_first_users(
            self.database,
            self.passwords,
            self.audit,
            self.clock,
            password=self._settings.admin_password,
            duty_password=self._settings.duty_password,
            region=region,
        )
        if generated is not None:
            self._announce(
                f"首个用户 {FIRST_USERNAME}，口令 {generated}（只显示这一次）\n"
                f"first user {FIRST_USERNAME}, password {generated} (shown this once)"
            )


def _home(registry: Registry, settings: CentreSettings) -> tuple[str, str]:
    """Return county and town of this centre: as told, else the registry's first town."""
    codes = [region.code for region in registry.regions]
    codes += [camera.region for camera in registry.cameras]
    towns = [code for code in codes if level_of(code) != "county"]
    first = (towns or codes or ["000000000000"])[0]
    return settings.county or county_of(first), settings.town or town_of(first)
