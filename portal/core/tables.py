"""A file of rows from anywhere, opened with suspicion: what it is, how it is written, and row by row what it says."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

LIMIT = 25_000_000
DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons"}

_CHUNK = 1_000_000
_CELL_LIMIT = 100_000
_BINARY = {
    b"PK\x03\x04": "a spreadsheet workbook or a zip archive",
    b"\xd0\xcf\x11\xe0": "an old spreadsheet workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
}
_WIDE = (b"\xff\xfe", b"\xfe\xff")


class Unreadable(Exception):
    """The file cannot be read as rows; the message says why, in words for whoever brought it."""


@dataclass(frozen=True)
class Row:
    """One row: its number as a spreadsheet shows it, and its cells as they stand in the file."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """The header and how the file is written; ``rows`` starts below the header and can be walked once."""

    header: list[str]
    delimiter: str
    rows: Iterator[Row]


def read_bounded(stream: BinaryIO, limit: int = LIMIT) -> bytes:
    """All of ``stream`` in bounded steps. Raises ``Unreadable`` when it is longer than ``limit`` bytes."""
    parts = []
    left = limit
    while part := stream.read(_CHUNK):
        left -= len(part)
        if left < 0:
            raise Unreadable(
                f"The file is larger than {limit // 1_000_000} MB. Split it into smaller files, each with the header"
            )
        parts.append(part)
    return b"".join(parts)


def open_table(content: bytes) -> Table:
    """The table that ``content`` (UTF-8, with or without a byte order mark) holds. Raises ``Unreadable``."""
    text = _decoded(content)
    lines = io.StringIO(text, newline="")
    first_line = text.lstrip("\n\r").partition("\n")[0]
    if not first_line.strip():
        raise Unreadable("The file is empty")
    delimiter = max(DELIMITERS, key=first_line.count)
    rows = _rows(lines, delimiter)
    header = next((row for row in rows if any(cell.strip() for cell in row.cells)), None)
    if header is None:
        raise Unreadable("The file is empty")
    return Table([cell.strip() for cell in header.cells], delimiter, rows)


def _decoded(content: bytes) -> str:
    for start, what in _BINARY.items():
        if content.startswith(start):
            raise Unreadable(f"The file is {what}, not a CSV file. Save it as “CSV UTF-8” and try again")
    if content.startswith(_WIDE):
        raise Unreadable("The file is written in UTF-16. Save it as “CSV UTF-8” and try again")
    if b"\x00" in content[:_CHUNK]:
        raise Unreadable("The file holds binary data, not text. Save it as “CSV UTF-8” and try again")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise Unreadable(
            f"Line {line} is not written in UTF-8 (byte 0x{content[problem.start]:02X})."
            " Save the file as “CSV UTF-8” and try again"
        ) from problem


def _rows(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(_CELL_LIMIT)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as problem:
            too_long = "limit" in str(problem)
            reason = "has a cell that is too long" if too_long else "has quotation marks that do not match"
            raise Unreadable(f"Row {number} {reason}") from problem
        yield Row(number, cells)
