"""Tables as files: CSV for machines, XLSX for people. No text in them ever becomes a formula. Documents as JSON.

Both are given the same columns and rows. A row is one value for each column, of the column's kind; ``None`` is an
empty cell. The workbook is written here and not by a library: a list of 50,000 rows takes those a quarter of a
minute, in which nobody else is served.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from html import escape
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile

BYTE_ORDER_MARK = "\ufeff"
UNREADABLE = "\ufffd"
FIRST_DAY = date(1900, 3, 1)
"""Spreadsheets count days wrongly before this one, for they believe in 29 February 1900; such days are text."""
DAY_ZERO = date(1899, 12, 30)
LONGEST = 32_767
"""UTF-16 units in a cell of a workbook; with more, Excel calls the file broken."""
TITLE_LENGTH = 31
IN_MEMORY = 512 * 1024
"""Bytes of a file that are kept in memory; a larger one lies on the disk, without a name."""

_LAST_TWO = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
# What XML 1.0 cannot hold, and half characters, which UTF-8 cannot.
_NOT_TEXT = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff{_LAST_TWO}]")
_LIVE = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
# ECMA-376, ST_Xstring: a program reads _x0041_ as the letter A, so its first stroke is written in that way itself.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NO_TITLE = re.compile(r"[\[\]:*?/\\]")


class Kind(StrEnum):
    """What a column holds: ``str``; ``date``; ``int`` or ``Decimal``; pence in an ``int``."""

    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    MONEY = "money"


@dataclass(frozen=True)
class Column:
    """A column: its heading, what it holds, and its width in a workbook in characters."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 20


Columns = Sequence[Column]
Row = Sequence[Any]


def csv_lines(columns: Columns, rows: Iterable[Row]) -> Iterator[bytes]:
    """The table line by line, as RFC 4180 has it, every cell in quotation marks; days as ``2005-01-17``, money in
    pounds as ``2600000.00``.

    It begins with a byte order mark: without one Excel reads ``Tŷ Hafan`` in another alphabet, and what reads UTF-8
    knows it. Text that a spreadsheet would run as a formula gets an apostrophe before it.
    Raises ``TypeError`` for a value that is not of its column's kind.
    """
    line = io.StringIO(newline="")
    writer = csv.writer(line, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    line.write(BYTE_ORDER_MARK)
    writer.writerow([_harmless(column.title) for column in columns])
    for row in rows:
        yield _taken(line)
        writer.writerow(
            ["" if value is None else _plain(column.kind, value) for column, value in zip(columns, row, strict=True)]
        )
    yield _taken(line)


def csv_file(columns: Columns, rows: Iterable[Row]) -> IO[bytes]:
    """The lines of ``csv_lines`` in a temporary file, at its start; it is gone once closed."""
    return _temporary(lambda file: file.writelines(csv_lines(columns, rows)))


def xlsx_file(title: str, columns: Columns, rows: Iterable[Row]) -> IO[bytes]:
    """A workbook of one sheet called ``title``, in a temporary file, at its start; it is gone once closed.
    It is written row by row: a long table takes no more memory than a short one.

    Its parts are the fewest that ECMA-376 asks of a workbook. Raises ``TypeError`` for a value that is not of its
    column's kind.
    """

    def write(file: IO[bytes]) -> None:
        with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=6) as archive:
            for name, content in _parts(title).items():
                archive.writestr(name, content)
            with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
                sheet.writelines(part.encode() for part in _sheet(columns, rows))

    return _temporary(write)


def json_file(head: Mapping[str, Any], name: str, items: Iterable[Any]) -> IO[bytes]:
    """A JSON document: ``head`` and then ``items`` under ``name``, one on each line, in a temporary file, at its start;
    it is gone once closed. It is written item by item."""

    def write(file: IO[bytes]) -> None:
        start = json.dumps({**head, name: []}, ensure_ascii=False)
        file.write(start[: -len("]}")].encode())
        for number, item in enumerate(items):
            file.write((",\n" if number else "\n").encode())
            file.write(json.dumps(item, ensure_ascii=False, allow_nan=False).encode())
        file.write(b"\n]}\n")

    return _temporary(write)


def _temporary(write: Callable[[IO[bytes]], Any]) -> IO[bytes]:
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - whoever sends it closes it
    try:
        write(file)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _checked(kind: Kind, value: Any) -> Any:
    """``value``. Raises ``TypeError`` if it is not what a column of ``kind`` holds."""
    if kind is Kind.TEXT:
        fits = isinstance(value, str)
    elif kind is Kind.DAY:
        fits = isinstance(value, date) and not isinstance(value, datetime)
    else:
        numbers = (int, Decimal) if kind is Kind.NUMBER else int
        fits = isinstance(value, numbers) and not isinstance(value, bool)
    if not fits:
        raise TypeError(f"{type(value).__name__} in a column of {kind}")
    return value


