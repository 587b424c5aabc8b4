"""How a look at one address ended."""

from __future__ import annotations

from enum import StrEnum


class ProbeOutcome(StrEnum):
    """How a look at one address ended; the value is what messages carry.

    Attributes:
        OK: Video came, with a key frame.
        BAD_ADDRESS: Not an rtsp:// or rtsps:// address.
        ADDRESS_REFUSED: Not an address at which this machine may look.
        NAME_NOT_FOUND: The host name has no address.
        CONNECTION_REFUSED: The machine is there and nothing listens on the port.
        UNREACHABLE: No way to the machine, or it breaks the connection off.
        TIMEOUT: No answer within the limit.
        CERTIFICATE: Its TLS certificate is not believed.
        PASSWORD_NEEDED: It wants a password, and none was given.
        PASSWORD_WRONG: User name or password are wrong.
        PATH_NOT_FOUND: There is no such stream there.
        BUSY: It has as many viewers as it takes.
        UDP_ONLY: It does not send over the connection itself.
        RTSP_ERROR: It answered with another error.
        NOT_RTSP: What answers does not speak RTSP.
        NO_VIDEO: The stream holds no H.264 or H.265 video.
        NO_SIGNAL: It plays, and nothing comes.
        NO_KEY_FRAME: Video comes, and no key frame in time.
        UNDECODABLE: Key frames come, and no picture can be made of them.
        FAILED: The look itself failed.
    """

    OK = "ok"
    BAD_ADDRESS = "bad-address"
    ADDRESS_REFUSED = "address-refused"
    NAME_NOT_FOUND = "name-not-found"
    CONNECTION_REFUSED = "connection-refused"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    PASSWORD_NEEDED = "password-needed"  # noqa: S105 - says that one is missing
    PASSWORD_WRONG = "password-wrong"  # noqa: S105 - says that it is not the one
    PATH_NOT_FOUND = "path-not-found"
    BUSY = "busy"
    UDP_ONLY = "udp-only"
    RTSP_ERROR = "rtsp-error"
    NOT_RTSP = "not-rtsp"
    NO_VIDEO = "no-video"
    NO_SIGNAL = "no-signal"
    NO_KEY_FRAME = "no-key-frame"
    UNDECODABLE = "undecodable"
    FAILED = "failed"
