"""How a list is taken away as a file: the same rows in the same order as on the screen, all its pages.

The file is made whole before the answer begins, in a temporary file and page by page: what a reader may see is
decided by one session at one moment, a fault is an error and never half a file, and a slow reader holds no database
connection.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import IO, Any

from flask import Response, request

from portal.adapters.documents import Column, Columns, Row, csv_file, json_file, xlsx_file
from portal.adapters.documents import Kind as ColumnKind
from portal.core import clock
from portal.core.bounds import MOST_OF_A_SORT
from portal.core.errors import NotFound
from portal.data import Page

__all__ = ["MOST_BESIDE", "MOST_ROWS", "Column", "ColumnKind", "day_of", "download", "download_document", "every_page"]

MOST_ROWS = 50_000
MOST_ITEMS = 500
MOST_BESIDE = MOST_OF_A_SORT
"""Rows of one sort in a document; one more is read, to know whether there are more."""
AT_A_TIME = 500
_CHUNK = 64 * 1024
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def every_page(read: Callable[[Mapping[str, str], int], Any]) -> Iterator[Any]:
    """Every page of a list, from the first: ``read`` is given the address arguments of a page and its size, and gives
    the ``Page``, or what has it as ``page``."""
    following: Mapping[str, str] | None = {}
    while following is not None:
        found = read(following, AT_A_TIME)
        yield found
        following = (found if isinstance(found, Page) else found.page).next


def day_of(moment: datetime | None) -> date | None:
    """The day of a moment on the calendar of London, as pages write it."""
    return moment and moment.astimezone(clock.LONDON).date()


class _Cut:
    """Rows, as far as ``most``; ``short`` once there were more."""

    def __init__(self, rows: Iterable[Any], most: int) -> None:
        self._rows = rows
        self._most = most
        self.short = False

    def __iter__(self) -> Iterator[Any]:
        for count, row in enumerate(self._rows):
            if count == self._most:
                self.short = True
                return
            yield row


def download(title: str, columns: Columns, rows: Iterable[Row]) -> Response:
    """The answer that saves a list as the ``format`` that the address asks for: ``csv``, which it is if none is
    asked for, or ``xlsx``. A longer list than ``MOST_ROWS`` is cut, and the name of its file says so.

    Raises ``NotFound`` for another format.
    """
    ending = request.args.get("format", "csv")
    if ending not in _TYPES:
        raise NotFound
    cut = _Cut(rows, MOST_ROWS)
    file: IO[bytes] = csv_file(columns, cut) if ending == "csv" else xlsx_file(title, columns, cut)
    return _saved(file, title, ending, cut)


def download_document(title: str, head: Mapping[str, Any], name: str, items: Iterable[Any]) -> Response:
    """The answer that saves a JSON document: ``head`` and then ``items`` under ``name``. Of more than ``MOST_ITEMS``
    the rest is cut, and the name of the file says so."""
    cut = _Cut(items, MOST_ITEMS)
    return _saved(json_file(head, name, cut), title, "json", cut)


def _saved(file: IO[bytes], title: str, ending: str, cut: _Cut) -> Response:
    first = f"-first-{MOST_ITEMS if ending == 'json' else MOST_ROWS}" if cut.short else ""
    name = f"{title.lower().replace(' ', '-')}-{clock.today().isoformat()}{first}.{ending}"
    size = file.seek(0, 2)
    file.seek(0)
    answer = Response(_chunks(file))
    answer.call_on_close(file.close)
    answer.headers.update(
        {
            "Content-Type": _TYPES.get(ending, "application/json"),
            "Content-Length": str(size),
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
        }
    )
    return answer


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK):
            yield chunk
