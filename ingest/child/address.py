"""A camera's address as a child process is given it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from ingest.camera_source import CameraSource
from ingest.child.errors import PinNotSupported
from ingest.rtsp.rtsp_url import RtspUrl
from ingest.rtsp.tls_trust import TlsTrust


@dataclass(frozen=True, slots=True)
class ChildAddress:
    """Makes addresses for FFmpeg.

    Attributes:
        trust: Which certificates are believed for rtsps.
    """

    trust: TlsTrust

    @property
    def ca_file(self) -> str | None:
        """PEM file of certificate authorities, or none for the system's own."""
        return None if self.trust.ca_file is None else str(self.trust.ca_file)

    def for_child(self, source: CameraSource) -> str:
        """Return the address with user name and password inside; not to be shown.

        Raises:
            BadStreamAddress: it is no RTSP address.
            PinNotSupported: a pinned certificate is asked for, which FFmpeg cannot check.
        """
        url, inside = RtspUrl.parse(source.url)
        if url.secure and (source.certificate_sha256 or self.trust.pinned_sha256):
            raise PinNotSupported(str(url))
        username, password = source.username, source.password or ""
        if username is None and inside is not None:
            username, password = inside.username, inside.password
        if username is None:
            return str(url)
        # FFmpeg decodes percent escapes before it makes an Authorization header.
        user = f"{quote(username, safe='')}:{quote(password, safe='')}@"
        return f"{url.scheme}://{user}{url.authority}{url.target}"

    def shown(self, source: CameraSource) -> str:
        """Return the address without user name and password, for messages."""
        return str(RtspUrl.parse(source.url)[0])