def _plain(kind: Kind, value: Any) -> str:
    value = _checked(kind, value)
    if kind is Kind.TEXT:
        return _harmless(value)
    if kind is Kind.DAY:
        return str(value.isoformat())
    return _number(kind, value)


def _number(kind: Kind, value: Any) -> str:
    """Digits with a point; pence become pounds."""
    return f"{Decimal(value).scaleb(-2) if kind is Kind.MONEY else Decimal(value):f}"


def _readable(text: str) -> str:
    """``text`` with U+FFFD for each character that no file can hold."""
    return _NOT_TEXT.sub(UNREADABLE, text)


def _live(text: str) -> bool:
    """Whether a spreadsheet might run ``text`` as a formula if it were typed in."""
    return _LIVE.match(text) is not None


def _harmless(text: str) -> str:
    text = _readable(text)
    return f"'{text}" if _live(text) else text


def as_typed(text: str) -> str:
    """The text of a cell of our own CSV: without the apostrophe that keeps a spreadsheet from running it."""
    return text[1:] if text.startswith("'") and _live(text[1:]) else text


def _taken(line: io.StringIO) -> bytes:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text.encode()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD, _DAY, _MONEY, _QUOTED = 1, 2, 3, 4
"""Places in the list of cell formats below. The last keeps text as text when somebody goes into the cell and out."""
_STYLES = f"""{_XML}<styleSheet xmlns="{_MAIN}">
<numFmts count="2"><numFmt numFmtId="164" formatCode="d\\ mmmm\\ yyyy"/>\
<numFmt numFmtId="165" formatCode="&quot;£&quot;#,##0.00"/></numFmts>
<fonts count="2"><font><sz val="11"/><name val="Arial"/></font>
<font><b/><sz val="11"/><name val="Arial"/></font></fonts>
<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>
<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>
<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>
<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0" quotePrefix="1"/></cellXfs>
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>
</styleSheet>"""


def _parts(title: str) -> dict[str, str]:
    """Every part of the package but the sheet, by name."""
    called = escape(_NO_TITLE.sub(" ", _readable(title))[:TITLE_LENGTH])
    return {
        "[Content_Types].xml": f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
        "_rels/.rels": _relations({"officeDocument": "xl/workbook.xml"}),
        "xl/workbook.xml": f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><bookViews><workbookView/></bookViews>'
        f'<sheets><sheet name="{called}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations({"worksheet": "worksheets/sheet1.xml", "styles": "styles.xml"}),
        "xl/styles.xml": _STYLES,
    }


def _relations(targets: dict[str, str]) -> str:
    lines = [
        f'<Relationship Id="rId{place}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets.items(), 1)
    ]
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _sheet(columns: Columns, rows: Iterable[Row]) -> Iterator[str]:
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{column.width}" customWidth="1"/>'
        for place, column in enumerate(columns, 1)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>"
    )
    letters = [_letters(place) for place in range(len(columns))]
    heads = zip(letters, columns, strict=True)
    yield f'<row r="1">{"".join(_text(f"{letter}1", column.title, _HEAD) for letter, column in heads)}</row>'
    for number, row in enumerate(rows, 2):
        cells = [
            _cell(f"{letter}{number}", column.kind, value)
            for letter, column, value in zip(letters, columns, row, strict=True)
            if value is not None
        ]
        yield f'<row r="{number}">{"".join(cells)}</row>'
    yield "</sheetData></worksheet>"


def _cell(at: str, kind: Kind, value: Any) -> str:
    value = _checked(kind, value)
    if kind is Kind.TEXT:
        return _text(at, value)
    if kind is Kind.DAY:
        if value < FIRST_DAY:
            return _text(at, value.isoformat())
        return f'<c r="{at}" s="{_DAY}"><v>{(value - DAY_ZERO).days}</v></c>'
    return f'<c r="{at}" s="{_MONEY if kind is Kind.MONEY else 0}"><v>{_number(kind, value)}</v></c>'


def _text(at: str, text: str, style: int = 0) -> str:
    """A cell that holds ``text`` and is nothing else, whatever it looks like."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    written = escape(_LOOKS_ESCAPED.sub("_x005F_", _readable(_cut(text))), quote=False)
    style = style or (_QUOTED if _live(text) else 0)
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{written}</t></is></c>'


def _cut(text: str) -> str:
    if len(text) * 2 <= LONGEST:
        return text
    units = text.encode("utf-16-le", "replace")
    return text if len(units) <= 2 * LONGEST else units[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"


def _letters(place: int) -> str:
    """``A`` for the first column, ``AA`` for the 27th."""
    before, last = divmod(place, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
