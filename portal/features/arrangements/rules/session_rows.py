"""Sessions as rows of a table: what each row says, and what a whole table would add to those on the record."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, TypeVar

from portal.core.bounds import LINE, LONGEST_WORDS
from portal.core.digests import digest_of
from portal.core.errors import Invalid
from portal.core.references import read_reference
from portal.core.text import normal_line
from portal.features.arrangements.models import SessionState
from portal.features.arrangements.rules.follow_ups import NextStep, read_steps
from portal.features.arrangements.rules.mentoring import (
    DAY,
    check_follow_up,
    check_meets,
    check_session,
    meets_on,
    read_length,
)
from portal.features.arrangements.rules.periods import read_period

_UNITS = {"minutes": 1, "hours": 60, "days": DAY}
_REFERENCE = re.compile(r"\(([0-9A-Z]{4}-[0-9A-Z]{4})\)$")
"""As in ``Minutes of the board (7K3M-92QD)``, which is how a download names a record."""
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,3})?", re.ASCII)
_HELD = frozenset({"held", "yes", "done", "true", "confirmed"})
_PLANNED = frozenset({"planned", "no", "false", "tentative"})
_CALLED_OFF = frozenset({"called off", "cancelled", "canceled"})
_STATES = ((_HELD, SessionState.HELD), (_PLANNED, SessionState.PLANNED), (_CALLED_OFF, SessionState.CALLED_OFF))

Value = TypeVar("Value")


@dataclass(frozen=True)
class Known:
    """What rows may name: ``pairs`` (reference, mentor_post, mentee_post, first_on, last_on), ``measures`` (reference,
    name), ``evidence`` (reference, title), ``parties`` that take part (organisation_id, name); and when it starts."""

    pairs: Sequence[Any] = ()
    measures: Sequence[Any] = ()
    evidence: Sequence[Any] = ()
    parties: Sequence[Any] = ()
    starts_on: date | None = None


@dataclass(frozen=True)
class Said:
    """One session as a row says it. ``pair``, ``measure`` and ``evidence`` are references; ``steps`` its follow-ups,
    each with the id of its owner. ``reference`` and ``uid_digest`` say which session or event it is, if it is said."""

    state: str
    on_date: date
    minutes: int | None
    topic: str
    pair: str = ""
    people: str = ""
    advice: str = ""
    outcome: str = ""
    measure: str = ""
    evidence: str = ""
    steps: tuple[tuple[NextStep, int], ...] = ()
    reference: str = ""
    uid_digest: str = ""
    called_off_why: str = ""

    @property
    def content(self) -> tuple[Any, ...]:
        """What makes two sessions the same one, if neither says which it is."""
        words = (self.topic, self.people, self.advice, self.outcome, self.called_off_why)
        return self.state, self.on_date, self.minutes, self.pair, *words

    @property
    def meeting(self) -> tuple[Any, ...]:
        """What stays the same when a session is called off."""
        return self.on_date, self.pair, self.topic, self.people


@dataclass(frozen=True)
class Added:
    """What a table would add: the ``new`` sessions; ``off``, those that are planned on the record and called off in the
    table; how many are ``known``: on the record as the table says, or twice in it."""

    new: list[Said] = field(default_factory=list)
    off: list[Said] = field(default_factory=list)
    known: int = 0


def read_session(cells: Mapping[str, str], known: Known, pair: str, unit: str, today: date) -> Said | None:
    """The session of one row: ``pair`` is for a row that names none, ``unit`` what a number alone is as a length.

    ``None`` for one that was called off and cannot be read. Raises ``Invalid`` with a message for each field that is
    wrong. A row that does not say whether it was held was, if its day has come.
    """
    errors: dict[str, str] = {}

    def take(name: str, read: Callable[[str], Value], otherwise: Value) -> Value:
        try:
            return read(cells[name].strip())
        except ValueError as wrong:
            errors[name] = f"It {wrong}"
            return otherwise

    on_date = take("on_date", _day, today)
    said = Said(
        state=take("state", lambda text: _state(text, on_date, today), ""),
        on_date=on_date,
        minutes=take("length", lambda text: _length(text, unit), None),
        topic=take("topic", lambda text: _line(text, required=True), ""),
        pair=take("pair", lambda text: _pair(text, cells, known.pairs, (pair, on_date)), ""),
        people=take("people", _line, ""),
        advice=take("advice", _words, ""),
        outcome=take("outcome", _words, ""),
        measure=take("measure", lambda text: _named(text, known.measures, "name", "measure"), ""),
        evidence=take("evidence", lambda text: _named(text, known.evidence, "title", "evidence"), ""),
        steps=take("follow_up", lambda text: _steps(text, known, on_date, today), ()),
        reference=read_reference(cells["reference"]) or "",
        uid_digest=digest_of(cells["uid"].strip()) if cells["uid"].strip() else "",
        called_off_why=take("called_off_why", _line, ""),
    )
    off = said.state == SessionState.CALLED_OFF
    try:
        _check(said, errors, known, today)
    except Invalid:
        if off:
            return None
        raise
    return said if off else replace(said, called_off_why="")


def _check(said: Said, errors: dict[str, str], known: Known, today: date) -> None:
    if errors:
        raise Invalid(errors)
    check_session(said.state, said.on_date, said.minutes, today, known.starts_on)
    for row in known.pairs:
        if row.reference == said.pair and said.state == SessionState.HELD:
            check_meets(row, said.on_date)


def _day(text: str) -> date:
    try:
        span = read_period(text)
    except ValueError:
        span = None
    if span is None or span.start != span.end:
        raise ValueError("must be a day, like 17 January 2005 or 2005-01-17")
    return span.start


def _state(text: str, on_date: date, today: date) -> str:
    word = text.casefold()
    if not word:
        return str((SessionState.HELD if on_date <= today else SessionState.PLANNED).value)
    for words, state in _STATES:
        if word in words:
            return str(state.value)
    raise ValueError("must be Held, Planned or Called off, or empty")


def _length(text: str, unit: str) -> int | None:
    if not text:
        return None
    return read_length(f"{text} {unit}" if _NUMBER.fullmatch(text) else text)


def _line(text: str, *, required: bool = False) -> str:
    line = normal_line(text)
    if required and not line:
        raise ValueError("must say what the session was about")
    if len(line) > LINE:
        raise ValueError(f"must be {LINE} characters or fewer")
    return line


def _words(text: str) -> str:
    if len(text) > LONGEST_WORDS:
        raise ValueError(f"must be {LONGEST_WORDS:,} characters or fewer")
    return text


def _pair(text: str, cells: Mapping[str, str], pairs: Sequence[Any], told: tuple[str, date]) -> str:
    """The pair by its reference, or by the posts of both its people, or of one if that is enough to tell it; of several
    the one that met on the day. ``told`` is the pair of a row that names none, and the day."""
    otherwise, on_date = told
    posts = [normal_line(cells[name]).casefold() for name in ("mentor", "mentee")]
    if not text and not any(posts):
        return otherwise
    for row in pairs:
        if row.reference == read_reference(text):
            return str(row.reference)
    fits = [
        row
        for row in pairs
        if posts[0] in ("", row.mentor_post.casefold()) and posts[1] in ("", row.mentee_post.casefold())
    ]
    if not any(posts) or not fits:
        raise ValueError("must be a mentoring pair of this arrangement. Add the pair first")
    fits = [row for row in fits if meets_on(row, on_date)] or fits
    if len(fits) > 1:
        raise ValueError("must name one pair: several have these posts. Say it by its reference")
    return str(fits[0].reference)


def _named(text: str, rows: Sequence[Any], name: str, what: str) -> str:
    """The reference of the row that is called ``text``, or has it as its reference."""
    if not text:
        return ""
    if (found := _REFERENCE.search(text)) and any(row.reference == found[1] for row in rows):
        return found[1]
    wanted = normal_line(text).casefold()
    fits = [str(row.reference) for row in rows if wanted in (getattr(row, name).casefold(), row.reference.casefold())]
    if not fits:
        raise ValueError(f"must be a {what} of this arrangement" if what != "evidence" else f"must be {what} of it")
    if len(fits) > 1:
        raise ValueError("must name one: several are called so. Say it by its reference")
    return fits[0]


def _steps(text: str, known: Known, on_date: date, today: date) -> tuple[tuple[NextStep, int], ...]:
    owners = {row.name.casefold(): row.organisation_id for row in known.parties}
    found = []
    for step in read_steps(text):
        owner = owners.get(step.owner.casefold())
        if owner is None:
            raise ValueError(f"must name a party that takes part: “{step.owner}” does not")
        if max(len(step.what), len(step.owner_post)) > LINE:
            raise ValueError(f"must be {LINE} characters or fewer for each follow-up and post")
        try:
            check_follow_up(owner, (on_date, step.due_on, step.done_on), {owner: ()}, today)
        except Invalid as wrong:
            raise ValueError(f"is wrong: {wrong}") from None
        found.append((replace(step, owner=""), owner))
    return tuple(found)


def plan_sessions(said: Iterable[Said], recorded: Iterable[Said], named: Mapping[str, str]) -> Added:
    """Hold sessions against those ``recorded`` on their days; ``named`` has the references and digests of events that
    are on the record on any day, each with the state of its session.

    Of one that comes several times the last word counts. One that says which session or event it is, is known by that,
    and is called off with it; another by its content, as many times as that is on the record, or as the same meeting
    where that is called off in either.
    """
    rows = list(said)
    last = _last_words(rows)
    plan, unnamed = Added(), []
    known = len(rows) - len(last)
    spoken_of = {name for one in last for name in _own_names(one)}
    left: dict[Any, list[Said]] = defaultdict(list)
    for one in recorded:
        if not spoken_of & _own_names(one):
            left[one.content].append(one)
    for one in last:
        states = {named[name] for name in _own_names(one) & named.keys()}
        if states:
            off = one.state == SessionState.CALLED_OFF and states == {SessionState.PLANNED.value}
            known += not off
            plan.off.extend([one] * off)
        elif one.uid_digest:
            plan.new.append(one)
        elif left.get(one.content):
            known += 1
            left[one.content].pop()
        else:
            unnamed.append(one)
    known += _meet(plan, unnamed, (row for same in left.values() for row in same))
    return replace(plan, known=known)


def _meet(plan: Added, unnamed: Iterable[Said], left: Iterable[Said]) -> int:
    """Add to the plan what does not say which session it is: new, or a meeting of those ``left`` on the record that is
    to be called off; how many are known."""
    known = 0
    meetings: dict[Any, list[Said]] = defaultdict(list)
    for row in left:
        meetings[row.meeting].append(row)
    for one in unnamed:
        same = _same_meeting(one, meetings.get(one.meeting, []))
        if same is None:
            plan.new.append(one)
            continue
        meetings[one.meeting].remove(same)
        if same.state == SessionState.PLANNED:
            plan.off.append(replace(one, reference=same.reference))
        else:
            known += 1
    return known


def _own_names(one: Said) -> set[str]:
    return {one.reference, one.uid_digest} - {""}


def _last_words(rows: Iterable[Said]) -> list[Said]:
    """Each session or event once, in the place of its first row: as the last row says it, or called off by a later row
    that does not say which it is."""
    found: list[Said] = []
    places: dict[Any, int] = {}
    for one in rows:
        names = _own_names(one)
        planned = (one.meeting,)
        at = next((places[name] for name in names if name in places), None)
        if not names and one.state == SessionState.CALLED_OFF:
            at = places.pop(planned, None)
        if at is None:
            at = len(found)
            found.append(one)
        found[at] = one
        places |= dict.fromkeys(names, at)
        if not names and one.state == SessionState.PLANNED:
            places[planned] = at
    return found


def _same_meeting(one: Said, left: Iterable[Said]) -> Said | None:
    """Which of those ``left`` of its meeting on the record ``one`` is, where either is called off: one called off
    before one planned, and that before one held."""
    order = [SessionState.CALLED_OFF, SessionState.PLANNED, SessionState.HELD]
    off = one.state == SessionState.CALLED_OFF
    fits = [row for row in left if off or row.state == SessionState.CALLED_OFF]
    return min(fits, key=lambda row: order.index(SessionState(row.state)), default=None)
