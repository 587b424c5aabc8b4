"""What the centre is told at its start."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from command_center.oidc.oidc_settings import OidcSettings
from command_center.outage.outage_settings import OutageSettings
from command_center.retention.retention_settings import RetentionSettings
from sharp_eyes.dispatch.broker_address import BrokerAddress


@dataclass(frozen=True, slots=True)
class CentreSettings:
    """Settings of one centre; secrets never appear in ``repr``.

    Attributes:
        state: Folder for the database, the key and the pictures.
        database_url: SQLAlchemy URL; none for a SQLite file in ``state``.
        evidence_url: Object store for pictures; none for a folder in ``state``.
        registry: YAML to import on the first start.
        county: 6 digits of this centre's topics; by default the registry's.
        town: 3 digits, the same.
        broker: Where alerts come from; without one none come.
        secret_key: Fernet key for what is sealed; none for a file in ``state``.
        next_secret_key: The key that a rotation goes to, where ``secret_key`` is given.
        node_token: Bearer token to accept for ``node_name``.
        node_name: Whose token that is.
        admin_password: Password of the first user, the security administrator; generated where
            absent.
        duty_password: Password of a duty officer that is made with it; without it none is made.
        camera_user: User name of the cameras whose credentials are called ``demo``.
        camera_password: Their password.
        outage: When a village's cameras that are gone are one incident.
        audit_key: Key that signs the audit trail; none for a file in ``state``.
        audit_mirror: File that mirrors the trail's head; none for one in ``state``.
        retention: How long things are kept.
        oidc: A provider with which one may sign in, too; none without.
        codes_for_administrators: Whether administrators have to sign in with codes.
    """

    state: Path
    database_url: str | None = field(default=None, repr=False)
    evidence_url: str | None = None
    registry: Path | None = None
    county: str | None = None
    town: str | None = None
    broker: BrokerAddress | None = None
    secret_key: str | None = field(default=None, repr=False)
    next_secret_key: str | None = field(default=None, repr=False)
    node_token: str | None = field(default=None, repr=False)
    node_name: str = "demo"
    admin_password: str | None = field(default=None, repr=False)
    duty_password: str | None = field(default=None, repr=False)
    camera_user: str = "camera"
    camera_password: str | None = field(default=None, repr=False)
    outage: OutageSettings = field(default_factory=OutageSettings)
    audit_key: str | None = field(default=None, repr=False)
    audit_mirror: Path | None = None
    retention: RetentionSettings = field(default_factory=RetentionSettings)
    codes_for_administrators: bool = False
    oidc: OidcSettings | None = None
