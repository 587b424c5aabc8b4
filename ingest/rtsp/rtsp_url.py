"""rtsp:// and rtsps:// addresses (RFC 2326 §3.2, RFC 3986)."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from ingest.errors import BadStreamAddress
from ingest.rtsp.credentials import Credentials
from sharp_eyes.bilingual import Bilingual

MAX_URL_LENGTH = 2048
_DEFAULT_PORT = {"rtsp": 554, "rtsps": 322}
"""RFC 2326 §3.2 and RFC 7826 §4.2."""


@dataclass(frozen=True, slots=True)
class RtspUrl:
    """An address without user name and password; safe to log.

    Attributes:
        scheme: ``rtsp`` or ``rtsps``.
        host: Name or IP address; an IPv6 address without brackets, with its zone if it has one.
        port: TCP port.
        target: Path and query as sent, beginning with ``/`` or empty.
    """

    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    def parse(cls, text: str) -> tuple[RtspUrl, Credentials | None]:
        """Read an address.

        Args:
            text: ``rtsp[s]://[user:password@]host[:port][/path][?query]``. User name and password
                may hold percent escapes, and also raw ``@``, ``:``, ``/`` and ``?`` as people
                type them: the part up to the last ``@`` before the host counts.

        Returns:
            The address without credentials, and the credentials if it held any.

        Raises:
            BadStreamAddress: not such an address; the message holds no password.
        """
        scheme, separator, rest = text.strip().partition("://")
        scheme = scheme.lower()
        if not separator or scheme not in _DEFAULT_PORT:
            raise _bad(
                text, "应以 rtsp:// 或 rtsps:// 开头", "it must begin with rtsp:// or rtsps://"
            )
        if len(text) > MAX_URL_LENGTH:
            raise _bad(text, "太长", f"it is longer than {MAX_URL_LENGTH} characters")
        if any(ord(letter) <= 32 or ord(letter) == 127 or letter.isspace() for letter in rest):
            raise _bad(text, "含空格或控制字符", "it holds a space or a control character")
        userinfo, rest = _split_userinfo(rest)
        try:
            parts = urlsplit(f"{scheme}://{rest}")
            port = parts.port
        except ValueError as error:
            raise _bad(text, "主机或端口有误", "host or port is wrong") from error
        host = parts.hostname
        if not host:
            raise _bad(text, "缺少主机名", "it names no host")
        if port == 0:
            raise _bad(text, "端口不能为 0", "port 0 cannot be connected to")
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        url = cls(scheme, host, port or _DEFAULT_PORT[scheme], target)
        if userinfo is None:
            return url, None
        username, _, password = userinfo.partition(":")
        return url, Credentials(unquote(username), unquote(password))

    @property
    def secure(self) -> bool:
        """True for rtsps."""
        return self.scheme == "rtsps"

    @property
    def authority(self) -> str:
        """Host and, where it is not the default, port; IPv6 in brackets."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORT[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        """The address as it is sent in requests and shown in messages."""
        return f"{self.scheme}://{self.authority}{self.target}"

    def resolve(self, reference: str) -> str:
        """Resolve a control address or Location against this one (RFC 3986 §5).

        Args:
            reference: Absolute or relative; credentials in it are dropped.

        Returns:
            An absolute address as text. Unlike RFC 3986, a plain name is appended to the base even
            if the base does not end in ``/``: this is what servers that give no Content-Base mean
            (RFC 2326 C.1.1 leaves it open; FFmpeg, live555 and GStreamer all append).

        Raises:
            BadStreamAddress: an absolute reference that cannot be read, or one far too long.
        """
        if len(reference) > MAX_URL_LENGTH:
            raise _bad(reference, "太长", f"it is longer than {MAX_URL_LENGTH} characters")
        if "://" in reference[:16]:
            return str(RtspUrl.parse(reference)[0])
        if not reference or reference == "*":
            return str(self)
        if reference.startswith("/"):
            return f"{self.scheme}://{self.authority}{reference}"
        path, mark, query = self.target.partition("?")
        if reference.startswith("?"):
            return f"{self.scheme}://{self.authority}{path}{reference}"
        # A camera whose address ends in a query (…?channel=1) appends after the query.
        base = path + mark + query
        joined = base if base.endswith("/") else base + "/"
        return f"{self.scheme}://{self.authority}{joined}{reference}"


def redact(text: str) -> str:
    """Return an address with user name and password replaced, for messages."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        return text[:200] if "@" not in text else f"***@{text.rpartition('@')[2][:200]}"
    userinfo, rest = _split_userinfo(rest)
    return f"{scheme}://{'***@' if userinfo is not None else ''}{rest}"[:200]


def _split_userinfo(rest: str) -> tuple[str | None, str]:
    """Split ``user:password@host…``.

    Passwords with a raw ``@`` or ``/`` are common in spreadsheets. An ``@`` in the path exists too
    (``/live@main``), so it ends the credentials only when a ``:`` stands before the first ``/``
    and what is before that ``/`` cannot itself be ``host:port``.
    """
    authority, slash, path = rest.partition("/")
    before, at, host = authority.rpartition("@")
    if at:
        return before, host + slash + path
    before, at, host = rest.rpartition("@")
    if not at or "?" in before:
        return None, rest
    name, colon, after = authority.partition(":")
    if not colon or authority.startswith("[") or after.isdigit() or not name:
        return None, rest
    return before, host


def _bad(text: str, zh: str, en: str) -> BadStreamAddress:
    return BadStreamAddress(redact(text), Bilingual(zh=zh, en=en))
