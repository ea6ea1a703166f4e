"""Calendars, written (iCalendar, RFC 5545): whole days that take nobody's time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

PRODUCT = "-//Accord//What falls due//EN"
READ_AGAIN = timedelta(hours=12)


@dataclass(frozen=True)
class Day:
    """One day: ``uid`` stays the same for the same thing, whatever else of it changes, be it that it is called off."""

    uid: str
    on: date
    title: str
    words: str
    address: str
    off: bool = False


def write_calendar(name: str, days: Iterable[Day], moment: datetime) -> bytes:
    """The file, in UTF-8 with the line ends that the standard asks for. ``moment`` (UTC) is when it was made."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", READ_AGAIN, parameters={"VALUE": "DURATION"})
    for day in days:
        event = Event()
        event.add("uid", day.uid)
        event.add("dtstamp", moment)
        event.add("dtstart", day.on)
        event.add("dtend", day.on + timedelta(days=1))
        event.add("summary", day.title)
        event.add("description", f"{day.words}\n{day.address}")
        event.add("url", day.address)
        event.add("transp", "TRANSPARENT")
        if day.off:
            event.add("status", "CANCELLED")
        calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
