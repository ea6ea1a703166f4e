"""Days planned and delivered, and what a day costs."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import render_template, request

from portal.access import Permission, requires
from portal.core import clock
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.bars import bars
from portal.features.arrangements.rules.mentoring import Cost, Month, cost_per_day, months
from portal.features.arrangements.rules.money import got_from_others
from portal.features.arrangements.views.blueprint import at, bp
from portal.features.arrangements.views.said import SAID
from portal.features.arrangements.views.sessions import read_month

SHOWN = 24
"""Months on a page."""


@bp.get("/arrangements/<ref:ref>/days")
@requires(Permission.SESSION_READ, on=Arrangement)
def days(arrangement: Arrangement) -> Any:
    """Planned against delivered days, month by month, two years a page; and the cost of a day."""
    rows = queries.days_parts(arrangement)
    whole = _every_month(arrangement, rows)
    until = read_month(request.args.get("to", ""))
    shown = [month for month in whole if until is None or month.first <= until]
    earlier = shown[-SHOWN - 1].first if len(shown) > SHOWN else None
    shown = shown[-SHOWN:]
    return render_template(
        "arrangements/days.html",
        arrangement=arrangement,
        months=shown,
        chart=bars(shown),
        pairs=rows["pairs"],
        loose=rows["loose"][0],
        planned=_total(whole),
        minutes=sum(row.minutes for row in rows["pairs"]) + rows["loose"][0].minutes,
        costs=_costs(rows),
        earlier=earlier and at("days", arrangement, to=f"{earlier:%Y-%m}"),
        newest=at("days", arrangement) if until else "",
        said=SAID,
    )


def _every_month(arrangement: Arrangement, rows: Mapping[str, Sequence[Any]]) -> list[Month]:
    """From the start, or the first session, to today, the end or the last session."""
    held = {date(row.year, row.month, 1): (row.minutes, row.sessions) for row in rows["months"]}
    plans = [
        (row.days_per_month, (row.first_on, row.last_on)) for row in rows["pairs"] if row.days_per_month is not None
    ]
    runs, today = (arrangement.starts_on, arrangement.ends_on), clock.today()
    begun = [arrangement.starts_on] if arrangement.starts_on and arrangement.starts_on <= today else []
    ended = [min(arrangement.ends_on or today, today)] if begun else []
    ends = [*held, *begun, *ended]
    return months(min(ends), max(ends), plans, runs, held) if ends else []


def _total(whole: Sequence[Month]) -> Decimal | None:
    planned = [month.planned for month in whole if month.planned is not None]
    return sum(planned, Decimal(0)) if planned else None


def _costs(rows: Mapping[str, Sequence[Any]]) -> list[Cost]:
    names = {row.organisation_id: row.name for row in rows["parties"]}
    mentors = dict.fromkeys(row.organisation_id for row in rows["parties"] if row.mentors)
    mentors |= dict.fromkeys(row.mentor_id for row in rows["pairs"])
    paid = got_from_others(rows["money"], rows["shares"])
    loose = rows["loose"][0]
    alone = len(mentors) == 1
    return [
        cost_per_day(
            names.get(mentor, ""),
            paid.get(mentor, 0),
            sum(row.minutes for row in rows["pairs"] if row.mentor_id == mentor) + (loose.minutes if alone else 0),
            0 if alone else loose.sessions,
        )
        for mentor in mentors
    ]
