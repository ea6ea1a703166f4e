"""Logs that tell what happened and never what people wrote.

A line a request, by the name of its endpoint and not its address, which may hold a token. Of an error: its
class and where it was raised. Messages are left out, because those of a database quote the row.
"""

import logging
import secrets
import time
import traceback
from types import TracebackType
from typing import Any

import structlog
from flask import Flask, Response, g, request

import config

QUIET = frozenset({"static", "health.live", "health.ready"})

log = structlog.get_logger("accord.web")


class WithoutMessages(logging.Formatter):
    """Formats a record with the class and the frames of its error, and without its message."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        """The frames and the class of an error and of those that caused it."""
        return "\n".join(_frames(*ei))


def _frames(kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> list[str]:
    lines: list[str] = []
    if error is not None and (cause := error.__cause__ or error.__context__) is not None:
        lines += _frames(type(cause), cause, cause.__traceback__)
    lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in traceback.extract_tb(trace)]
    lines.append(kind.__name__ if kind else "unknown error")
    return lines


def configure(settings: config.Settings) -> None:
    """Set logging up for this process: JSON lines of our own events, plain lines of the libraries’. Whoever tries
    Accord on their own machine sees the messages of errors too."""
    level = logging.getLevelNamesMapping().get(settings.logged.upper(), logging.INFO)
    handler = logging.StreamHandler()
    style = WithoutMessages if settings.production else logging.Formatter
    handler.setFormatter(style("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(level, logging.WARNING))
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        cache_logger_on_first_use=True,
    )


def register(app: Flask) -> None:
    """Number each request and log how it ended."""

    @app.before_request
    def _begin() -> None:
        g.request_id, g.began = secrets.token_hex(8), time.perf_counter()

    @app.after_request
    def _end(response: Response) -> Response:
        if "request_id" in g:
            response.headers["X-Request-Id"] = g.request_id
            if request.endpoint not in QUIET:
                log.info(
                    "request",
                    id=g.request_id,
                    method=request.method,
                    endpoint=request.endpoint,
                    status=response.status_code,
                    ms=round((time.perf_counter() - g.began) * 1000, 1),
                )
        return response
