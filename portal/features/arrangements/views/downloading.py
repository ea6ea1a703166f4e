"""The list of arrangements as a file, which the import reads back."""

from collections.abc import Iterator
from typing import Any

from flask import Response, request

from portal.access import Permission, requires
from portal.downloads import MOST_ROWS, Column, ColumnKind, download, every_page
from portal.features.arrangements import queries
from portal.features.arrangements.models import State
from portal.features.arrangements.rules.arrangement_rows import flow_line
from portal.features.arrangements.rules.party_rows import each_said, party_line
from portal.features.arrangements.rules.words import STATES
from portal.features.arrangements.views.blueprint import bp
from portal.features.arrangements.views.documents import as_documents, listed_arrangements
from portal.features.arrangements.views.narrowing import filter_now, order_now

OF_EACH = {
    "joined_on": "Joined on",
    "left_on": "Left on",
    "decision_body": "Decided by",
    "decision_on": "Date of the decision",
    "decision_minute": "Minute of the decision",
    "decision_link": "Link to the decision",
    "lead_contact": "Lead contact",
}
"""Columns that say something of each party."""
AT_ONCE = 100
"""Arrangements that are held in memory while their documents are written."""
COLUMNS = (
    Column("Reference", width=12),
    Column("Arrangement", width=50),
    Column("Kind", width=25),
    Column("Services", width=40),
    Column("Parties", width=60),
    Column("Starts on", ColumnKind.DAY),
    Column("Ends on", ColumnKind.DAY),
    Column("State", width=24),
    Column("Have confirmed", ColumnKind.NUMBER, 15),
    Column("Are to confirm", ColumnKind.NUMBER, 15),
    Column("Checks failing", ColumnKind.NUMBER, 15),
    Column("Checks soon to fail", ColumnKind.NUMBER, 15),
    Column("Parties and roles", width=60),
    *(Column(title, width=40) for title in OF_EACH.values()),
    Column("What it is for", width=60),
    Column("Counts as a success when", width=40),
    Column("Legal basis", width=40),
    Column("Accountable body", width=40),
    Column("Money", width=60),
)


@bp.get("/arrangements/download")
@requires(Permission.ARRANGEMENT_LIST)
def download_list() -> Response:
    """The list of arrangements as a file."""
    wanted, order = filter_now(), order_now()
    whole = request.args.get("format") == "json"
    most = AT_ONCE if whole else MOST_ROWS
    pages = every_page(lambda at, size: queries.arrangements_page(wanted, at, min(size, most), order=order))
    if whole:
        return as_documents("Arrangements", listed_arrangements(pages))
    return download("Arrangements", COLUMNS, (cells for listed in pages for cells in _as_cells(listed)))


def _as_cells(listed: queries.Listed) -> Iterator[tuple[Any, ...]]:
    beside, rows = listed.beside, queries.beside_list([row.id for row in listed.page.rows])
    for row in listed.page.rows:
        told = rows.get(row.id, queries.Beside())
        waits = row.state == State.PROPOSED and row.id in beside.confirmed
        yield (
            row.reference,
            row.title,
            queries.kind_of(row.kind).name,
            "; ".join(beside.services.get(row.id, ())),
            ", ".join(beside.parties.get(row.id, ())),
            row.starts_on,
            row.ends_on,
            STATES[row.state],
            beside.confirmed[row.id] if waits else None,
            beside.asked[row.id] if waits else None,
            row.red,
            row.amber,
            "\n".join(map(party_line, told.parties)),
            *(each_said(told.parties, column) for column in OF_EACH),
            told.purpose,
            told.success_gate,
            told.legal_basis,
            told.accountable,
            "\n".join(map(flow_line, told.flows)),
        )
