"""The list laid out by state."""

from typing import Any

from flask import render_template

from portal.access import Permission, requires
from portal.features.arrangements import queries
from portal.features.arrangements.rules.words import STATES
from portal.features.arrangements.views.blueprint import bp
from portal.features.arrangements.views.narrowing import address, filter_now, panel


@bp.get("/arrangements/board")
@requires(Permission.ARRANGEMENT_LIST)
def board() -> Any:
    """The arrangements that the viewer's organisation can see, a few in each state."""
    wanted = filter_now()
    shown = queries.board(wanted)
    return render_template(
        "arrangements/board.html",
        board=shown,
        panel=panel("board", wanted, shown.views),
        columns=[
            (STATES[column.state], column, address("list", wanted.arguments | {"state": column.state}))
            for column in shown.columns
        ],
        most=queries.MOST_COUNTED,
    )
