"""Lists, and the page that tells the whole story."""

from typing import Any

from flask import redirect, render_template, request

from portal.access import Permission, can, current_viewer, requires, roles_on
from portal.data import GrantRole
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement, State
from portal.features.arrangements.rules.lifecycle import may_judge, under_way
from portal.features.arrangements.rules.moves import moves
from portal.features.arrangements.rules.trial import JUDGEMENTS
from portal.features.arrangements.rules.words import STATES, period_words
from portal.features.arrangements.views.blueprint import bp
from portal.features.arrangements.views.narrowing import default_of, filter_now, order_now, panel
from portal.features.arrangements.views.said import SAID


def stands_outside(arrangement: Arrangement) -> bool:
    """Whether the viewer's organisation only watches, so that money and sessions are no part of its page."""
    return roles_on(arrangement.access_list_id) <= {GrantRole.OBSERVER, GrantRole.CONTRIBUTOR, GrantRole.RESPONDENT}


@bp.get("/arrangements")
@requires(Permission.ARRANGEMENT_LIST)
def index() -> Any:
    """Every arrangement the viewer's organisation can see, newest first unless asked otherwise; the viewer's
    default view when nothing is asked at all."""
    wanted = filter_now()
    listed = queries.arrangements_page(wanted, request.args, order=order_now(), views=True)
    if not request.args and (default := default_of(listed.views)):
        return redirect(default, 303)
    return render_template(
        "arrangements/index.html",
        listed=listed,
        panel=panel("list", wanted, listed.views),
        kinds=queries.kind_names(),
        states=STATES,
        period=period_words,
    )


@bp.get("/arrangements/<ref:ref>")
@requires(Permission.ARRANGEMENT_READ, on=Arrangement)
def show(arrangement: Arrangement) -> Any:
    """The whole story of one arrangement."""
    told = queries.story(arrangement, outside=stands_outside(arrangement))
    mine = current_viewer().organisation_id
    noticed = next((row.organisation_id for row in told.rows.get("steps", ()) if row.state == State.ENDING), None)
    leads = mine == arrangement.led_by_id
    gone = {party.organisation_id for party in told.parties if party.left_on}
    ours = noticed == mine or (noticed in gone and noticed in queries.stands_for(arrangement))
    offered = moves(arrangement.state, owner=leads, noticed=ours)
    return render_template(
        "arrangements/show.html",
        arrangement=arrangement,
        told=told,
        rows=told.rows,
        names=told.names,
        stands=told.standing if told.inner else None,
        mine=mine,
        moves=[move for move in offered if can(move.permission, arrangement)],
        under_way=under_way(arrangement.state),
        may_judge=may_judge(arrangement.state),
        judgements=JUDGEMENTS,
        kind=queries.kind_of(arrangement.kind),
        states=STATES,
        said=SAID,
        newest=queries.SHOWN_SESSIONS,
        most_late=queries.MOST_LATE,
    )
