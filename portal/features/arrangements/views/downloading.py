"""Lists of arrangements and of sessions as files."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from portal.access import Permission, requires
from portal.downloads import Column, ColumnKind, download, every_page
from portal.features.arrangements import queries
from portal.features.arrangements.models import Arrangement, SessionState, State
from portal.features.arrangements.rules.words import KINDS, STATES
from portal.features.arrangements.views.blueprint import bp, oldest_first, read_filter

COLUMNS = (
    Column("Reference", width=12),
    Column("Arrangement", width=50),
    Column("Kind", width=25),
    Column("Parties", width=60),
    Column("Starts on", ColumnKind.DAY),
    Column("Ends on", ColumnKind.DAY),
    Column("State", width=24),
    Column("Have confirmed", ColumnKind.NUMBER, 15),
    Column("Are to confirm", ColumnKind.NUMBER, 15),
)
SESSION_COLUMNS = (
    Column("Reference", width=12),
    Column("Date", ColumnKind.DAY),
    Column("State", width=10),
    Column("Minutes", ColumnKind.NUMBER, 10),
    Column("Mentor", width=30),
    Column("Mentee", width=30),
    Column("People", width=40),
    Column("Topic", width=50),
    Column("Outcome", width=80),
)


@bp.get("/arrangements/download")
@requires(Permission.ARRANGEMENT_LIST)
def download_list() -> Response:
    """The list of arrangements as a file."""
    wanted, oldest = read_filter(request.args), oldest_first()
    pages = every_page(lambda at, size: queries.arrangements_page(wanted, at, size, oldest_first=oldest))
    return download("Arrangements", COLUMNS, (cells for listed in pages for cells in _as_cells(listed)))


def _as_cells(listed: queries.Listed) -> Iterator[tuple[Any, ...]]:
    for row in listed.page.rows:
        waits = row.state == State.PROPOSED and row.id in listed.confirmed
        yield (
            row.reference,
            row.title,
            KINDS.get(row.kind, row.kind),
            ", ".join(listed.parties.get(row.id, [])),
            row.starts_on,
            row.ends_on,
            STATES[row.state],
            listed.confirmed[row.id] if waits else None,
            listed.asked[row.id] if waits else None,
        )


@bp.get("/arrangements/<ref:ref>/sessions/download")
@requires(Permission.SESSION_READ, on=Arrangement)
def download_sessions(arrangement: Arrangement) -> Response:
    """The sessions of an arrangement as a file."""
    oldest = oldest_first()
    pairs = {pair.id: pair for pair in queries.pairs_of(arrangement)}
    pages = every_page(lambda at, size: queries.sessions_page(arrangement, at, size, oldest_first=oldest))
    return download(
        "Sessions", SESSION_COLUMNS, (_visit(row, pairs.get(row.pair_id)) for page in pages for row in page.rows)
    )


def _visit(row: Any, pair: Any) -> tuple[Any, ...]:
    return (
        row.reference,
        row.on_date,
        "Planned" if row.state == SessionState.PLANNED else "Held",
        row.minutes,
        pair and pair.mentor_post,
        pair and pair.mentee_post,
        row.people,
        row.topic,
        row.outcome,
    )
