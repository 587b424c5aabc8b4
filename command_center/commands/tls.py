"""``sharp-eyes tls``: HTTPS with a certificate authority of the site's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from command_center.commands.centre_options import DEFAULT_STATE, State

if TYPE_CHECKING:
    from command_center.tls.tls_folder import TlsFolder

tls = typer.Typer(
    help="本单位自有证书，用于 HTTPS · HTTPS with certificates of the site's own.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_INSTALL = """\
在每台打开页面的终端上安装 ca.pem（只此文件，切勿外传 ca.key）：
  Windows      双击改名为 ca.crt 的文件 → 安装证书 → 本地计算机 → 受信任的根证书颁发机构
  鸿蒙、安卓   设置 → 安全 → 加密与凭据 → 从存储设备安装 → CA 证书
  iPhone       打开文件安装描述文件，再到 设置 → 通用 → 关于本机 → 证书信任设置 中开启
  统信、麒麟   复制为 /usr/local/share/ca-certificates/sharp-eyes.crt，运行 update-ca-certificates；
               浏览器：设置 → 隐私与安全 → 管理证书 → 授权机构 → 导入
节点：设置环境变量 SSL_CERT_FILE 指向 ca.pem。
安装前请核对指纹。该机构只能为以上名称及内网地址签发，不影响其他网站。

Install ca.pem on whatever opens the page (this file alone; ca.key goes to nobody):
  Windows      double-click it as ca.crt → Install → Local Machine → Trusted Root Authorities
  Android      Settings → Security → Encryption & credentials → Install → CA certificate
  iPhone       open it, install the profile, then Settings → General → About → Certificate Trust
  Linux        copy it to /usr/local/share/ca-certificates/sharp-eyes.crt, update-ca-certificates;
               browsers: Settings → Privacy and security → Manage certificates → Authorities
Nodes: set SSL_CERT_FILE to ca.pem.
Compare the fingerprint first. It can vouch for these names and private networks alone."""


@tls.command()
def init(
    names: Annotated[
        list[str],
        typer.Argument(
            help="打开页面所用的名称与地址 · Names and addresses by which the page is opened."
        ),
    ],
    state: State = DEFAULT_STATE,
    site: Annotated[
        str, typer.Option(help="单位名称，写入证书 · The site's name, as certificates show it.")
    ] = "Sharp Eyes",
    anew: Annotated[
        bool,
        typer.Option("--anew", help="替换已有证书机构 · Replace an authority that is there."),
    ] = False,
) -> None:
    """建立证书机构与服务器证书 · Make an authority and a server certificate."""
    from command_center.tls.server_names import ServerNames
    from command_center.tls.tls_folder import TlsFolder
    from sharp_eyes.clock import SystemClock

    folder = TlsFolder(state)
    folder.init(site[:64], ServerNames.parse(names), SystemClock().now(), anew=anew)
    _tell(folder)
    typer.echo(_INSTALL)
    typer.echo(
        "\n启动 · Start:  sharp-eyes serve --tls --host 0.0.0.0 --port 8443\n"
        f"{folder.authority_key}：建议移至离线介质，续期时放回 · better kept elsewhere, and "
        "brought back for renewals"
    )


@tls.command()
def renew(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="名称与地址，缺省不变 · Names and addresses; the same by default."),
    ] = None,
    state: State = DEFAULT_STATE,
) -> None:
    """续期或更改名称；运行中的指挥中心自动换用 · Renew; a running centre takes it up by itself."""
    from command_center.tls.server_names import ServerNames
    from command_center.tls.tls_folder import TlsFolder
    from sharp_eyes.clock import SystemClock

    folder = TlsFolder(state)
    folder.renew(ServerNames.parse(names) if names else None, SystemClock().now())
    _tell(folder)


@tls.command()
def show(state: State = DEFAULT_STATE) -> None:
    """显示证书、有效期与指纹 · Show certificates, until when they hold, and fingerprints."""
    from command_center.tls.tls_folder import TlsFolder

    _tell(TlsFolder(state))


def _tell(folder: TlsFolder) -> None:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    from command_center.tls.server_names import ServerNames
    from sharp_eyes.bilingual import Bilingual
    from sharp_eyes.errors import MissingPart

    for file in (folder.authority, folder.server):
        try:
            certificate = x509.load_pem_x509_certificates(file.read_bytes())[0]
        except (OSError, ValueError) as error:
            raise MissingPart(
                Bilingual(f"无法读取 {file}", f"{file} cannot be read"),
                next_step=Bilingual(
                    "先运行 sharp-eyes tls init", "run: sharp-eyes tls init NAME ADDRESS"
                ),
            ) from error
        names = str(ServerNames.of(certificate))
        typer.echo(
            f"{file}{'  ' + names if names else ''}\n"
            f"  有效至 · until {certificate.not_valid_after_utc:%Y-%m-%d}\n"
            f"  SHA-256 {certificate.fingerprint(SHA256()).hex(':').upper()}"
        )
