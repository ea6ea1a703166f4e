"""The list of arrangements as a file."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from portal.access import Permission, requires
from portal.downloads import Column, ColumnKind, download, every_page
from portal.features.arrangements import queries
from portal.features.arrangements.models import State
from portal.features.arrangements.rules.words import STATES
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
    Column("Checks failing", ColumnKind.NUMBER, 15),
    Column("Checks soon to fail", ColumnKind.NUMBER, 15),
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
            queries.kind_of(row.kind).name,
            ", ".join(listed.parties.get(row.id, [])),
            row.starts_on,
            row.ends_on,
            STATES[row.state],
            listed.confirmed[row.id] if waits else None,
            listed.asked[row.id] if waits else None,
            row.red,
            row.amber,
        )
