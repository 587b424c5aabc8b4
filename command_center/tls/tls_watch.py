"""Takes up a renewed certificate while running, and says when one ends soon."""

from __future__ import annotations

import asyncio
import ssl
from datetime import datetime, timedelta

import structlog

from command_center.tls.tls_files import TlsFiles
from sharp_eyes.bilingual import Bilingual
from sharp_eyes.clock import Clock
from sharp_eyes.errors import MissingPart

LOOK_S = 10.0
TOLD_BEFORE = timedelta(days=30)
TOLD_EVERY = timedelta(days=1)

_log = structlog.get_logger(__name__)


class TlsWatch:
    """Looks at the files every few seconds.

    Args:
        files: The certificate.
        clock: Time.

    Attributes:
        context: What the web server uses.

    Raises:
        MissingPart: the files cannot be used.
    """

    def __init__(self, files: TlsFiles, clock: Clock) -> None:
        self._files = files
        self._clock = clock
        self._seen = files.changed_at_ns()
        self._told_at: datetime | None = None
        self._failed = False
        self.context: ssl.SSLContext = files.context()

    def warning(self) -> Bilingual | None:
        """Return what to say of a certificate that ends soon or is over; none where it holds."""
        left = self._files.ends_at() - self._clock.now()
        if left > TOLD_BEFORE:
            return None
        days = left // timedelta(days=1)
        if days < 0:
            return Bilingual(
                "HTTPS 证书已过期，浏览器会拒绝；请运行 sharp-eyes tls renew",
                "the HTTPS certificate is over, and browsers refuse it; run: sharp-eyes tls renew",
            )
        return Bilingual(
            f"HTTPS 证书还有 {days} 天到期；请运行 sharp-eyes tls renew",
            f"the HTTPS certificate ends in {days} days; run: sharp-eyes tls renew",
        )

    def look(self) -> bool:
        """Take up changed files; tell once a day of an end that is near.

        Returns:
            Whether another certificate was taken up.
        """
        try:
            taken = self._take_up()
            now = self._clock.now()
            if self._told_at is None or now - self._told_at >= TOLD_EVERY:
                warning = self.warning()
                if warning is not None:
                    _log.warning("certificate", reason=warning.en)
                self._told_at = now
        except (MissingPart, OSError, ValueError) as error:
            # Perhaps it is just being written, or one of two files is still to come: looked at
            # again, and what is in use stays.
            if not self._failed:
                _log.error("the new certificate cannot be used", reason=str(error))
            self._failed = True
            return False
        self._failed = False
        return taken

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.sleep(LOOK_S)
            # Here, not in a thread: handshakes under way use the same context.
            self.look()

    def _take_up(self) -> bool:
        changed = self._files.changed_at_ns()
        if changed == self._seen:
            return False
        # Into another one first: what cannot be used leaves the present one whole.
        self._files.context()
        self._files.load_into(self.context)
        self._seen, self._told_at = changed, None
        _log.info("another certificate is shown from now on", ends=str(self._files.ends_at()))
        return True
