"""Logging: one line per event on standard error, with keys and signed links struck out."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_STRUCK = "[struck out]"
# A bot token anywhere, an Authorization value, and the query of a signed file link.
_SECRETS = re.compile(
    r"[\w-]{18,}\.[\w-]{4,}\.[\w-]{20,}"
    r"|(?<=Bot )\S{8,}"
    r"|(?<=Bearer )\S{8,}"
    r"|(?<=//)[^/\s:@]+:[^/\s@]+(?=@)"
    r"|(?<=\?)[^\s\"']*\b(?:hm|sig|signature|X-Amz-Signature|token|key)=[^\s\"']+"
)


def strike_out(text: str) -> str:
    """The text without bot tokens, authorisation values, URL passwords and signed queries."""
    return _SECRETS.sub(_STRUCK, text)


def _strike_event(
    logger: Any, method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    del logger, method
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = strike_out(value)
    return event


def set_up(level: str) -> None:
    """Route structlog and the libraries' own logging through one redacting formatter."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        structlog.processors.format_exc_info,
        _strike_event,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    # Their INFO lines tell nothing to an owner; their warnings stay.
    for noisy in ("discord", "dbos", "aiohttp.access", "alembic", "sqlalchemy"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
