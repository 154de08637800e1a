"""Logs are events with keys, one JSON object a line: never a name, a phone or an ID number.

`log.info("case.escalated", case=case.pk, level=2)`; the middleware binds the request. What other
libraries write to `logging` comes out in the same shape. Keys that smell of a person are cut out.
"""

import logging
import logging.config
from collections.abc import MutableMapping
from typing import Any

import structlog

PERSONAL = {"name", "phone", "id_number", "bank_account", "email", "password", "code", "token", "secret"}


def without_persons(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Cut out values under keys that would name a person or give a secret away."""
    for key in PERSONAL & event.keys():
        event[key] = "[cut]"
    return event


def configure(options: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG: structlog for us, and everything else through the same processors."""
    shared = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(allow=["status_code"]),
        without_persons,
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderer: Any = structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    if not options.get("json", True):
        renderer = structlog.dev.ConsoleRenderer()
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": shared,
        "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"events": formatter},
            "handlers": {"stream": {"class": "logging.StreamHandler", "formatter": "events"}},
            "root": {"handlers": ["stream"], "level": options.get("level", "INFO")},
            "loggers": {"django.server": {"level": "WARNING"}, "procrastinate": {"level": "WARNING"}},
        }
    )
