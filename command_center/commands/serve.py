"""``sharp-eyes serve``: the command centre."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from command_center.commands.centre_options import DEFAULT_STATE, Url

if TYPE_CHECKING:
    from command_center.tls.tls_files import TlsFiles

LEAST_AUDIT_DAYS = 180
"""Network logs are kept for at least six months (Cybersecurity Law of the PRC, article 21 (3))."""


def serve(
    host: Annotated[str, typer.Option(help="监听地址 · Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int,
        typer.Option(min=0, max=65535, help="端口，0 为任意空闲端口 · Port, 0 for any free one."),
    ] = 8080,
    state: Annotated[
        Path,
        typer.Option(
            file_okay=False,
            help="状态目录：数据库、密钥与证据图片 · Folder for database, key and evidence.",
        ),
    ] = DEFAULT_STATE,
    registry: Annotated[
        Path | None,
        typer.Option(
            dir_okay=False,
            exists=True,
            help="首次启动时导入的摄像机台账 · camera_registry.yaml, imported on the first start.",
        ),
    ] = None,
    database: Url = None,
    evidence: Annotated[
        str | None,
        typer.Option(
            envvar="SHARP_EYES_EVIDENCE_URL",
            show_envvar=True,
            help="证据图片的对象存储，缺省为文件夹 · Object store URL; a folder by default.",
        ),
    ] = None,
    county: Annotated[
        str | None, typer.Option(help="县级代码 6 位，缺省取自台账 · County, 6 digits.")
    ] = None,
    town: Annotated[
        str | None, typer.Option(help="镇级代码 3 位，缺省取自台账 · Town, 3 digits.")
    ] = None,
    tls: Annotated[
        bool,
        typer.Option(
            "--tls",
            help="HTTPS，使用 sharp-eyes tls init 建立的证书 · HTTPS with the certificate that "
            "sharp-eyes tls init made.",
        ),
    ] = False,
    tls_certificate: Annotated[
        Path | None,
        typer.Option(
            envvar="SHARP_EYES_TLS_CERTIFICATE",
            show_envvar=True,
            dir_okay=False,
            help="HTTPS 证书链，PEM · Certificate and chain for HTTPS, PEM.",
        ),
    ] = None,
    tls_key: Annotated[
        Path | None,
        typer.Option(
            envvar="SHARP_EYES_TLS_KEY",
            show_envvar=True,
            dir_okay=False,
            help="其私钥，PEM，不加密；可与证书同在一个文件 · Its key, PEM, not encrypted; it may "
            "lie in the same file.",
        ),
    ] = None,
    oidc: Annotated[
        Path | None,
        typer.Option(
            envvar="SHARP_EYES_OIDC",
            show_envvar=True,
            dir_okay=False,
            help="统一身份认证（OpenID Connect）的设置文件 · Settings file of a provider to sign "
            "in with; docs/guide/accounts.md says what is in it.",
        ),
    ] = None,
    codes_for_administrators: Annotated[
        bool,
        typer.Option(
            "--codes-for-administrators",
            envvar="SHARP_EYES_CODES_FOR_ADMINISTRATORS",
            show_envvar=True,
            help="管理员登录须用动态验证码 · Administrators have to sign in with codes.",
        ),
    ] = False,
    audit_mirror: Annotated[
        Path | None,
        typer.Option(
            envvar="SHARP_EYES_AUDIT_MIRROR",
            show_envvar=True,
            dir_okay=False,
            help="审计链末端副本，最好在另一块盘上，缺省在状态目录中 · Mirror of the audit trail's "
            "head, best on another disk; in the state folder by default.",
        ),
    ] = None,
    keep_evidence: Annotated[
        int,
        typer.Option(min=1, help="证据在事件结束后保留的天数 · Days to keep pictures and clips."),
    ] = 180,
    keep_incidents: Annotated[
        int, typer.Option(min=1, help="事件与告警保留的天数 · Days to keep incidents and alerts.")
    ] = 730,
    keep_tasks: Annotated[
        int, typer.Option(min=1, help="任务办结后保留的天数 · Days to keep tasks that are over.")
    ] = 1095,
    keep_shifts: Annotated[
        int,
        typer.Option(
            min=1, help="交接单与值班表保留的天数 · Days to keep handovers and the duty roster."
        ),
    ] = 1095,
    keep_audit: Annotated[
        int,
        typer.Option(
            min=LEAST_AUDIT_DAYS, help="审计记录保留的天数 · Days to keep the audit trail."
        ),
    ] = 1095,
    outage_share: Annotated[
        float,
        typer.Option(
            min=0.0,
            max=1.0,
            help="村级断网断电：同时离线的摄像机超过此比例即合并为一个事件 · More than this share "
            "of a village's cameras gone at once is one incident.",
        ),
    ] = 0.5,
    outage_least: Annotated[
        int, typer.Option(min=1, help="且不少于几台 · And at least so many cameras.")
    ] = 3,
    outage_window: Annotated[
        float,
        typer.Option(
            min=1.0, max=3600.0, help="几秒之内算同时 · Within so many seconds counts as at once."
        ),
    ] = 60.0,
) -> None:
    """运行指挥中心 · Run the command centre.

    机密只从环境变量读取 · Secrets come from the environment alone: SHARP_EYES_BROKER_URL,
    SHARP_EYES_NODE_TOKEN, SHARP_EYES_ADMIN_PASSWORD, SHARP_EYES_DUTY_PASSWORD,
    SHARP_EYES_SECRET_KEY, SHARP_EYES_SECRET_KEY_NEXT, SHARP_EYES_AUDIT_KEY, SHARP_EYES_CAMERA_USER,
    SHARP_EYES_CAMERA_PASSWORD, SHARP_EYES_OIDC_SECRET.
    """
    import os

    from command_center.commands.centre_process import run
    from command_center.oidc.oidc_settings import SECRET_VARIABLE, OidcSettings
    from command_center.outage.outage_settings import OutageSettings
    from command_center.retention.retention_settings import RetentionSettings
    from command_center.settings import CentreSettings
    from sharp_eyes.dispatch.broker_address import BrokerAddress
    from sharp_eyes.errors import SharpEyesError

    def secret(name: str) -> str | None:
        return os.environ.get(name) or None

    try:
        broker_url = secret("SHARP_EYES_BROKER_URL")
        settings = CentreSettings(
            state=state,
            database_url=database,
            evidence_url=evidence,
            registry=registry,
            county=county,
            town=town,
            broker=BrokerAddress.parse(broker_url) if broker_url else None,
            secret_key=secret("SHARP_EYES_SECRET_KEY"),
            next_secret_key=secret("SHARP_EYES_SECRET_KEY_NEXT"),
            node_token=secret("SHARP_EYES_NODE_TOKEN"),
            admin_password=secret("SHARP_EYES_ADMIN_PASSWORD"),
            duty_password=secret("SHARP_EYES_DUTY_PASSWORD"),
            camera_user=secret("SHARP_EYES_CAMERA_USER") or "camera",
            camera_password=secret("SHARP_EYES_CAMERA_PASSWORD"),
            audit_key=secret("SHARP_EYES_AUDIT_KEY"),
            audit_mirror=audit_mirror,
            retention=RetentionSettings(
                evidence_days=keep_evidence,
                incident_days=keep_incidents,
                task_days=keep_tasks,
                shift_days=keep_shifts,
                audit_days=keep_audit,
            ),
            oidc=OidcSettings.read(oidc, secret(SECRET_VARIABLE)) if oidc else None,
            codes_for_administrators=codes_for_administrators,
            outage=OutageSettings(share=outage_share, least=outage_least, window_s=outage_window),
        )
        run(settings, host, port, _tls_files(state, tls, tls_certificate, tls_key))
    except SharpEyesError as error:
        typer.echo(error.bilingual(), err=True)
        raise typer.Exit(1) from error


def _tls_files(
    state: Path, own: bool, certificate: Path | None, key: Path | None
) -> TlsFiles | None:
    from command_center.tls.tls_files import TlsFiles
    from command_center.tls.tls_folder import TlsFolder
    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import BadInput

    if (own and certificate) or (key and not certificate):
        raise BadInput(
            Bilingual(
                "--tls 与 --tls-certificate 只用其一，--tls-key 须与 --tls-certificate 一起给出",
                "--tls or --tls-certificate, not both; --tls-key goes with --tls-certificate",
            )
        )
    if certificate is not None:
        return TlsFiles(certificate, key)
    return TlsFiles(TlsFolder(state).server) if own else None
