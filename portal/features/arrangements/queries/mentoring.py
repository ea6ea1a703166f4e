"""Mentoring: pairs, sessions, and days delivered, summed in the database."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, cast, extract, func, or_, select

from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.core.text import spellings
from portal.data import PAGE_SIZE, Page, bundle, db, page_by_key
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    FollowUp,
    Measure,
    MentoringPair,
    MentoringSession,
    Party,
    PartyRole,
    Role,
    SessionState,
)
from portal.features.arrangements.queries.follow_ups import follow_ups_where
from portal.features.arrangements.queries.parties import Parts
from portal.features.arrangements.queries.workings import money_parts
from portal.features.arrangements.rules.session_rows import Said
from portal.features.evidence import Evidence
from portal.features.organisations import Organisation

MOST_MONTHS = 240
MOST_LATE = 5
MOST_CHOICES = 50
MOST_FOLLOW_UPS = 50
MOST_SHOWN = 25
AT_A_TIME = 500

_SESSION = (
    MentoringSession.reference.label("reference"),
    MentoringSession.pair_id,
    MentoringSession.state,
    MentoringSession.on_date,
    MentoringSession.minutes,
    MentoringSession.people,
    MentoringSession.topic,
    MentoringSession.advice,
    MentoringSession.outcome,
    MentoringSession.called_off_why,
    MentoringSession.logged_by_id,
)


@dataclass(frozen=True)
class SessionFilter:
    """What a list of sessions is narrowed to; an empty word does not narrow. ``pair`` is a reference, ``month`` its
    first day, ``text`` part of the topic, the advice or what came of it."""

    pair: str = ""
    state: str = ""
    month: date | None = None
    text: str = ""


def sessions_of(arrangement_id: Any) -> Any:
    """A SELECT of an arrangement's sessions, in no order."""
    return select(*_SESSION).where(MentoringSession.arrangement_id == arrangement_id)


def newest_session(arrangement: Arrangement, organisation_id: int) -> Any:
    """The session that an organisation logged last, to be repeated, or ``None``."""
    return db.session.execute(
        sessions_of(arrangement.id)
        .where(MentoringSession.logged_by_id == organisation_id)
        .order_by(MentoringSession.id.desc())
        .limit(1)
    ).one_or_none()


def sessions_page(
    arrangement: Arrangement,
    wanted: SessionFilter,
    arguments: Mapping[str, str],
    size: int = PAGE_SIZE,
    *,
    oldest_first: bool = False,
) -> Page:
    """An arrangement's sessions, newest first unless asked otherwise, with the measure and evidence of each."""
    listed = (
        sessions_of(arrangement.id)
        .add_columns(
            MentoringSession.id,
            Measure.name.label("measure"),
            Measure.reference.label("measure_reference"),
            Evidence.title.label("evidence"),
            Evidence.reference.label("evidence_reference"),
        )
        .outerjoin(Measure, Measure.id == MentoringSession.measure_id)
        .outerjoin(Evidence, Evidence.id == MentoringSession.evidence_id)
        .where(*_conditions(wanted))
    )
    key = (MentoringSession.on_date, MentoringSession.id)
    return page_by_key(db.session(), listed, key, MentoringSession.reference, arguments, size, ascending=oldest_first)


