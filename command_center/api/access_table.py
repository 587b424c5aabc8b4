"""The one table of who may call what; what does not stand here is refused.

``docs/reference/access.md`` is made from it, and a test holds the answers against it.
"""

from __future__ import annotations

from types import MappingProxyType

from command_center.accounts.role import Role
from command_center.accounts.scope import Scope
from command_center.api.access_rule import SOCKET, AccessRule, Callers
from command_center.tasks.action import TaskAction
from sharp_eyes.bilingual import Bilingual

_DUTY = Role.DUTY_OFFICER
_GRID = Role.GRID_WORKER
_OPERATOR = Role.OPERATOR
_SUPERVISOR = Role.SUPERVISOR
_TESTER = Role.TESTER
_SYSTEM = Role.SYSTEM_ADMIN
_SECURITY = Role.SECURITY_ADMIN
_AUDIT = Role.AUDIT_ADMIN


def _to(
    callers: Callers,
    call: str,
    zh: str,
    en: str,
    *roles: Role,
    scope: Scope | None = None,
    own: bool = False,
) -> AccessRule:
    method, _, path = call.partition(" ")
    return AccessRule(
        method, f"/api/v1{path}", Bilingual(zh, en), callers, frozenset(roles), scope, own
    )


def _roles(call: str, zh: str, en: str, *roles: Role, scope: Scope | None = None) -> AccessRule:
    return _to(Callers.ROLES, call, zh, en, *roles, scope=scope)


def _node(call: str, zh: str, en: str) -> AccessRule:
    return _to(Callers.NODE, call, zh, en)


def _signed_in(call: str, zh: str, en: str) -> AccessRule:
    return _to(Callers.SIGNED_IN, call, zh, en)


def _own(call: str, zh: str, en: str) -> AccessRule:
    return _to(Callers.SIGNED_IN, call, zh, en, own=True)


