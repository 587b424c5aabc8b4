"""GStreamer's RTSP server in a process of its own, run by the system's Python.

Argument: a JSON object {"files": {path: [file, codec]}, "aggregate": bool, "mtu": bytes, "user":
name or null, "password": …, "record": codec or null}. It prints its port, then each thing that
happens, one JSON object a line, and ends when its standard input does.
"""

import json
import socket
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PAY = {"h264": "rtph264pay", "h265": "rtph265pay"}
DEPAY = {"h264": "rtph264depay", "h265": "rtph265depay"}
AGGREGATE = {"h264": ("none", "max-stap"), "h265": ("none", "max")}
ROLE = "viewer"
METHODS = (
    "options",
    "describe",
    "announce",
    "setup",
    "play",
    "record",
    "get-parameter",
    "teardown",
)


def say(**what):
    # In one piece: several threads speak, and print writes the line's end by itself.
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main():
    wanted = json.loads(sys.argv[1])
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service("0")
    # Who waits for what another client publishes must not wait in that client's thread.
    server.get_thread_pool().set_max_threads(-1)
    mounts = server.get_mount_points()
    for path, (file, codec) in wanted["files"].items():
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(
            f'( filesrc location="{file}" ! matroskademux ! {PAY[codec]} '
            f"aggregate-mode={AGGREGATE[codec][wanted['aggregate']]} mtu={wanted['mtu']} "
            "config-interval=0 name=pay0 pt=96 )"
        )
        factory.set_shared(False)
        if wanted.get("user"):
            allow(factory, ROLE)
        mounts.add_factory(path, factory)
    if wanted.get("record"):
        relay(mounts, wanted["record"])
    if wanted.get("user"):
        server.set_auth(digest(wanted["user"], wanted["password"]))
    server.connect("client-connected", watch)
    server.attach(None)
    loop = GLib.MainLoop()
    threading.Thread(target=lambda: (sys.stdin.read(), loop.quit()), daemon=True).start()
    say(port=server.get_bound_port())
    loop.run()


def allow(factory, role):
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role(role, "media.factory.access", True)
    permissions.add_permission_for_role(role, "media.factory.construct", True)
    factory.set_permissions(permissions)


def digest(user, password):
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", ROLE)
    auth.add_digest(user, password, token)
    return auth


def relay(mounts, codec):
    """What is published to /in is served at /out; in between it goes by datagrams."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    depay, pay = DEPAY[codec], PAY[codec]
    caps = f"application/x-rtp,media=video,clock-rate=90000,encoding-name={codec.upper()}"
    into = GstRtspServer.RTSPMediaFactory()
    into.set_transport_mode(GstRtspServer.RTSPTransportMode.RECORD)
    into.set_launch(
        f"( {depay} name=depay0 ! {pay} config-interval=-1 "
        f"! udpsink host=127.0.0.1 port={port} sync=false )"
    )
    mounts.add_factory("/in", into)
    out = GstRtspServer.RTSPMediaFactory()
    out.set_launch(
        f'( udpsrc address=127.0.0.1 port={port} caps="{caps}" ! {depay} '
        f"! {pay} config-interval=-1 name=pay0 pt=96 )"
    )
    mounts.add_factory("/out", out)


def watch(_server, client):
    say(client="connected")
    for method in METHODS:
        client.connect(f"{method}-request", lambda _c, _x, method=method: say(request=method))
    client.connect("closed", lambda _c: say(client="closed"))


main()
