"""The portal as the benchmark serves it: as it is, counting SQL statements, and with its walls off if asked."""

import os
from contextvars import ContextVar
from typing import Any

from flask import Response
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.data import db, wall
from portal.factory import create_app

_count: ContextVar[int] = ContextVar("count", default=0)

application = create_app()

if os.environ.get("BENCH_WALLS") == "off":
    event.remove(Session, "do_orm_execute", wall._narrow)  # noqa: SLF001

if os.environ.get("BENCH_COUNT"):

    def _counted(*_: Any) -> None:
        _count.set(_count.get() + 1)

    with application.app_context():
        event.listen(db.engine, "before_cursor_execute", _counted)

    @application.before_request
    def _from_nought() -> None:
        _count.set(0)

    application.before_request_funcs[None].insert(0, application.before_request_funcs[None].pop())

    @application.after_request
    def _tell(response: Response) -> Response:
        response.headers["X-Statements"] = str(_count.get())
        return response
