"""The former place of the audit trail's names."""

from __future__ import annotations

from command_center.audit.audit_log import AuditLog
from command_center.audit.audited_act import AuditedAct

__all__ = ["AuditLog", "AuditedAct"]
