"""All tables, so that whoever needs the whole schema imports one file."""

from __future__ import annotations

from sqlalchemy import MetaData

from command_center.store.alert_row import AlertRow
from command_center.store.api_token_row import ApiTokenRow
from command_center.store.audit_anchor_row import AuditAnchorRow
from command_center.store.audit_row import AuditRow
from command_center.store.base import Base
from command_center.store.camera_row import CameraRow
from command_center.store.camera_secret_row import CameraSecretRow
from command_center.store.dead_letter_row import DeadLetterRow
from command_center.store.duty_shift_row import DutyShiftRow
from command_center.store.evidence_row import EvidenceRow
from command_center.store.failed_tries_row import FailedTriesRow
from command_center.store.feed_event_row import FeedEventRow
from command_center.store.finding_job_row import FindingJobRow
from command_center.store.finding_node_row import FindingNodeRow
from command_center.store.grid_row import GridRow
from command_center.store.handover_row import HandoverRow
from command_center.store.idempotency_key_row import IdempotencyKeyRow
from command_center.store.incident_evidence_row import IncidentEvidenceRow
from command_center.store.incident_row import IncidentRow
from command_center.store.legal_hold_row import LegalHoldRow
from command_center.store.node_row import NodeRow
from command_center.store.outage_camera_row import OutageCameraRow
from command_center.store.permit_row import PermitRow
from command_center.store.protected_land_row import ProtectedLandRow
from command_center.store.recovery_code_row import RecoveryCodeRow
from command_center.store.region_row import RegionRow
from command_center.store.registry_change_row import RegistryChangeRow
from command_center.store.registry_revision_row import RegistryRevisionRow
from command_center.store.role_grant_row import RoleGrantRow
from command_center.store.session_row import SessionRow
from command_center.store.shard_row import ShardRow
from command_center.store.silence_row import SilenceRow
from command_center.store.task_row import TaskRow
from command_center.store.task_step_row import TaskStepRow
from command_center.store.totp_row import TotpRow
from command_center.store.unit_row import UnitRow
from command_center.store.user_row import UserRow

TABLES: tuple[type[Base], ...] = (
    UserRow,
    RoleGrantRow,
    SessionRow,
    TotpRow,
    RecoveryCodeRow,
    FailedTriesRow,
    DutyShiftRow,
    HandoverRow,
    SilenceRow,
    ApiTokenRow,
    RegionRow,
    GridRow,
    UnitRow,
    CameraRow,
    CameraSecretRow,
    PermitRow,
    ProtectedLandRow,
    RegistryRevisionRow,
    RegistryChangeRow,
    ShardRow,
    NodeRow,
    AlertRow,
    IncidentRow,
    EvidenceRow,
    IncidentEvidenceRow,
    OutageCameraRow,
    DeadLetterRow,
    TaskRow,
    TaskStepRow,
    FeedEventRow,
    IdempotencyKeyRow,
    FindingNodeRow,
    FindingJobRow,
    AuditRow,
    AuditAnchorRow,
    LegalHoldRow,
)
METADATA: MetaData = Base.metadata
