"""What falls due as a calendar: each thing a whole day, under a number that stays the same."""

from collections.abc import Iterable
from datetime import datetime
from importlib import import_module
from typing import cast
from urllib.parse import urlsplit

from portal.core.text import normal_line
from portal.due import Due
from portal.forms.characters import safe_to_show


def written(organisation: str, found: Iterable[Due], site: str, moment: datetime) -> bytes:
    """The calendar of an organisation as a file (RFC 5545), made at ``moment``; ``site`` is the address of the portal.

    The library is imported on first use: few read a calendar.
    """
    library = import_module("portal.adapters.feeds")
    host = urlsplit(site).hostname or "accord"
    days = [
        library.Day(
            uid=f"{one.source.name}.{one.key}@{host}",
            on=one.on,
            title=_line(f"{'Called off: ' * one.off}{one.source.label}: {one.what or one.title}"),
            words=_line(one.title),
            address=f"{site}{one.path}",
            off=one.off,
        )
        for one in found
    ]
    return cast("bytes", library.write_calendar(_line(f"Accord: {organisation}"), days, moment))


def _line(text: str) -> str:
    return normal_line(safe_to_show(text))
