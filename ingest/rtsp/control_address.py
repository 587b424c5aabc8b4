"""Which address a medium or a session is asked for by (RFC 2326 C.1.1)."""

from __future__ import annotations

from dataclasses import replace

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
        found.append(str(replace(url, target=named.target)))
    elif control in ("", "*"):
        found.append(str(url))
    else:
        if control.startswith("/"):
            found.append(_appended(base, control[1:]))
        else:
            found += _beside(base, control)
        found.append(url.resolve(control))
    return list(dict.fromkeys(found))[:MAX_CHOICES]


def _beside(base: RtspUrl, name: str) -> list[str]:
    """Return the addresses of a name in front of the base's query, and in its last part's place."""
    path, mark, query = base.target.partition("?")
    found = [f"{_appended(replace(base, target=path), name)}?{query}"] if mark else []
    # The usual way of the web (RFC 3986 §5.2).
    return [*found, str(replace(base, target=f"{path.rpartition('/')[0]}/{name}"))]


def _appended(base: RtspUrl, name: str) -> str:
    text = str(base)
    return f"{text}{name}" if text.endswith("/") else f"{text}/{name}"
