"""Which address a medium or a session is asked for by (RFC 2326 C.1.1)."""

from __future__ import annotations

from urllib.parse import urljoin

from ingest.errors import BadStreamAddress
from ingest.rtsp.rtsp_url import RtspUrl

MAX_CHOICES = 4


def base_address(url: RtspUrl, headers: list[str | None]) -> RtspUrl:
    """Return the base of relative control addresses.

    Args:
        url: What was asked for.
        headers: Content-Base and Content-Location, in order, as far as given. Firmware writes
            them as ``rtsp://rtsp://host/…`` or without a scheme too; one that cannot be read at
            all is as good as none.
    """
    for text in headers:
        if not text or not text.strip():
            continue
        candidate = text.strip()
        while candidate.count("://", 0, 24) > 1:
            candidate = candidate.partition("://")[2]
        if "://" not in candidate[:16] and not candidate.startswith("/"):
            host, slash, rest = candidate.partition("/")
            # "192.0.2.7:554/stream/": a host only where it looks like one.
            if slash and (":" in host or host == url.host):
                candidate = f"{url.scheme}://{host}/{rest}"
        try:
            return RtspUrl.parse(url.resolve(candidate))[0]
        except BadStreamAddress:
            continue
    return url


def control_addresses(url: RtspUrl, base: RtspUrl, control: str) -> list[str]:
    """Return the addresses that ``a=control`` may mean, the likeliest first.

    Servers read RFC 2326 differently where the base ends without ``/``, carries a query or another
    host, and where the control begins with ``/``; what one answers with 404 is what the next wants.

    Args:
        url: What was asked for.
        base: Base of relative addresses.
        control: As given; empty or ``*`` for the whole.

    Returns:
        One to ``MAX_CHOICES`` addresses, each once.

    Raises:
        BadStreamAddress: an absolute address that cannot be read.
    """
    control = control.strip()
    found = [base.resolve(control)]
    if "://" in control[:16]:
        named = RtspUrl.parse(control)[0]
        # Behind address translation a camera names an address that only it knows.
        found.append(str(RtspUrl(url.scheme, url.host, url.port, named.target)))
    elif control in ("", "*"):
        found.append(str(url))
    else:
        if control.startswith("/"):
            found.append(_appended(base, control[1:]))
        path, _, query = base.target.partition("?")
        rooted = RtspUrl(base.scheme, base.host, base.port, urljoin(path or "/", control))
        if query and not control.startswith(("/", "?")):
            found.append(
                f"{_appended(RtspUrl(base.scheme, base.host, base.port, path), control)}?{query}"
            )
        found.append(str(rooted))
        found.append(url.resolve(control))
    return list(dict.fromkeys(found))[:MAX_CHOICES]


def _appended(base: RtspUrl, name: str) -> str:
    text = str(base)
    return f"{text}{name}" if text.endswith("/") else f"{text}/{name}"