TABLE: tuple[AccessRule, ...] = (
    _to(Callers.EVERYBODY, "GET /health", "是否在线", "whether the centre answers"),
    _to(Callers.EVERYBODY, "POST /session", "登录", "sign in"),
    _to(Callers.EVERYBODY, "GET /oidc", "统一身份认证", "which provider one may sign in with"),
    _to(Callers.EVERYBODY, "GET /oidc/start", "前往统一身份认证", "go there to sign in"),
    _to(Callers.EVERYBODY, "GET /oidc/callback", "由统一身份认证返回", "come back from there"),
    _own("GET /session", "当前用户", "who is signed in"),
    _own("DELETE /session", "退出登录", "sign out"),
    _signed_in("GET /openapi.json", "接口说明", "the description of the interface"),
    _own("GET /me/sessions", "本人的会话", "one's own sessions"),
    _own("DELETE /me/sessions/{session_id}", "结束本人的会话", "end one of one's own"),
    _own("POST /me/password", "修改本人口令", "change one's own password"),
    _own("GET /me/totp", "本人动态验证码状态", "how one stands with codes"),
    _own("POST /me/totp", "设置本人动态验证码", "begin to set up codes"),
    _own("POST /me/totp/confirm", "启用本人动态验证码", "turn one's own codes on"),
    _own("POST /me/totp/recovery", "更换本人恢复码", "make other recovery codes"),
    _own("POST /me/totp/off", "停用本人动态验证码", "turn one's own codes off"),
    _signed_in("PUT /session/purpose", "变更用途", "say what the session is for"),
    _roles("GET /regions", "区划", "regions", *Role, scope=Scope.CAMERAS),
    _roles(
        "GET /grids",
        "网格",
        "grids",
        *(_DUTY, _GRID, _OPERATOR, _SUPERVISOR, _TESTER, _SYSTEM),
        scope=Scope.CAMERAS,
    ),
    _roles(
        "GET /cameras",
        "摄像机及其状态",
        "cameras and their state",
        *(_DUTY, _OPERATOR, _SUPERVISOR, _TESTER, _SYSTEM),
        scope=Scope.CAMERAS,
    ),
    _roles(
        "GET /map/cameras",
        "地图上的摄像机",
        "cameras as points of a map",
        *(_DUTY, _OPERATOR, _SUPERVISOR, _TESTER, _SYSTEM),
        scope=Scope.CAMERAS,
    ),
    _roles("GET /cameras/{camera_id}", "摄像机的登记内容", "all of a camera", _OPERATOR),
    _roles(
        "PUT /cameras/{camera_id}", "登记或修改摄像机", "register or change a camera", _OPERATOR
    ),
    _roles("DELETE /cameras/{camera_id}", "删除摄像机", "remove a camera", _OPERATOR),
    _roles("POST /regions", "登记或修改区划", "add or change regions", _OPERATOR),
    _roles("DELETE /regions/{region}", "删除区划", "remove a region", _OPERATOR),
    _roles("PUT /grids/{grid}", "登记或修改网格", "add or change a grid", _OPERATOR),
    _roles("DELETE /grids/{grid}", "删除网格", "remove a grid", _OPERATOR),
    _roles(
        "GET /units",
        "单位",
        "units",
        *(_DUTY, _GRID, _OPERATOR, _SUPERVISOR, _SYSTEM, _SECURITY),
        scope=Scope.CAMERAS,
    ),
    _roles("POST /units", "登记或修改单位", "add or change a unit", _OPERATOR),
    _roles("DELETE /units", "删除单位", "remove a unit", _OPERATOR),
    _roles(
        "GET /place-types",
        "场所类型",
        "kinds of places and what each refuses",
        *(_DUTY, _OPERATOR, _SUPERVISOR, _TESTER, _SYSTEM),
        scope=Scope.CAMERAS,
    ),
    _roles("GET /permits", "建设许可", "building permits", _DUTY, _OPERATOR, _SUPERVISOR),
    _roles("POST /permits", "登记或修改许可", "add or change a permit", _OPERATOR),
    _roles("DELETE /permits", "删除许可", "remove a permit", _OPERATOR),
    _roles("GET /protected-land", "保护地", "protected land", _DUTY, _OPERATOR, _SUPERVISOR),
    _roles("POST /protected-land", "登记或修改保护地", "add or change protected land", _OPERATOR),
    _roles("DELETE /protected-land", "删除保护地", "remove protected land", _OPERATOR),
    _roles("GET /registry/template", "空表格", "an empty table to fill in", _OPERATOR),
    _roles("GET /registry/export", "导出台账", "export the registry", _OPERATOR),
    _roles("POST /registry/sheets/plan", "试导入表格", "try a spreadsheet", _OPERATOR),
    _roles("POST /registry/sheets/errors", "标注错误的表格", "a spreadsheet's errors", _OPERATOR),
    _roles("POST /registry/sheets", "导入表格", "import a spreadsheet", _OPERATOR),
    _roles("GET /registry/revisions", "台账版本", "the registry's revisions", _OPERATOR, _SYSTEM),
    _roles(
        "GET /registry/revisions/{revision}",
        "台账版本的差异",
        "what a revision did",
        _OPERATOR,
        _SYSTEM,
    ),
    _roles(
        "GET /registry/revisions/{revision}/restore",
        "返回版本的影响",
        "what going back would do",
        _OPERATOR,
    ),
    _roles(
        "POST /registry/revisions/{revision}/restore",
        "返回台账版本",
        "go back to a revision",
        _OPERATOR,
    ),
    _roles(
        "GET /cameras/{camera_id}/zones",
        "摄像机的区域与遮挡",
        "zones, masks and ground points of a camera",
        *(_DUTY, _OPERATOR, _SUPERVISOR, _SYSTEM),
    ),
    _roles(
        "PUT /cameras/{camera_id}/zones",
        "绘制区域与遮挡",
        "draw zones, masks and ground points",
        _OPERATOR,
    ),
    _roles(
        "POST /cameras/{camera_id}/view/confirm",
        "确认摄像机画面",
        "say that a camera's view is as it should be",
        _OPERATOR,
    ),
    _roles(
        "GET /incidents",
        "事件",
        "incidents",
        *(_DUTY, _GRID, _OPERATOR, _SUPERVISOR),
        scope=Scope.INCIDENTS,
    ),
    _roles("POST /incidents/{incident_id}/confirm", "确认事件", "confirm an incident", _DUTY),
    _roles("POST /incidents/{incident_id}/dismiss", "排除事件", "dismiss an incident", _DUTY),
    _roles(
        "GET /tasks",
        "任务",
        "tasks",
        *(_DUTY, _GRID, _OPERATOR, _SUPERVISOR),
        scope=Scope.TASKS,
    ),
    _roles(
        "POST /tasks/{task_id}/steps",
        "办理任务",
        "take a task one step on",
        *(_DUTY, _GRID, _OPERATOR, _SUPERVISOR),
    ),
    _roles(
        "GET /evidence/{sha256}",
        "证据图片与短片",
        "a picture or clip kept as evidence",
        *(_DUTY, _GRID, _OPERATOR, _SUPERVISOR),
        scope=Scope.EVIDENCE,
    ),
    _roles(
        f"{SOCKET} /feed",
        "实时消息",
        "everything that happens",
        *(_DUTY, _OPERATOR, _SUPERVISOR),
        scope=Scope.FEED,
    ),
    _roles(f"{SOCKET} /stills", "实时画面", "live stills of cameras", _DUTY, _OPERATOR),
    _roles("GET /roster", "值班表", "the duty roster", _DUTY, _GRID, _OPERATOR, _SUPERVISOR),
    _roles("POST /roster", "排班", "write one shift", _SUPERVISOR),
    _roles("POST /roster/import", "导入值班表", "write a table of shifts", _SUPERVISOR),
    _roles("DELETE /roster/{shift_id}", "删除班次", "take a shift away", _SUPERVISOR),
    _roles("GET /handover-sheet", "待交接事项", "what would be handed over", _DUTY),
    _roles("GET /handovers", "交接记录", "handovers", _DUTY, _SUPERVISOR),
    _roles("GET /handovers/{handover_id}", "一份交接单", "one handover", _DUTY, _SUPERVISOR),
    _roles("POST /handovers", "交班签字", "sign that one leaves", _DUTY),
    _roles("POST /handovers/{handover_id}/take", "接班签字", "sign that one takes over", _DUTY),
    _roles("POST /handovers/{handover_id}/withdraw", "撤回交班", "take it back unsigned", _DUTY),
    _roles("GET /silences", "静默", "silenced cameras", _DUTY, _SUPERVISOR),
    _roles("POST /silences", "设置静默", "silence a camera for a time", _DUTY),
    _roles("DELETE /silences/{silence_id}", "解除静默", "end a silence", _DUTY),
    _roles("GET /dead-letters", "死信", "alerts that were refused", _OPERATOR, _SYSTEM),
    _roles(
        "POST /dead-letters/orders",
        "重发或搁置死信",
        "have refused alerts sent again, or put aside",
        _OPERATOR,
        _SYSTEM,
    ),
    _roles("GET /users", "账号", "accounts", _SECURITY),
    _roles("POST /users", "新建账号", "make an account", _SECURITY),
    _roles("GET /users/{username}", "一个账号", "one account", _SECURITY),
    _roles("POST /users/{username}/disable", "停用账号", "disable an account", _SECURITY),
    _roles("POST /users/{username}/enable", "启用账号", "enable an account again", _SECURITY),
    _roles("POST /users/{username}/password", "重置口令", "reset a password", _SECURITY),
    _roles("POST /users/{username}/totp/reset", "重置动态验证码", "take codes away", _SECURITY),
    _roles(
        "POST /users/{username}/oidc/forget",
        "解除统一认证绑定",
        "forget who they are there",
        _SECURITY,
    ),
    _roles("POST /users/{username}/grants", "授予角色", "grant a role", _SECURITY),
    _roles("POST /users/{username}/grants/revoke", "收回角色", "take a role back", _SECURITY),
    _roles("GET /users/{username}/sessions", "账号的会话", "an account's sessions", _SECURITY),
    _roles(
        "DELETE /users/{username}/sessions/{session_id}",
        "结束账号的会话",
        "end a session of an account",
        _SECURITY,
    ),
    _roles("GET /tokens", "接口令牌", "tokens of machines", _SECURITY),
    _roles("POST /tokens", "签发接口令牌", "issue a token to a machine", _SECURITY),
    _roles("DELETE /tokens/{name}", "吊销接口令牌", "revoke a machine's token", _SECURITY),
    _roles("GET /audit", "审计记录", "the audit trail", _AUDIT),
    _roles("GET /holds", "保全的事件", "cases that are held", _DUTY, _SUPERVISOR),
    _roles("POST /incidents/{incident_id}/hold", "保全事件", "hold a case", _SUPERVISOR),
    _roles("DELETE /incidents/{incident_id}/hold", "解除保全", "lift a hold", _SUPERVISOR),
    _roles(
        "GET /credentials", "摄像机口令（不含口令）", "which passwords are set", _OPERATOR, _SYSTEM
    ),
    _roles(
        "PUT /credentials/{name:path}",
        "设置摄像机口令",
        "set a camera's password",
        _OPERATOR,
        _SYSTEM,
    ),
    _roles("GET /nodes", "节点", "nodes", _SYSTEM),
    _roles("POST /nodes", "签发节点令牌", "issue a node's token, in place of any former", _SYSTEM),
    _roles("DELETE /nodes/{name}", "删除节点", "refuse a node from now on", _SYSTEM),
    _roles("GET /finding/nodes", "可查找摄像机的节点", "nodes that look for cameras", _OPERATOR),
    _roles("POST /finding/jobs", "查看码流或查找摄像机", "look at a stream, or search", _OPERATOR),
    _roles("GET /finding/jobs/{job_id}", "查找结果", "what came of it", _OPERATOR),
    _roles("GET /finding/jobs/{job_id}/still", "查看的画面", "the picture of a look", _OPERATOR),
    _roles(
        "POST /finding/jobs/{job_id}/take",
        "登记查找到的摄像机",
        "register cameras that were found",
        _OPERATOR,
    ),
    _node("POST /node/finding/next", "领取查找任务", "take a task of finding cameras"),
    _node("PUT /node/finding/{job_id}/still", "上传查看的画面", "send the picture of a look"),
    _node("PUT /node/finding/{job_id}/answer", "上传查找结果", "send what came of it"),
    _node("POST /node/shards/{shard}/grant", "领取分片", "take a shard over"),
    _node("GET /node/shards/{shard}/cameras", "分片的摄像机", "a shard's cameras"),
    _node("GET /node/shards/{shard}/incidents", "分片的未结事件", "a shard's open incidents"),
    _node(
        "PUT /node/shards/{shard}/dead-letters",
        "分片的死信",
        "tell of a shard's refused alerts",
    ),
    _node("PUT /node/evidence/{sha256}", "上传证据", "send evidence"),
    _node(f"{SOCKET} /node/stills", "上传画面", "send stills"),
)

