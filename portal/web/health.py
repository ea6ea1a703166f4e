"""For whoever watches over the servers: is this worker alive, and can it serve?"""

from typing import Any

from flask import Blueprint, current_app
from sqlalchemy.exc import SQLAlchemyError

from portal.access import public
from portal.data import db
from portal.web.readiness import head_and_current

bp = Blueprint("health", __name__)


@bp.get("/health/live")
@public("says only that the worker answers; asked by machines that have no account")
def live() -> Any:
    """200 whenever the worker runs. Asks nothing of the database."""
    return {"status": "alive"}


@bp.get("/health/ready")
@public("says only whether the worker can serve; asked by machines that have no account")
def ready() -> Any:
    """200 when the database answers and its migrations are at head, else 503 with which of the two it is not."""
    try:
        with db.engine.connect() as connection:
            head, current = head_and_current(connection)
    except SQLAlchemyError:
        current_app.logger.exception("the database did not answer")
        return {"status": "not ready", "because": "the database does not answer"}, 503
    if head != current:
        return {"status": "not ready", "because": "migrations are not at head"}, 503
    return {"status": "ready"}
