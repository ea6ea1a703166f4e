"""Known ways in which registers go wrong, told apart from what they mean to say.

Each function answers from the value alone. Text is mended only where the damage can be undone
without a guess; everything else stays as it is and is named.
"""

import re
from datetime import date, timedelta

MISSING = frozenset({"NA", "N/A", "#N/A", "n/a", "NULL", "null", "NaN", "nan", "None"})

# Day 0 of a spreadsheet's calendar for days after February 1900 (it counts a 29 February that never was).
_DAY_ZERO = date(1899, 12, 30)
_ISO_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?")
_CODES = ("cp1252", "latin-1", "cp850")
_WELSH = "ẀẁẂẃẄẅỲỳ"
_SIGNS = (
    (re.compile("\ufffd"), "a character was lost before it reached us (U+FFFD)"),
    (re.compile("ï¿½"), "a character was lost before it reached us (“ï¿½”)"),
    (re.compile("ÔÇ.|[├┬]."), "characters of another code page stand for one that was lost"),
    (re.compile(r"\w\+[¿®¡¬í┐]|-[úÚ](?=\d)"), "characters of another code page stand for one that was lost"),
    (re.compile(r"Ã.|Â[£\u00a0]|â€|ï¾"), "UTF-8 was read as another code page, and cannot be read back for certain"),
    (re.compile(r"\w\?[^\W\d]|-\?+\d|(?<=\s)\?+(?=\w)"), "a question mark stands where a character may have been lost"),
)


class BadDay(ValueError):
    """A cell that should hold a day and does not; the message says how to write it."""


def read_day(text: str) -> date:
    """The day in an ISO 8601 cell, a time of day left off. Raises ``BadDay``."""
    if not (match := _ISO_DAY.fullmatch(text)):
        raise BadDay("is not a date. Write it as year, month, day: 2021-04-01")
    try:
        day = date.fromisoformat(match[1])
    except ValueError as problem:
        raise BadDay("is not a day that exists") from problem
    if not 1000 <= day.year <= 2200:
        raise BadDay("is not a year we can use")
    return day


def spreadsheet_year(day: date, *, shifted: bool) -> int | None:
    """The year that a spreadsheet turned into ``day`` by reading it as a serial number, or ``None``.

    1996 typed into a date column becomes day 1996 of the spreadsheet's calendar, 18 June 1905. With
    ``shifted``, the same days in 2005 count too: a two-digit year read into the wrong century.
    """
    serial = (day - _DAY_ZERO).days
    if 1850 <= serial <= 2100:
        return serial
    if shifted and day.year == 2005:
        serial = (day.replace(year=1905) - _DAY_ZERO).days
        return serial if 1960 <= serial <= 2010 else None
    return None


def serial_day(text: str) -> date | None:
    """The day a bare spreadsheet serial number stands for (``44287`` is 1 April 2021), or ``None``."""
    if re.fullmatch(r"\d{5}(?:\.0+)?", text) and 10_000 <= (serial := int(text[:5])) <= 80_000:
        return _DAY_ZERO + timedelta(days=serial)
    return None


def mended(text: str) -> str | None:
    """``text`` with damage undone that can be undone for certain, or ``None`` when there is nothing to undo.

    Two kinds: a UTF-8 sequence read as another code page, when it spells one ordinary Latin
    character; and C1 control characters, which are Windows punctuation read as Latin-1.
    """
    if text.isascii():
        return None
    better: list[str] = []
    at = 0
    while at < len(text):
        length, meant = _meant_at(text, at)
        better.append(meant)
        at += length
    whole = "".join(better)
    return whole if whole != text else None


def _meant_at(text: str, at: int) -> tuple[int, str]:
    for length in (3, 2):
        piece = text[at : at + length]
        if len(piece) == length and not piece.isascii() and (meant := _from_code_page(piece)):
            return length, meant
    return 1, _from_c1(text[at])


def _from_code_page(piece: str) -> str | None:
    # A letter before a quotation mark or a dash may be just that: not certain.
    if len(piece) == 2 and piece[1] in "‘’“”–—":
        return None
    for code in _CODES:
        try:
            meant = piece.encode(code).decode("utf-8")
        except UnicodeError:
            continue
        if len(meant) == 1 and _ordinary(meant):
            return meant
    return None


def _from_c1(character: str) -> str:
    if not "\u0080" <= character <= "\u009f":
        return character
    try:
        return character.encode("latin-1").decode("cp1252")
    except UnicodeDecodeError:
        return character


def _ordinary(character: str) -> bool:
    in_latin = "\u00a0" <= character <= "\u017f" and character != "\u00ad"
    return in_latin or character in _WELSH or character in "‘’‚“”„–—†•…€™"


def signs_of_damage(text: str) -> list[str]:
    """What is wrong with ``text`` that cannot be undone, in words; empty when nothing shows."""
    return list(dict.fromkeys(words for pattern, words in _SIGNS if pattern.search(text)))
