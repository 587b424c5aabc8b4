"""Signs of life during a session."""

from __future__ import annotations

from ingest.errors import RtspRefusal
from ingest.rtsp.authenticator import Verdict
from ingest.rtsp.rtsp_exchange import MAX_TRIES, RtspExchange
from ingest.rtsp.rtsp_message import RtspMessage
from sharp_eyes.errors import SharpEyesError

_SESSION_NOT_FOUND = 454


class KeepAlive:
    """Sends them and judges their answers.

    An error answer keeps most sessions alive too, but not all, so that a server that does not take
    GET_PARAMETER is asked for OPTIONS, which all know. One that answers nothing is left in peace:
    whether it lives is seen by its video.

    Args:
        address: Of the camera, for errors.
        exchange: Of the session.
        uri: Address of the whole session.
        method: GET_PARAMETER or OPTIONS.
    """

    def __init__(self, address: str, exchange: RtspExchange, uri: str, method: str) -> None:
        self._address = address
        self._exchange = exchange
        self._uri = uri
        self._method = method
        self._tries = 0
        self._waiting = False

    def send(self) -> None:
        """Send one.

        Raises:
            OSError: the connection broke.
        """
        self._tries = 0
        self._send()

    def judge(self, answer: RtspMessage) -> SharpEyesError | None:
        """Take in an answer that came inside the stream.

        It belongs to the last sign of life whatever its CSeq: nothing else is asked meanwhile.

        Returns:
            Why the session is over, or None while it goes on.

        Raises:
            OSError: the connection broke.
        """
        if not self._waiting or 100 <= answer.status < 200:
            return None
        self._waiting = False
        authenticator = self._exchange.authenticator
        if answer.status == 401:
            verdict = authenticator.challenged(
                answer.all("www-authenticate"), answered=authenticator.ready
            )
            if verdict is not Verdict.RETRY or self._tries >= MAX_TRIES:
                return self._exchange.refusal(verdict)
            self._tries += 1
            self._send()
        elif answer.status == _SESSION_NOT_FOUND:
            return RtspRefusal(self._address, self._method, answer.status, "")
        elif answer.status >= 400 and self._method == "GET_PARAMETER":
            self._method = "OPTIONS"
            self._send()
        elif answer.status < 300:
            authenticator.accepted()
        return None

    def _send(self) -> None:
        self._exchange.send_now(self._method, self._uri)
        self._waiting = True
