"""Excel workbooks, read: the first sheet that has anything in it, as rows of text.

Imported on first use: openpyxl takes 10 MB of every worker, and few read a workbook.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from typing import Any

from openpyxl import load_workbook

from portal.core.tables import Row, Table, Unreadable

UNPACKED = 20_000_000
"""Bytes that the parts of a workbook may take together once unpacked: more is a bomb, or no list of ours."""
MOST_ELEMENTS, MOST_COSTLY = 600_000, 100_000
"""XML elements in all parts together, and those among them that are not cells: a hundred thousand take seconds."""
MOST_SHEETS, MOST_VISITS = 5, 20_000_000
"""Sheets that are looked into; sheets times elements, since many sheets may name one part, which is read for each."""
MOST_COLUMNS = 200
LAST_ROW = 1_048_576
"""The last row that Excel has. A row in use beyond ``MOST_LINES`` is refused: whoever reads would miss it."""
MOST_LINES = 50_000
CELL_LIMIT = 32_767
"""Characters in a cell, as in Excel. A text that cells share is stored once: a small file can hold endless ones."""
_ELEMENT = re.compile(rb"<[^/!?\s]")
_CELL = re.compile(rb"<(?:[\w.-]+:)?(?:c|v|f|is|t)[\s/>]")
_SHEET = re.compile(rb"<(?:[^\s<>/:]+:)?sheet[\s/>]")
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
"""How a part in UTF-16 begins: no program writes one, and its elements could not be counted."""
_TOO_LARGE = "The workbook is too large when it is unpacked. Split it into smaller files"
_BROKEN = "The file cannot be opened as an Excel workbook. Save it again as “.xlsx” or as “CSV UTF-8”"


def open_workbook(content: bytes, most: int) -> Table:
    """The first ``most`` rows of a workbook, empty ones left out, the first of them as the header. A formula counts
    as the value it had when the file was saved; a day is written ``2005-01-17``. Raises ``Unreadable``."""
    # A date that is none makes the library warn with the value of the cell, and what people write is never logged.
    warnings.filterwarnings("ignore", category=UserWarning, module=r"openpyxl\.")
    try:
        _check_size(content)
        sheets = load_workbook(io.BytesIO(content), read_only=True, data_only=True).worksheets[:MOST_SHEETS]
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
    """Raise ``Unreadable`` for what would take too long or too much memory to read, however small it is packed."""
    elements = costly = sheets = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > UNPACKED:
            raise Unreadable(_TOO_LARGE)
        for name in archive.infolist():
            part = archive.read(name)
            if part.startswith(_WIDE) or _DOCTYPE.search(part):
                raise Unreadable(_BROKEN)
            found = sum(1 for _ in _ELEMENT.finditer(part))
            elements += found
            costly += found - sum(1 for _ in _CELL.finditer(part))
            sheets += sum(1 for _ in _SHEET.finditer(part))
    if elements > MOST_ELEMENTS or costly > MOST_COSTLY or elements * sheets > MOST_VISITS:
        raise Unreadable(_TOO_LARGE)


def _rows(sheet: Any) -> Iterator[Row]:
    """Rows that are not empty, as wide as their last cell with something in it. How far the sheet says that it reaches
    is not believed: programs write it wrongly."""
    sheet.reset_dimensions()
    gap = None
    for number, values in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), 1):
        if values is gap:  # the library fills what lies between two rows with one and the same
            if number > LAST_ROW:
                raise Unreadable(_BROKEN)
            continue
        gap = values
        cells = _cells(number, values)
        if cells and number > MOST_LINES:
            raise Unreadable(f"Row {number} is in use. Only the first {MOST_LINES:,} can be read: move it up")
        if cells:
            yield Row(number, cells)


def _cells(number: int, values: Iterable[Any]) -> list[str]:
    cells = [_text(value) for value in values]
    if any(len(cell) > CELL_LIMIT for cell in cells):
        raise Unreadable(f"Row {number} has a cell that is too long")
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


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