PAGE = AccessRule("GET", "/{path:path}", Bilingual("网页", "the page itself"), Callers.EVERYBODY)
"""What lies outside ``/api/``: the built page, which holds nothing that needs a session."""

STEPS: MappingProxyType[TaskAction, frozenset[Role]] = MappingProxyType(
    {
        TaskAction.ACCEPT: frozenset({_DUTY, _GRID, _OPERATOR}),
        TaskAction.ARRIVE: frozenset({_DUTY, _GRID, _OPERATOR}),
        TaskAction.REPORT: frozenset({_DUTY, _GRID, _OPERATOR}),
        TaskAction.RETURN: frozenset({_DUTY, _GRID, _OPERATOR, _SUPERVISOR}),
        TaskAction.CLOSE: frozenset({_DUTY}),
        TaskAction.ARCHIVE: frozenset({_DUTY, _SUPERVISOR}),
        TaskAction.URGE: frozenset({_DUTY, _SUPERVISOR}),
    }
)
"""Which roles may take which step of a task; a step that does not stand here is refused."""


def rule_for(method: str, address: str) -> AccessRule | None:
    """Return the row of a call, or none: then it is refused.

    Args:
        method: HTTP method, or ``SOCKET``.
        address: Path of the call.
    """
    if address.startswith("/api/") or method == SOCKET:
        return next((rule for rule in TABLE if rule.is_for(method, address)), None)
    return PAGE if method in ("GET", "HEAD") else None
