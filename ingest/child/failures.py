"""What a child gave as its reason → the error that the supply understands."""

from __future__ import annotations

from ingest.child.child_settings import ChildSettings
from ingest.child.messages import Failure, Trouble
from ingest.errors import (
    CameraUnreachable,
    CredentialsRefused,
    NoKeyFrame,
    NoSignal,
    NoUsableVideo,
    RtspProtocolError,
    RtspRefusal,
)
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.errors import SharpEyesError

_NOT_FOUND = 404


def error_of(failure: Failure, address: str, settings: ChildSettings) -> SharpEyesError:
    """Make the error.

    Args:
        failure: What the child said; its text is not trusted further than to be shown.
        address: The camera's, without credentials.
        settings: The limits that it kept.
    """
    told = Bilingual(f"独立解码进程：{failure.text}", f"decoding process: {failure.text}")
    match failure.trouble:
        case Trouble.UNREACHABLE:
            return CameraUnreachable(address, told)
        case Trouble.ENDED:
            return CameraUnreachable(address, Bilingual("视频流结束", "the stream ended"))
        case Trouble.CREDENTIALS:
            return CredentialsRefused(address, told)
        case Trouble.NOT_FOUND:
            return RtspRefusal(address, "DESCRIBE", _NOT_FOUND, "Not Found")
        case Trouble.NO_VIDEO:
            return NoUsableVideo(address, "-")
        case Trouble.NO_PICTURE:
            return NoKeyFrame(address, settings.picture_timeout_s)
        case Trouble.SILENT:
            return NoSignal(address, settings.read_timeout_s)
        case _:
            return RtspProtocolError(address, told)
