"""How dates, money, sizes and people's words are written on a page."""

import re
from datetime import date, datetime, timedelta

from flask import Flask
from markupsafe import Markup, escape

from portal.core import money
from portal.core.clock import LONDON
from portal.core.months import day_words
from portal.forms.characters import safe_to_show
from portal.web.tables import labelled

_ADDRESS = re.compile(r"https?://[^\s<>\"'`\\{}|^]+", re.IGNORECASE)
_TRAILING = ".,;:!?*_~"
_PAIRS = {")": "(", "]": "["}
_REL = "nofollow noopener noreferrer ugc"


def day(value: date | datetime | None) -> str:
    """``17 January 2005``; a moment is read on the calendar of London. Nothing gives nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime) and value.tzinfo is not None:
        value = value.astimezone(LONDON)
    return day_words(value)


def moment(value: date | datetime | None) -> str:
    """``17 January 2005 at 2:30pm``, London time; a plain day is written without a time."""
    if not isinstance(value, datetime):
        return day(value)
    local = value.astimezone(LONDON) if value.tzinfo is not None else value
    half = "am" if local.hour < 12 else "pm"
    return f"{day(local)} at {local.hour % 12 or 12}:{local.minute:02d}{half}"


def until(value: datetime | None) -> str:
    """When something stops, as people say it: what stops as a day of London ends, lasts until that day."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    return moment(value) if (local.hour, local.minute) != (0, 0) else day(local - timedelta(seconds=1))


def exact(pence: int | None) -> str:
    """``£2,600,000``, for tables. Nothing gives nothing."""
    return "" if pence is None else money.exact(pence)


def prose(pence: int | None) -> str:
    """``£2.6 million``, for sentences. Nothing gives nothing."""
    return "" if pence is None else money.prose(pence)


def size(count: int | None) -> str:
    """A number of bytes in decimal units: ``482 bytes``, ``3.2 MB``."""
    if count is None:
        return ""
    if count < 1000:
        return f"{count} byte{'' if count == 1 else 's'}"
    for unit, scale in (("KB", 10**3), ("MB", 10**6), ("GB", 10**9)):
        if count < scale * 999.5 or unit == "GB":
            scaled = count / scale
            return f"{scaled:.0f} {unit}" if scaled >= 10 else f"{scaled:.1f}".removesuffix(".0") + f" {unit}"
    raise AssertionError("unreachable")


def linked(text: str | None) -> Markup:
    """Plain ``text`` as paragraphs in which addresses (http and https only) are links. No HTML in it survives.

    The only tags that come out are ``p``, ``br`` and ``a``.
    """
    shown = safe_to_show(text or "")
    paragraphs = [part for part in re.split(r"\n[ \t]*\n\s*", shown.strip()) if part]
    return Markup("\n").join(_paragraph(part) for part in paragraphs)


def _paragraph(text: str) -> Markup:
    lines = Markup("<br>\n").join(_line(line) for line in text.split("\n"))
    return Markup('<p class="govuk-body">') + lines + Markup("</p>")


def _line(line: str) -> Markup:
    pieces: list[Markup] = []
    done = 0
    for found in _ADDRESS.finditer(line):
        address = _without_tail(found.group())
        if len(address) <= len("https://"):
            continue
        end = found.start() + len(address)
        pieces += [escape(line[done : found.start()]), _link(address)]
        done = end
    pieces.append(escape(line[done:]))
    return Markup("").join(pieces)


def _link(address: str) -> Markup:
    return Markup('<a class="govuk-link" rel="{}" href="{}">{}</a>').format(_REL, address, address)


def _without_tail(address: str) -> str:
    """``address`` without the punctuation that belongs to the sentence; a bracket stays if it was opened inside."""
    while address:
        last = address[-1]
        opener = _PAIRS.get(last)
        if last in _TRAILING or (opener and address.count(last) > address.count(opener)):
            address = address[:-1]
        else:
            break
    return address


def register(app: Flask) -> None:
    """Make the filters known to ``app``'s templates."""
    for name, function in (
        ("day", day), ("moment", moment), ("until", until), ("exact", exact), ("prose", prose), ("size", size),
        ("linked", linked), ("labelled", labelled),
    ):  # fmt: skip
        app.jinja_env.filters[name] = function
