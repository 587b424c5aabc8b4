"""What somebody may be."""

from __future__ import annotations

from enum import StrEnum

from sharp_eyes.bilingual import Bilingual


class Role(StrEnum):
    """Granted per region and managing unit; what each may call stands in ``api.access_table``."""

    DUTY_OFFICER = "duty_officer"
    GRID_WORKER = "grid_worker"
    OPERATOR = "operator"
    SUPERVISOR = "supervisor"
    TESTER = "tester"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def administers(self) -> bool:
        """Whether it is one of the three administrators, of which nobody is two."""
        return self in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)

    @property
    def label(self) -> Bilingual:
        """Its name on screen."""
        return _TITLES[self]


_TITLES = {
    Role.DUTY_OFFICER: Bilingual("值班员", "duty officer"),
    Role.GRID_WORKER: Bilingual("网格员", "grid worker"),
    Role.OPERATOR: Bilingual("运维人员", "operator"),
    Role.SUPERVISOR: Bilingual("督查督办员", "supervisor"),
    Role.TESTER: Bilingual("测试员", "tester"),
    Role.SYSTEM_ADMIN: Bilingual("系统管理员", "system administrator"),
    Role.SECURITY_ADMIN: Bilingual("安全管理员", "security administrator"),
    Role.AUDIT_ADMIN: Bilingual("审计管理员", "audit administrator"),
}
