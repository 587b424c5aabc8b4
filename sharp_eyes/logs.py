"""Structured logs: one line an event, on standard error, with no secret in it."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO, cast

import structlog

_SECRET_KEYS = frozenset({"password", "token", "secret", "authorization", "cookie", "key"})
_ADDRESS_WITH_PASSWORD = re.compile(r"(\w+://)[^/\s@]+@")


class _StandardError:
    """Whatever standard error is at the moment of writing; loggers outlive a redirection."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def without_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blot out what must never be logged: named secrets, and ``user:pass@`` in any address.

    Args:
        event: The event's keys and values, changed in place.

    Returns:
        The same mapping.
    """
    for key, value in event.items():
        if key.lower() in _SECRET_KEYS:
            event[key] = "***"
        elif isinstance(value, str) and "@" in value:
            event[key] = _ADDRESS_WITH_PASSWORD.sub(r"\1***@", value)
    return event


def set_up_logs(*, level: str = "info", json: bool = False) -> None:
    """Set logs up for a process; called once, by a command.

    Args:
        level: ``debug``, ``info``, ``warning`` or ``error``.
        json: One JSON object a line, for collectors; otherwise text for people.
    """
    renderer: Any
    if json:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    else:
        # The library's default traceback shows local variables, and one of them may be a password.
        renderer = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(),
            pad_event_to=0,
            exception_formatter=structlog.dev.plain_traceback,
        )
    threshold = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            without_secrets,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(threshold),
        logger_factory=structlog.PrintLoggerFactory(file=cast("TextIO", _StandardError())),
        cache_logger_on_first_use=True,
    )
    # Libraries that log by the standard module: their warnings, in the same stream.
    logging.basicConfig(stream=sys.stderr, level=max(threshold, logging.WARNING), force=True)
