"""Every SELECT of reminders. What falls due is selected by the features that it belongs to (``portal.due``)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Date, Select, and_, bindparam, func, or_, select

from portal.access import MembershipRole
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, Page, at_most, bundle, db, lasting, not_after
from portal.data.narrow import dialect_of
from portal.due import Due, Source, begun, is_few, sources
from portal.features.organisations import Membership, Organisation, Person, acts
from portal.features.reminders.models import CalendarFeed, Pace, ReminderChoice, ReminderSent
from portal.features.reminders.rules.placing import Place, in_order, place_of, read_place
from portal.panels import TODAY

SOON = timedelta(days=30)
"""How far home, and the filter of the list, look ahead."""
MOST_LATE, MOST_COMING = 8, 5
MOST_READ = 200
"""Things of one source that are looked at in a night for one person: those far ahead first."""
MOST_EVENTS = 1000
"""Days of one source in a calendar, the latest first."""
BEFORE, AFTER = timedelta(days=366), timedelta(days=731)
"""How far a calendar reaches back and ahead."""

Parts = dict[str, Select[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Filter:
    """What the list is narrowed to: a source, and ``overdue`` or ``soon``; an empty word does not narrow."""

    kind: str = ""
    when: str = ""


_FIRST = bindparam("due_first", callable_=lambda: clock.today() - BEFORE, type_=Date())
_LAST = bindparam("due_last", callable_=lambda: clock.today() + AFTER, type_=Date())
_SOON = bindparam("due_soon", callable_=lambda: clock.today() + SOON, type_=Date())
_SPOKEN_OF = bindparam("due_spoken_of", callable_=lambda: clock.today() + _longest(), type_=Date())


def _longest() -> timedelta:
    """How long before its day the first reminder of anything is made."""
    return timedelta(days=max((one.speaks.ahead[0] for one in sources().values()), default=0))


def _column(statement: Select[*tuple[Any, ...]], name: str) -> Any:
    return statement.selected_columns[name]


def _read(parts: Mapping[str, Select[*tuple[Any, ...]]]) -> list[Due]:
    """The rows of a SELECT of each source, by its name."""
    known = sources()
    rows = bundle(db.session(), parts)
    return [known[name].read(row) for name, found in rows.items() for row in found]


def home_parts() -> Parts:
    """For home: what is overdue, and what is coming up within ``SOON``, of each source that home does not tell of in
    another place."""
    shown = tuple((one, is_few(one.begins)) for one in sources().values() if not one.told)
    return _home(shown, dialect_of(db.session()))


Known = tuple[tuple[Source, bool], ...]
"""Sources, each with whether its SELECT begins with what is the viewer's."""


@cache
def _home(shown: Known, dialect: str) -> Parts:
    parts: Parts = {}
    for one, few in shown:
        waits = begun(one.waits, one.begins, few, dialect)
        day, number = _column(waits, "due_on"), _column(waits, "id")
        # Backwards from today: what is over but was never ticked off gathers at the other end.
        late = waits.where(day < TODAY).order_by(day.desc(), number.desc()).limit(MOST_LATE)
        coming = waits.where(day >= TODAY, not_after(day, _SOON)).order_by(day, number).limit(MOST_COMING)
        parts[f"late_{one.name}"], parts[f"coming_{one.name}"] = lasting(late), lasting(coming)
    return parts


def home_rows(rows: Mapping[str, Sequence[Any]]) -> dict[str, list[Due]]:
    """The rows of ``home_parts`` as ``late`` and ``coming``, in the order of the list."""
    known = sources()
    found: dict[str, list[Due]] = {"late": [], "coming": []}
    for name, some in rows.items():
        when, _, source = name.partition("_")
        found[when] += [known[source].read(row) for row in some]
    names = list(known)
    return {
        "late": in_order(found["late"], names)[-MOST_LATE:],
        "coming": in_order(found["coming"], names)[:MOST_COMING],
    }


