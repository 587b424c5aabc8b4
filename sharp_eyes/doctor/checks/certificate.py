"""Does the certificate for HTTPS hold?"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sharp_eyes.bilingual import Bilingual
from sharp_eyes.doctor.finding import Finding, Verdict
from sharp_eyes.doctor.machine import Machine

SOON = timedelta(days=30)
_FILE = Path("tls") / "server.pem"


def check_certificate(machine: Machine) -> Finding:
    """Look at the certificate that ``sharp-eyes tls init`` made in the state folder."""
    detail, remedy = _look(machine)
    return Finding(
        name="certificate",
        verdict=Verdict.OK if remedy is None else Verdict.OPTIONAL_MISSING,
        title=Bilingual("HTTPS 证书", "certificate for HTTPS"),
        detail=detail,
        purpose=Bilingual(
            "手机等终端只在 HTTPS 页面上提供相机与定位",
            "telephones give camera and position to pages that came by HTTPS alone",
        ),
        remedy=remedy,
    )


def _look(machine: Machine) -> tuple[Bilingual, Bilingual | None]:
    # Imported here so that --help is quick.
    from cryptography import x509

    file = machine.state_folder / _FILE
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return Bilingual(
            f"没有 {file}，页面使用 HTTP；需要时运行 sharp-eyes tls init",
            f"no {file}: the page comes by HTTP; for HTTPS run: sharp-eyes tls init",
        ), None
    except OSError as error:
        content, reason = b"", error.strerror
    else:
        reason = "no certificate"
    try:
        ends = x509.load_pem_x509_certificates(content)[0].not_valid_after_utc
    except ValueError:
        return (
            Bilingual(f"{file} 无法读取", f"{file} cannot be read: {reason}"),
            Bilingual("运行 sharp-eyes tls renew", "run: sharp-eyes tls renew"),
        )
    left = ends - machine.clock.now()
    days = left // timedelta(days=1)
    detail = (
        Bilingual(f"有效至 {ends:%Y-%m-%d}，还有 {days} 天", f"until {ends:%Y-%m-%d}, {days} days")
        if days >= 0
        else Bilingual(f"已于 {ends:%Y-%m-%d} 过期", f"over since {ends:%Y-%m-%d}")
    )
    return detail, None if left > SOON else Bilingual(
        "运行 sharp-eyes tls renew，运行中的指挥中心自动换用",
        "run: sharp-eyes tls renew; a running centre takes it up by itself",
    )
