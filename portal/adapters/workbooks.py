"""Excel workbooks, read: the first sheet that has anything in it, as rows of text.

Imported on first use: openpyxl takes 10 MB of every worker, and few read a workbook.
"""

import io
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from portal.core.tables import Row, Table, Unreadable

UNPACKED = 100_000_000
"""Bytes that the parts of a workbook may take together once unpacked: more is a bomb, or no list of ours."""
MOST_COLUMNS = 200
_BROKEN = "The file cannot be opened as an Excel workbook. Save it again as “.xlsx” or as “CSV UTF-8”"


def open_workbook(content: bytes, most: int) -> Table:
    """The first ``most`` rows of a workbook, empty ones left out, the first of them as the header. A formula counts
    as the value it had when the file was saved; a day is written ``2005-01-17``. Raises ``Unreadable``."""
    try:
        _check_size(content)
        sheets = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets
        rows = next((found for sheet in sheets if (found := list(islice(_rows(sheet), most)))), [])
    except Unreadable:
        raise
    # A damaged workbook breaks the library in many ways, none of which says more to a person than this.
    except Exception as problem:
        raise Unreadable(_BROKEN) from problem
    if not rows:
        raise Unreadable("The workbook is empty")
    header, *rest = rows
    return Table([cell.strip() for cell in header.cells], "", iter(rest))


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(part.file_size for part in archive.infolist())
    if size > UNPACKED:
        raise Unreadable("The workbook is too large when it is unpacked. Split it into smaller files")


def _rows(sheet: Any) -> Iterator[Row]:
    """Rows that are not empty, as wide as their last cell with something in it."""
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield Row(number, cells)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"
    return str(value)