def due_page(wanted: Filter, arguments: Mapping[str, str], today: date, size: int = PAGE_SIZE) -> Page:
    """A page of all that waits for the viewer's organisation, the soonest first; ``arguments`` as for ``page_by_key``,
    with places in place of references. Raises ``NotFound`` for a place that is none."""
    backwards = "before" in arguments or arguments.get("page") == "last"
    typed = arguments.get("before") or arguments.get("after")
    place = read_place(typed) if typed else None
    names = list(sources())
    if place is not None and place.source not in names:
        raise NotFound
    parts: Parts = {}
    for rank, (name, source) in enumerate(sources().items()):
        if wanted.kind in {"", name}:
            statement = _placed(_waiting(source), _which(rank, names, place), place, backwards)
            parts[name] = _of_days(statement, wanted.when, today).limit(at_most(size + 1))
    found = in_order(_read(parts), names, ascending=not backwards) if parts else []
    rows, more = found[:size], len(found) > size
    if backwards:
        rows.reverse()
    earlier, later = (more, place is not None) if backwards else (place is not None, more)
    return Page(
        rows,
        {"before": place_of(rows[0])} if rows and earlier else None,
        {"after": place_of(rows[-1])} if rows and later else None,
    )


def _waiting(source: Source) -> Select[*tuple[Any, ...]]:
    return begun(source.waits, source.begins, is_few(source.begins), dialect_of(db.session()))


def _which(rank: int, names: Sequence[str], place: Place | None) -> int:
    """Whether a source comes before (-1), is (0) or comes after (1) the one of the place, on the same day."""
    at = names.index(place.source) if place else rank
    return (rank > at) - (rank < at)


def _placed(statement: Any, which: int, place: Place | None, backwards: bool) -> Any:
    """Only what comes after the place, or before it; in that order."""
    day, number = _column(statement, "due_on"), _column(statement, "id")
    if place is not None:
        beyond, same = (day < place.on, -1) if backwards else (day > place.on, 1)
        if which == 0:
            rows = statement.subquery("anchor")
            at = select(rows.c.id).where(rows.c.key == place.key).limit(1).scalar_subquery()
            beyond = or_(beyond, and_(day == place.on, number < at if backwards else number > at))
        elif which == same:
            beyond = or_(beyond, day == place.on)
        statement = statement.where(beyond)
    return statement.order_by(day.desc(), number.desc()) if backwards else statement.order_by(day, number)


def _of_days(statement: Any, when: str, today: date) -> Any:
    day = _column(statement, "due_on")
    if when == "overdue":
        return statement.where(day < today)
    return statement.where(day >= today, day <= today + SOON) if when == "soon" else statement


def nearby() -> list[Due]:
    """What waits for the viewer's organisation and could be spoken of today, the soonest first."""
    known = tuple((one, is_few(one.begins)) for one in sources().values())
    return in_order(_read(_nearby(known, dialect_of(db.session()))), list(sources()))


@cache
def _nearby(known: Known, dialect: str) -> Parts:
    parts: Parts = {}
    for one, few in known:
        waits = begun(one.waits, one.begins, few, dialect)
        day, number = _column(waits, "due_on"), _column(waits, "id")
        parts[one.name] = lasting(waits.where(day <= _SPOKEN_OF).order_by(day.desc(), number.desc()).limit(MOST_READ))
    return parts


def dated() -> list[Due]:
    """What stands in the calendar of the viewer's organisation, the earliest first."""
    known = tuple((one, is_few(one.dated_begins)) for one in sources().values())
    return in_order(_read(_dated(known, dialect_of(db.session()))), list(sources()))


@cache
def _dated(known: Known, dialect: str) -> Parts:
    parts: Parts = {}
    for one, few in known:
        if one.dated is not None:
            dated = begun(one.dated, one.dated_begins, few, dialect)
            day, number = _column(dated, "due_on"), _column(dated, "id")
            chosen = dated.where(day >= _FIRST, day <= _LAST).order_by(day.desc(), number.desc())
            parts[one.name] = lasting(chosen.limit(MOST_EVENTS))
    return parts


_MEMBER = (
    select(
        Membership.id,
        Membership.reference,
        Membership.role,
        Person.id.label("person_id"),
        Person.actor_id,
        Person.name,
        Person.email,
        Organisation.reference.label("organisation_reference"),
        Organisation.name.label("organisation_name"),
        func.coalesce(ReminderChoice.pace, Pace.DAILY.value).label("pace"),
    )
    .join(Person, Person.id == Membership.person_id)
    .join(Organisation, Organisation.id == Membership.organisation_id)
    .outerjoin(ReminderChoice, ReminderChoice.person_id == Person.id)
)


def _reminded(organisation_id: int, at: datetime) -> Any:
    """Members who can do something, and want to be reminded."""
    return _MEMBER.where(
        Membership.organisation_id == organisation_id,
        Membership.ended_at.is_(None),
        Membership.role != MembershipRole.VIEWER,
        Person.active,
        acts(Organisation, at),
        func.coalesce(ReminderChoice.pace, Pace.DAILY.value) != Pace.NEVER.value,
    )


