"""Sessions as files, one row each."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Response, request

from portal.access import Permission, requires
from portal.downloads import Column, ColumnKind, download, every_page
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.follow_ups import NextStep, steps_text
from portal.features.arrangements.views.blueprint import bp, oldest_first
from portal.features.arrangements.views.sessions import STATES, read_sessions_filter

COLUMNS = (
    Column("Reference", width=12),
    Column("Date", ColumnKind.DAY),
    Column("State", width=10),
    Column("Minutes", ColumnKind.NUMBER, 10),
    Column("Pair", width=12),
    Column("Mentor", width=30),
    Column("Mentee", width=30),
    Column("People", width=40),
    Column("Topic", width=50),
    Column("Advice", width=80),
    Column("Outcome", width=80),
    Column("Measure", width=40),
    Column("Evidence", width=40),
    Column("Follow-up", width=60),
    Column("Why called off", width=40),
)


@bp.get("/arrangements/<ref:ref>/sessions/download")
@requires(Permission.SESSION_READ, on=Arrangement)
def download_sessions(arrangement: Arrangement) -> Response:
    """The sessions of an arrangement as a file; what is to be done stands in one cell, a line each."""
    wanted, oldest = read_sessions_filter(request.args), oldest_first()
    pairs = {pair.id: pair for pair in queries.pairs_of(arrangement)}
    pages = every_page(lambda at, size: queries.sessions_page(arrangement, wanted, at, size, oldest_first=oldest))
    return download("Sessions", COLUMNS, (cells for page in pages for cells in _as_cells(page.rows, pairs)))


def _as_cells(rows: Sequence[Any], pairs: dict[int, Any]) -> Iterator[tuple[Any, ...]]:
    steps = queries.follow_ups_of([row.id for row in rows])
    for row in rows:
        pair = pairs.get(row.pair_id)
        yield (
            row.reference,
            row.on_date,
            STATES[row.state],
            row.minutes,
            pair and pair.reference,
            pair and pair.mentor_post,
            pair and pair.mentee_post,
            row.people,
            row.topic,
            row.advice,
            row.outcome,
            _called(row.measure, row.measure_reference),
            _called(row.evidence, row.evidence_reference),
            steps_text(
                NextStep(step.what, step.owner, step.owner_post, step.due_on, step.done_on)
                for step in steps.get(row.id, ())
            ),
            row.called_off_why,
        )


def _called(name: str | None, reference: str | None) -> str | None:
    """A record by what people call it, and by its reference, for another may be called the same."""
    return f"{name} ({reference})" if name else None
