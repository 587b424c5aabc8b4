"""How a node calls its centre."""

from __future__ import annotations

import httpx


def centre_http(
    address: str,
    token: str,
    *,
    timeout_s: float,
    connections: int,
    transport: httpx.AsyncBaseTransport | None = None,
) -> httpx.AsyncClient:
    """Return a client that carries the node's token to the centre, and nowhere else.

    Args:
        address: Of the centre.
        token: The node's bearer token.
        timeout_s: Limit for each read.
        connections: At one time.
        transport: For tests.
    """
    return httpx.AsyncClient(
        base_url=address.rstrip("/"),
        headers={"Authorization": f"Bearer {token}"},
        timeout=timeout_s,
        limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
        # A proxy of the environment has no business between a node and its centre, and a redirect
        # must not carry the token elsewhere.
        trust_env=False,
        follow_redirects=False,
        transport=transport,
    )