def members_to_remind(organisation_id: int, at: datetime, after: int, most: int) -> Sequence[Any]:
    """Members of an organisation who are reminded, by id, from the one after ``after``: id, reference."""
    statement = _reminded(organisation_id, at).where(Membership.id > after)
    return db.session.execute(statement.order_by(Membership.id).limit(most)).all()


def member_to_remind(organisation_id: int, at: datetime, reference: str) -> Any:
    """One of them, held until the commit so that two jobs do not remind them at once; ``None`` if they are not any
    more."""
    held = select(Membership.id).where(Membership.reference == reference).with_for_update()
    db.session.execute(held)
    return db.session.execute(_reminded(organisation_id, at).where(Membership.reference == reference)).one_or_none()


def last_sent_on(person_id: int, organisation_id: int) -> date | None:
    """The day of the newest reminder to a member of an organisation."""
    return db.session.scalar(
        select(func.max(ReminderSent.sent_on)).where(
            ReminderSent.person_id == person_id, ReminderSent.organisation_id == organisation_id
        )
    )


def sent_since(person_id: int, organisation_id: int, day: date) -> set[tuple[str, str, date]]:
    """(source, key, day on which it spoke) of what a member was reminded of that spoke on ``day`` or after."""
    rows = db.session.execute(
        select(ReminderSent.source, ReminderSent.key, ReminderSent.spoke_on).where(
            ReminderSent.person_id == person_id,
            ReminderSent.organisation_id == organisation_id,
            ReminderSent.spoke_on >= day,
        )
    )
    return {(row.source, row.key, row.spoke_on) for row in rows}


def pace_of(person_id: int) -> Pace:
    """How often a person gets reminders by mail."""
    chosen = db.session.scalar(select(ReminderChoice.pace).where(ReminderChoice.person_id == person_id))
    return Pace.DAILY if chosen is None else chosen


def choice_of(person_id: int) -> ReminderChoice | None:
    """What a person chose. The person is held until the commit, so that two choices do not meet."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    return db.session.scalar(select(ReminderChoice).where(ReminderChoice.person_id == person_id))


def person_by_actor(actor_id: str) -> Person | None:
    """The active person who stands in the ledger under this name."""
    return db.session.scalar(select(Person).where(Person.actor_id == actor_id, Person.active))


def feeds_of(person_id: int) -> Sequence[Any]:
    """A person's calendars that have not been ended, the newest first: reference, created_at, organisation_name."""
    return db.session.execute(
        select(CalendarFeed.reference, CalendarFeed.created_at, Organisation.name.label("organisation_name"))
        .join(Organisation, Organisation.id == CalendarFeed.organisation_id)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.ended_at.is_(None))
        .order_by(CalendarFeed.id.desc())
    ).all()


def feed_of(person_id: int, reference: str) -> CalendarFeed:
    """A calendar of this person's that has not been ended. Raises ``NotFound``, also for another's."""
    found = db.session.scalar(
        select(CalendarFeed).where(
            CalendarFeed.reference == read_reference(reference),
            CalendarFeed.person_id == person_id,
            CalendarFeed.ended_at.is_(None),
        )
    )
    if found is None:
        raise NotFound
    return found


def reader_by_token(digest: str, at: datetime) -> Any:
    """Who reads by this token, if they are, now, a member of an organisation that acts: person and organisation as a
    viewer has them. ``None`` otherwise."""
    return db.session.execute(
        select(
            Person.id.label("person_id"),
            Person.actor_id,
            Person.name.label("person_name"),
            Organisation.id.label("organisation_id"),
            Organisation.reference.label("organisation_reference"),
            Organisation.name.label("organisation_name"),
            Membership.role,
        )
        .select_from(CalendarFeed)
        .join(Person, Person.id == CalendarFeed.person_id)
        .join(Organisation, Organisation.id == CalendarFeed.organisation_id)
        .join(
            Membership,
            and_(
                Membership.person_id == CalendarFeed.person_id,
                Membership.organisation_id == CalendarFeed.organisation_id,
                Membership.ended_at.is_(None),
            ),
        )
        .where(
            CalendarFeed.token_digest == digest,
            CalendarFeed.ended_at.is_(None),
            Person.active,
            acts(Organisation, at),
        )
    ).one_or_none()


def kinds() -> Iterable[tuple[str, str]]:
    """(name, label) of each kind of thing that falls due, in the order of the list."""
    return [(one.name, one.label) for one in sources().values()]
