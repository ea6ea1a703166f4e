"""Keeping a file between the steps of an import, and letting go of it."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from importlib import import_module
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, delete, select
from werkzeug.datastructures import FileStorage

from portal.access import current_viewer
from portal.adapters.documents import as_typed
from portal.core import clock
from portal.core.errors import NotFound, RuleBroken
from portal.core.references import read_reference
from portal.core.tables import Row, Table, Unreadable, open_table, read_bounded
from portal.core.text import normal_line, normal_text
from portal.data import db
from portal.forms.characters import UNREADABLE, fault_in, safe_to_show
from portal.imports.models import FILENAME, ImportDraft

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_CHARACTERS = 10_000_000
"""In all cells together: in a workbook one text can stand in every cell and take no room."""
KEPT = timedelta(days=1)
_WORKBOOK = b"PK\x03\x04"
_MARK = b"\xef\xbb\xbf"
_CALENDAR, _START = b"BEGIN:VCALENDAR", 100
_GOING_ON = ImportDraft.content != ""


Documents = Callable[[bytes], Table]
Headings = Callable[[Sequence[str]], Mapping[str, int]]
"""The columns of each field in a file that we wrote ourselves, by its headings; nothing for another file."""


@dataclass(frozen=True)
class Sheet:
    """A table as it was uploaded: ``header`` and rows as wide as it; a row's number is what a spreadsheet shows."""

    header: list[str]
    rows: list[Row]


def keep_upload(
    upload: FileStorage,
    purpose: str,
    access_list_id: int,
    *,
    calendars: bool = False,
    documents: Documents | None = None,
    headings: Headings | None = None,
) -> ImportDraft:
    """Keep a CSV file, an Excel workbook or, with ``calendars``, an iCalendar file for the next steps, on a list that
    the viewer's organisation is on. With ``documents`` it may be a JSON file, which that reads as a table; its columns
    are those of the document, and are answered. So are those of a table that ``headings`` knows.

    The same person's earlier files for the same purpose go, and so does every file there that is older than
    ``KEPT``. Raises ``RuleBroken`` at ``upload``, with the number of the row that cannot be read.
    """
    try:
        content = read_bounded(cast(Any, upload.stream), MOST_BYTES)
        document = documents if documents and content.removeprefix(_MARK).lstrip().startswith(b"{") else None
        sheet = _sheet(document(content) if document else _opened(content, calendars=calendars))
    except Unreadable as problem:
        raise RuleBroken("upload", str(problem)) from problem
    viewer = current_viewer()
    _clear((ImportDraft.person_id == viewer.person_id) & (ImportDraft.purpose == purpose) & _GOING_ON)
    forget_expired()
    if document:
        columns: Mapping[str, int] = {name: at for at, name in enumerate(sheet.header)}
    else:
        columns = headings(sheet.header) if headings else {}
    draft = ImportDraft(
        access_list_id=access_list_id,
        purpose=purpose,
        person_id=viewer.person_id,
        filename=safe_to_show(normal_line(upload.filename or ""))[-FILENAME:],
        sha256=sha256(content).hexdigest(),
        answers=json.dumps({"columns": dict(columns)} if columns else {}),
        content=json.dumps([sheet.header, [[row.number, row.cells] for row in sheet.rows]], ensure_ascii=False),
    )
    db.session.add(draft)
    db.session.flush()
    return draft


def find_draft(purpose: str, reference: str) -> ImportDraft:
    """The viewer's own file for this purpose. Raises ``NotFound``, also for another's and for one past its day."""
    found = db.session.scalar(_mine(purpose).where(ImportDraft.reference == read_reference(reference)))
    if found is None:
        raise NotFound
    return found


def waiting_draft(purpose: str) -> ImportDraft | None:
    """The file that the viewer uploaded for this purpose and has not done with, if there is one."""
    return db.session.scalar(_mine(purpose).where(_GOING_ON).order_by(ImportDraft.id.desc()).limit(1))