def _conditions(wanted: SessionFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.pair:
        pair = select(MentoringPair.id).where(MentoringPair.reference == wanted.pair)
        found.append(MentoringSession.pair_id == pair.scalar_subquery())
    if wanted.state:
        found.append(MentoringSession.state == wanted.state)
    if wanted.month:
        last = wanted.month.replace(day=monthrange(wanted.month.year, wanted.month.month)[1])
        found.append(MentoringSession.on_date.between(wanted.month, last))
    if wanted.text:
        texts = (MentoringSession.topic, MentoringSession.advice, MentoringSession.outcome)
        found.append(
            or_(*(text.icontains(words, autoescape=True) for text in texts for words in spellings(wanted.text)))
        )
    return found


def pairs_of(arrangement: Arrangement) -> Sequence[Any]:
    """Mentoring pairs in the order they were added: id, reference, mentor_post, mentee_post, first_on, last_on."""
    return db.session.execute(_pairs(arrangement)).all()


def _pairs(arrangement: Arrangement) -> Select[*tuple[Any, ...]]:
    return (
        select(
            MentoringPair.id,
            MentoringPair.reference,
            MentoringPair.mentor_post,
            MentoringPair.mentee_post,
            MentoringPair.first_on,
            MentoringPair.last_on,
        )
        .where(MentoringPair.arrangement_id == arrangement.id)
        .order_by(MentoringPair.id)
    )


def days_met(pair: MentoringPair) -> tuple[date, date] | None:
    """The days of the earliest and the latest session of a pair that was held, if one was."""
    asked = select(func.min(MentoringSession.on_date), func.max(MentoringSession.on_date)).where(
        MentoringSession.pair_id == pair.id, MentoringSession.state == SessionState.HELD.value
    )
    first, last = db.session.execute(asked).one()
    return None if first is None else (first, last)


def session_choices(arrangement: Arrangement) -> Mapping[str, Sequence[Any]]:
    """What a list of sessions is filtered by: its ``pairs``, and the ``months`` (year, month) that have sessions."""
    year, month = _year_month()
    months = (
        select(year.label("year"), month.label("month"))
        .where(MentoringSession.arrangement_id == arrangement.id)
        .group_by(year, month)
        .order_by(year.desc(), month.desc())
        .limit(MOST_MONTHS)
    )
    return bundle(db.session(), {"pairs": _pairs(arrangement), "months": months})


def logging_choices(
    arrangement: Arrangement, also: int | None = None, most: int = MOST_CHOICES
) -> Mapping[str, Sequence[Any]]:
    """What the form of a session offers: ``pairs``, ``measures``, ``evidence`` (the newest, and the one that is
    ``also`` chosen) and ``parties`` that take part."""
    observes = select(PartyRole.party_id).where(PartyRole.party_id == Party.id, PartyRole.role == Role.OBSERVER.value)
    parts: Parts = {
        "pairs": _pairs(arrangement),
        "measures": select(Measure.id, Measure.reference, Measure.name)
        .where(Measure.arrangement_id == arrangement.id)
        .order_by(Measure.id),
        "evidence": _evidence(arrangement).order_by((Evidence.id == also).desc(), Evidence.id.desc()).limit(most),
        "parties": select(Party.organisation_id, Organisation.reference, Organisation.name)
        .join(Organisation, Organisation.id == Party.organisation_id)
        .where(Party.arrangement_id == arrangement.id, Party.left_on.is_(None), ~observes.exists())
        .order_by(Party.id),
    }
    return bundle(db.session(), parts)


def _evidence(arrangement: Arrangement) -> Select[*tuple[Any, ...]]:
    return (
        select(Evidence.id, Evidence.reference, Evidence.title)
        .join(ArrangementEvidence, ArrangementEvidence.evidence_id == Evidence.id)
        .where(
            or_(
                ArrangementEvidence.arrangement_id == arrangement.id,
                ArrangementEvidence.inner_arrangement_id == arrangement.id,
            )
        )
    )


def evidence_of(arrangement: Arrangement, reference: str) -> int:
    """The id of a piece of evidence of this arrangement. Raises ``NotFound``, also for another arrangement's."""
    found = db.session.execute(_evidence(arrangement).where(Evidence.reference == read_reference(reference))).first()
    if found is None:
        raise NotFound
    return int(found.id)


def session_by_id(session_id: int) -> MentoringSession:
    """The session that a follow-up belongs to. Raises ``NotFound``."""
    found = db.session.scalar(select(MentoringSession).where(MentoringSession.id == session_id))
    if found is None:
        raise NotFound
    return found


def session_parts(session: MentoringSession) -> Mapping[str, Sequence[Any]]:
    """What stands beside a session: its ``pair``, ``measure``, ``evidence``, who ``logged`` it, and ``follow_ups``."""
    parts: Parts = {
        "pair": select(
            MentoringPair.mentor_id,
            MentoringPair.mentor_post,
            MentoringPair.mentor_person,
            MentoringPair.mentee_id,
            MentoringPair.mentee_post,
            MentoringPair.mentee_person,
        ).where(MentoringPair.id == session.pair_id),
        "measure": select(Measure.reference, Measure.name).where(Measure.id == session.measure_id),
        "evidence": select(Evidence.reference, Evidence.title).where(Evidence.id == session.evidence_id),
        "logged": select(Organisation.name).where(Organisation.id == session.logged_by_id),
        "follow_ups": follow_ups_where(FollowUp.session_id == session.id).order_by(FollowUp.id).limit(MOST_FOLLOW_UPS),
    }
    return bundle(db.session(), parts)


def sessions_shown_by(evidence_id: Any) -> Any:
    """A SELECT of the newest sessions that a piece of evidence shows, with their arrangement."""
    return (
        select(
            Arrangement.reference,
            Arrangement.title,
            MentoringSession.reference.label("session"),
            MentoringSession.topic,
            MentoringSession.on_date,
        )
        .join(Arrangement, Arrangement.id == MentoringSession.arrangement_id)
        .where(MentoringSession.evidence_id == evidence_id)
        .order_by(MentoringSession.on_date.desc(), MentoringSession.id.desc())
        .limit(MOST_SHOWN)
    )


def late_parts(arrangement_id: Any, today: Any) -> Parts:
    """What is late in an arrangement: ``late_follow_ups`` that are not done, and planned sessions ``unlogged``."""
    return {
        "late_follow_ups": follow_ups_where(
            FollowUp.arrangement_id == arrangement_id, FollowUp.done_on.is_(None), FollowUp.due_on < today
        )
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(MOST_LATE + 1),
        "unlogged": select(
            MentoringSession.reference.label("reference"), MentoringSession.topic, MentoringSession.on_date
        )
        .where(
            MentoringSession.arrangement_id == arrangement_id,
            MentoringSession.state == SessionState.PLANNED.value,
            MentoringSession.on_date < today,
        )
        .order_by(MentoringSession.on_date, MentoringSession.id)
        .limit(MOST_LATE + 1),
    }


def days_parts(arrangement: Arrangement) -> Mapping[str, Sequence[Any]]:
    """What the page of days reads, summed in the database.

    ``months`` (year, month, minutes, sessions) of sessions held, the newest first; ``pairs`` with their plan and what
    was held; ``loose``: the same of sessions without a pair; ``money``, ``shares``; ``parties``, and which mentor.
    """
    year, month = _year_month()
    minutes = cast(func.coalesce(func.sum(MentoringSession.minutes), 0), Integer).label("minutes")
    count = func.count(MentoringSession.id).label("sessions")
    held = (
        MentoringSession.arrangement_id == arrangement.id,
        MentoringSession.state == SessionState.HELD.value,
    )
    of_pair = (
        select(MentoringSession.pair_id, minutes, count).where(*held).group_by(MentoringSession.pair_id).subquery()
    )
    parts: Parts = {
        "months": select(year.label("year"), month.label("month"), minutes, count)
        .where(*held)
        .group_by(year, month)
        .order_by(year.desc(), month.desc())
        .limit(MOST_MONTHS),
        "pairs": select(
            MentoringPair.mentor_id,
            MentoringPair.mentor_post,
            MentoringPair.mentee_post,
            MentoringPair.rhythm,
            MentoringPair.days_per_month,
            MentoringPair.first_on,
            MentoringPair.last_on,
            func.coalesce(of_pair.c.minutes, 0).label("minutes"),
            func.coalesce(of_pair.c.sessions, 0).label("sessions"),
        )
        .outerjoin(of_pair, of_pair.c.pair_id == MentoringPair.id)
        .where(MentoringPair.arrangement_id == arrangement.id)
        .order_by(MentoringPair.id),
        "loose": select(minutes, count).where(*held, MentoringSession.pair_id.is_(None)),
        **{name: part for name, part in money_parts(arrangement.id).items() if name in ("money", "shares")},
        "parties": select(Party.organisation_id, Organisation.name, PartyRole.role.label("mentors"))
        .join(Organisation, Organisation.id == Party.organisation_id)
        .outerjoin(PartyRole, (PartyRole.party_id == Party.id) & (PartyRole.role == Role.MENTOR.value))
        .where(Party.arrangement_id == arrangement.id)
        .order_by(Party.id),
    }
    return bundle(db.session(), parts)


def _year_month() -> tuple[ColumnElement[int], ColumnElement[int]]:
    day = MentoringSession.on_date
    return cast(extract("year", day), Integer), cast(extract("month", day), Integer)


def recorded_sessions(arrangement: Arrangement, first: date, last: date) -> list[Said]:
    """The sessions of these days as rows of a table would say them, their pair by reference."""
    rows = db.session.execute(
        sessions_of(arrangement.id)
        .add_columns(MentoringPair.reference.label("pair"), MentoringSession.uid_digest)
        .outerjoin(MentoringPair, MentoringPair.id == MentoringSession.pair_id)
        .where(MentoringSession.on_date.between(first, last))
        .order_by(MentoringSession.id)
    )
    names = ("state", "on_date", "minutes", "topic", "people", "advice", "outcome", "called_off_why", "reference")
    return [
        Said(**{name: getattr(row, name) for name in names}, pair=row.pair or "", uid_digest=row.uid_digest or "")
        for row in rows
    ]


def sessions_by_name(arrangement: Arrangement, names: Sequence[str]) -> Sequence[MentoringSession]:
    """The planned sessions of this arrangement that have one of ``names``, in the order they were added."""
    found: dict[int, MentoringSession] = {}
    for start in range(0, len(names), AT_A_TIME):
        some = names[start : start + AT_A_TIME]
        asked = select(MentoringSession).where(
            MentoringSession.arrangement_id == arrangement.id,
            MentoringSession.state == SessionState.PLANNED.value,
            or_(MentoringSession.reference.in_(some), MentoringSession.uid_digest.in_(some)),
        )
        found.update((row.id, row) for row in db.session.scalars(asked))
    return [found[key] for key in sorted(found)]


def sessions_named(arrangement: Arrangement, names: Sequence[str]) -> dict[str, str]:
    """Those of ``names`` (references, digests of events of a calendar) that sessions of this arrangement have, each
    with the state of its session."""
    found: dict[str, str] = {}
    for start in range(0, len(names), AT_A_TIME):
        some = names[start : start + AT_A_TIME]
        for column in (MentoringSession.reference, MentoringSession.uid_digest):
            asked = select(column, MentoringSession.state).where(column.in_(some))
            rows = db.session.execute(asked.where(MentoringSession.arrangement_id == arrangement.id))
            found.update((name, state) for name, state in rows if name)
    return found
