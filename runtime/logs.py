"""Logs: one JSON object a line (or a coloured line for people), the same in every process."""

import logging
import sys
from typing import Any

import structlog
from structlog.types import EventDict, Processor

from runtime.log_hygiene import without_secrets
from runtime.settings import Settings

#: These say at INFO what happens with every single connection that a request borrows.
_CHATTY = ("psycopg.pool",)


def configure_logs(settings: Settings, process: str) -> None:
    """Send all logs, our own and the libraries', through structlog to stderr.

    Args:
        settings: `log_level` and `log_format` are read.
        process: name of the process kind, on each line.
    """

    def name_process(_logger: Any, _method: str, event: EventDict) -> EventDict:
        # Not a context variable: those are not handed on to threads.
        event["process"] = process
        return event

    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        name_process,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                without_secrets,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    for name in _CHATTY:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
