"""Calendars, read (iCalendar, RFC 5545): every event as a row of a table, repeating ones as often as they happen.

Imported on first use: few bring a calendar.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any

from dateutil.rrule import rrule, rrulestr
from icalendar import Calendar

from portal.core.clock import LONDON
from portal.core.tables import Row, Table, Unreadable

HEADER = ["UID", "Date", "Summary", "Length", "Attendees", "Description", "Status"]
BEFORE, AFTER = timedelta(days=5 * 366), timedelta(days=366)
"""How far from today a repeating event is followed, back and ahead."""
LONG_BEFORE = timedelta(days=10 * 366)
MOST_REPEATING = 100
MOST_DAYS = 2_000
"""Days that one event may name one by one."""
MOST_BYTES = 1_000_000
"""A calendar is read at about five seconds for each million bytes."""
_BROKEN = "The file cannot be read as a calendar. Export it again as “.ics”"
_PARTS = {
    "DAILY": frozenset({"BYDAY"}),
    "WEEKLY": frozenset({"BYDAY"}),
    "MONTHLY": frozenset({"BYDAY", "BYMONTHDAY", "BYSETPOS"}),
    "YEARLY": frozenset({"BYMONTH", "BYMONTHDAY"}),
}
"""The rules that are read, by how often an event repeats. Others can run for ever without a day that fits."""
_NUMBERED = re.compile(r"[+-]?\d+", re.ASCII)
_ALWAYS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})


def open_calendar(content: bytes, today: date) -> Table:
    """The events of a calendar in the order of the file, each day of a repeating one a row with its event's number.

    Days are those of London; a length is ``90 minutes`` or, of a whole day, ``1 days``. Raises ``Unreadable``, with the
    number of the event that repeats in a way that is not read.
    """
    if len(content) > MOST_BYTES:
        raise Unreadable(f"The calendar is larger than {MOST_BYTES // 1_000_000} MB. Export fewer months")
    try:
        calendars = Calendar.from_ical(content, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    # A damaged calendar breaks the library in many ways, none of which says more to a person than this.
    except Exception as problem:
        raise Unreadable(_BROKEN) from problem
    if not events:
        raise Unreadable("The calendar has no events")
    if sum("RRULE" in event or "RDATE" in event for event in events) > MOST_REPEATING:
        raise Unreadable(f"The calendar has more than {MOST_REPEATING} repeating events. Export fewer")
    return Table(HEADER, "", _rows(events, today))


def _rows(events: list[Any], today: date) -> Iterator[Row]:
    moved = {(str(one.get("UID", "")), day) for one in events if (day := _instead_of(one)) is not None}
    for number, event in zip(count(1), events, strict=False):
        try:
            yield from list(_event(number, event, moved, today))
        except Unreadable as problem:
            raise Unreadable(f"Event {number} {problem}") from problem
        # What is wrong with one event is of as many kinds.
        except Exception as problem:
            raise Unreadable(f"Event {number} cannot be read. Take it out and export the calendar again") from problem


def _event(number: int, event: Any, moved: set[tuple[str, date]], today: date) -> Iterator[Row]:
    """The rows of one event: without the days that another event stands in for."""
    uid, begins, instead = str(event.get("UID", "")), event.decoded("DTSTART"), _instead_of(event)
    said = _said(event, begins)
    for day in [_day(begins)] if instead else _days(event, begins, today):
        if instead or (uid, day) not in moved:
            yield Row(number, [_uid(uid, event, instead or day), day.isoformat(), *said])


def _instead_of(event: Any) -> date | None:
    """The day of a repeating event that this one stands in for."""
    named = getattr(event.get("RECURRENCE-ID"), "dt", None)
    return _day(named) if isinstance(named, date) else None


def _uid(uid: str, event: Any, day: date) -> str:
    """The event's own number; with the day that it stands for, where it repeats."""
    return (
        f"{uid} {day.isoformat()}"
        if uid and ("RRULE" in event or "RDATE" in event or "RECURRENCE-ID" in event)
        else uid
    )


def _said(event: Any, begins: date | datetime) -> list[str]:
    attendees = event.get("ATTENDEE", [])
    names = [str(one.params.get("CN", "")) for one in (attendees if isinstance(attendees, list) else [attendees])]
    texts = [str(event.get(name, "")).strip() for name in ("SUMMARY", "DESCRIPTION", "STATUS")]
    return [texts[0], _length(event, begins), ", ".join(filter(None, names)), texts[1], texts[2].capitalize()]


