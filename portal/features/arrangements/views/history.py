"""The whole history of an arrangement."""

from typing import Any

from flask import render_template, request

from portal.access import Permission, requires
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.views.blueprint import bp


@bp.get("/arrangements/<ref:ref>/history")
@requires(Permission.ARRANGEMENT_READ, on=Arrangement)
def history(arrangement: Arrangement) -> Any:
    """Everything that happened to it that the viewer may know of, newest first."""
    page = queries.history(arrangement, request.args)
    return render_template(
        "arrangements/history.html", arrangement=arrangement, page=page, events=queries.events(page.rows)
    )
