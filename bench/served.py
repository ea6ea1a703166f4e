"""The portal as production has it; if asked, counting SQL statements or with its walls down."""

# ruff: noqa: E402

import gc
import importlib
import os
import sys
from contextvars import ContextVar
from typing import Any

# Packages of the tests that a logging library would load if it found them; production has not got them.
sys.modules.update({"rich": None, "pygments": None, "greenlet": None})  # type: ignore[dict-item]

from flask import Response
from sqlalchemy import event
from sqlalchemy.orm import Session

from portal.data import db, wall

_count: ContextVar[int] = ContextVar("count", default=0)

if os.environ.get("BENCH_WALLS") == "off":
    # Before any statement is kept; and not by way of ``portal.wsgi``, which rightly refuses such a database.
    wall._CRITERIA = ()
    application = importlib.import_module("portal.factory").create_app()
    gc.freeze()
    event.remove(Session, "do_orm_execute", wall._narrow)
    event.remove(Session, "before_flush", wall._check_writes)
else:
    application = importlib.import_module("portal.wsgi").application

if os.environ.get("BENCH_COUNT"):

    def _counted(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            _count.set(_count.get() + 1)

    with application.app_context():
        event.listen(db.engine, "before_cursor_execute", _counted)

    def _from_nought() -> None:
        _count.set(0)

    application.before_request_funcs.setdefault(None, []).insert(0, _from_nought)

    @application.after_request
    def _tell(response: Response) -> Response:
        response.headers["X-Statements"] = str(_count.get())
        return response