def _length(event: Any, begins: date | datetime) -> str:
    ends = event.decoded("DTEND") if "DTEND" in event else None
    if ends is None:
        ends = begins + event.decoded("DURATION") if "DURATION" in event else None
    if not isinstance(begins, datetime):
        return f"{max((ends - begins).days, 1) if ends else 1} days"
    minutes = int((ends - begins).total_seconds() // 60) if ends else 0
    return f"{minutes} minutes" if minutes > 0 else ""


def _day(moment: date | datetime) -> date:
    """The day in London; a time without a zone is where the reader is."""
    if not isinstance(moment, datetime):
        return moment
    return moment.astimezone(LONDON).date() if moment.tzinfo else moment.date()


def _days(event: Any, begins: date | datetime, today: date) -> Iterable[date]:
    """The days on which an event happens."""
    first, last = today - BEFORE, today + AFTER
    found = {_day(begins)}
    rule = event.get("RRULE")
    if isinstance(rule, list):
        raise Unreadable("repeats by more than one rule. Make each rule an event of its own")
    if rule is not None:
        found |= {day for day in _repeated(rule, begins, last) if first <= day}
    found |= {_day(one.dt) for one in _listed(event, "RDATE") if isinstance(one.dt, date)}
    return sorted(found - {_day(one.dt) for one in _listed(event, "EXDATE")})


def _listed(event: Any, name: str) -> list[Any]:
    lists = event.get(name, [])
    named = [one for part in (lists if isinstance(lists, list) else [lists]) for one in part.dts]
    if len(named) > MOST_DAYS:
        raise Unreadable(f"names more than {MOST_DAYS:,} days. Export fewer of them")
    return named


def _repeated(rule: Any, begins: date | datetime, last: date) -> Iterator[date]:
    """Every day of a rule up to ``last``, counted in the zone of the event, where its clock time stays."""
    often = str(rule.get("FREQ", [""])[0]).upper()
    parts = {name.upper() for name in rule} - _ALWAYS
    zone = begins.tzinfo if isinstance(begins, datetime) else None
    start = begins.replace(tzinfo=None) if isinstance(begins, datetime) else datetime.combine(begins, time())
    if parts - _PARTS.get(often, frozenset()) or often not in _PARTS or not _fits(rule, often, start):
        raise Unreadable("repeats in a way that is not read here. Export its days as events of their own")
    if start.date() < last - AFTER - LONG_BEFORE:
        raise Unreadable("has been repeating for more than ten years. Export its newest days as events of their own")
    end = datetime.combine(last, time(23, 59))
    if until := rule.get("UNTIL"):
        end = min(end, _local(until[0], zone))
    plain = rule.copy()
    plain.pop("UNTIL", None)
    text = plain.to_ical().decode()
    made: rrule = rrulestr(text, dtstart=start)
    for moment in made:
        if moment > end:
            return
        yield _day(moment.replace(tzinfo=zone) if zone else moment)


def _fits(rule: Any, often: str, start: datetime) -> bool:
    """Whether the rule comes to an end or goes on through days that exist, so that it can be followed."""
    interval = int(rule.get("INTERVAL", [1])[0])
    numbers = [int(found[0]) for day in rule.get("BYDAY", []) if (found := _NUMBERED.match(str(day)))]
    places = [abs(int(place)) for place in rule.get("BYSETPOS", [])]
    if interval < 1 or any(place > 4 or "BYDAY" not in rule or numbers for place in places):
        return False
    if often == "MONTHLY":
        days = [abs(int(day)) for day in rule.get("BYMONTHDAY", [])]
        if 0 in days or ("BYDAY" in rule and days):
            return False
        return all(abs(one) <= 5 for one in numbers) and (interval == 1 or max(days, default=1) <= 28)
    if often == "YEARLY":
        return _same(rule, "BYMONTH", start.month) and _same(rule, "BYMONTHDAY", start.day)
    return not numbers and not (often == "DAILY" and "BYDAY" in rule and interval > 1)


def _same(rule: Any, name: str, number: int) -> bool:
    return name not in rule or [int(one) for one in rule[name]] == [number]


def _local(until: date | datetime, zone: Any) -> datetime:
    if not isinstance(until, datetime):
        return datetime.combine(until, time(23, 59))
    if until.tzinfo is None:
        return until
    return until.astimezone(zone or UTC).replace(tzinfo=None)