def _mine(purpose: str) -> Select[ImportDraft]:
    return select(ImportDraft).where(
        ImportDraft.purpose == purpose,
        ImportDraft.person_id == current_viewer().person_id,
        ImportDraft.created_at > clock.now() - KEPT,
    )


def forget_draft(draft: ImportDraft) -> None:
    """Let go of a file that is not wanted."""
    db.session.delete(draft)


def finish_draft(draft: ImportDraft, said: str, then: str) -> None:
    """Let go of what a file says, because it was imported. What was ``said`` of that, and ``then``, the address of what
    came of it, stay for the rest of its day, for its bringer who goes back."""
    draft.content = ""
    draft.answers = json.dumps({"done": [said, then]}, ensure_ascii=False)


def outcome_of(draft: ImportDraft) -> tuple[str, str] | None:
    """What ``finish_draft`` kept, or nothing for a file that was not imported."""
    done = answers_of(draft).get("done")
    return (done[0], done[1]) if done else None


def forget_expired() -> None:
    """Let go of every file that is past its day on the lists that the viewer's organisation is on."""
    _clear(ImportDraft.created_at < clock.now() - KEPT)


def sheet_of(draft: ImportDraft) -> Sheet:
    """The table in a draft."""
    header, rows = json.loads(draft.content)
    return Sheet(header, [Row(number, cells) for number, cells in rows])


def answers_of(draft: ImportDraft) -> dict[str, Any]:
    """What was answered so far."""
    answers: dict[str, Any] = json.loads(draft.answers)
    return answers


def answer(draft: ImportDraft, given: Mapping[str, Any]) -> None:
    """Keep answers (plain JSON) beside those given before."""
    draft.answers = json.dumps({**answers_of(draft), **given}, ensure_ascii=False)


def _clear(those: ColumnElement[bool]) -> None:
    db.session.execute(delete(ImportDraft).where(those).execution_options(synchronize_session=False))


def _opened(content: bytes, *, calendars: bool) -> Table:
    if calendars and _CALENDAR in content[:_START].upper():
        return cast("Table", import_module("portal.adapters.calendars").open_calendar(content, clock.today()))
    if content.startswith(_WORKBOOK):
        return cast("Table", import_module("portal.adapters.workbooks").open_workbook(content, MOST_ROWS + 2))
    table = open_table(content)
    rows = (Row(row.number, [as_typed(cell) for cell in row.cells]) for row in table.rows)
    return replace(table, rows=rows)


def _sheet(table: Table) -> Sheet:
    width = len(table.header)
    if width > MOST_COLUMNS:
        raise Unreadable(f"The file has {width} columns. It can have {MOST_COLUMNS}")
    rows: list[Row] = []
    held = 0
    for row in table.rows:
        cells = [normal_text(cell) for cell in row.cells]
        while len(cells) > width and not cells[-1]:
            cells.pop()
        if not any(cells):
            continue
        if len(cells) > width:
            raise Unreadable(f"Row {row.number} has {len(cells)} cells where the header has {width}")
        if len(rows) == MOST_ROWS:
            raise Unreadable(f"The file has more than {MOST_ROWS:,} rows. Split it into smaller files")
        held += sum(map(len, cells))
        if held > MOST_CHARACTERS:
            raise Unreadable(f"The file has more than {MOST_CHARACTERS // 1_000_000} million characters. Split it")
        _check(row.number, table.header, cells)
        rows.append(Row(row.number, cells + [""] * (width - len(cells))))
    if not rows:
        raise Unreadable("The file has a header and no rows: there is nothing to import")
    header = [normal_line(cell) for cell in table.header]
    _check(1, header, header)
    return Sheet(header, rows)


def _check(number: int, header: Sequence[str], cells: Sequence[str]) -> None:
    text = "\n".join(cells)
    if UNREADABLE not in text and safe_to_show(text) == text:
        return
    for name, cell in zip(header, cells, strict=False):
        if fault := fault_in(cell):
            place = f"Row {number}, column “{safe_to_show(normal_line(name))}”,"
            raise Unreadable(f"{place} has {fault}. Type that cell again, save the file and choose it again")
