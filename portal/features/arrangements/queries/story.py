"""What the page of an arrangement reads: the whole story in one statement."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import func, or_, select

from portal.access import who_can_see
from portal.core import clock
from portal.data import AccessList, db, lasting
from portal.features.arrangements.models import (
    Arrangement,
    ArrangementEvidence,
    Confirmation,
    DifferingFigure,
    Measure,
    MentoringSession,
    Reading,
    SessionState,
    TermsVersion,
)
from portal.features.arrangements.queries.workings import (
    Parts,
    PartyLine,
    agreed_parts,
    names_by_id,
    party_lines,
    party_parts,
)
from portal.features.arrangements.rules.lifecycle import Standing, Word, must_confirm, standing
from portal.features.arrangements.rules.sums import totals_by_payer, whole
from portal.features.arrangements.rules.words import event_words, pace_words, upper_first
from portal.features.evidence import Evidence
from portal.ledger import LedgerEntry, LedgerPayload
from portal.ledger.telling import sentence, subjects
from portal.panels import Filled, Slot, about, read_with_panels

NEWEST_SESSIONS = 25
NEWEST_READINGS = 3
NEWEST_EVENTS = 20
NEWEST_EVIDENCE = 25
MOST_VERSIONS = 50
MOST_WORDS = 200

_ID = about("id")


@dataclass(frozen=True)
class Event:
    """One line of the timeline."""

    title: str
    at: Any
    by: str
    words: str = ""
    href: str = ""


@dataclass(frozen=True)
class Story:
    """The rows of the page. Without ``inner`` (an observer) there is no money, session, pair or confirmation in it."""

    arrangement: Arrangement
    parties: Sequence[PartyLine]
    rows: Mapping[str, Sequence[Any]]
    panels: Sequence[Filled]
    names: Mapping[int, str]
    grants: Sequence[dict[str, Any]]

    @property
    def inner(self) -> bool:
        """Whether the viewer's organisation is on the inner list too."""
        return bool(self.rows.get("inside"))

    @property
    def standing(self) -> Standing:
        """Where the confirmations stand."""
        said = [(row.organisation_id, Word(row.terms_number, row.decision)) for row in reversed(self.rows["said"])]
        changed = {row.number: row.changed.split(",") if row.changed else [] for row in self.rows["versions"]}
        asked = [party.organisation_id for party in self.parties if must_confirm(party.roles)]
        return standing(self.arrangement.terms_number, asked, said, changed)

    @property
    def comments(self) -> dict[int, str]:
        """What each party said with its newest word on this version."""
        number = self.arrangement.terms_number
        return (
            {row.organisation_id: row.comment for row in reversed(self.rows["said"]) if row.terms_number == number}
            if self.inner
            else {}
        )

    @property
    def pairs(self) -> dict[int, Any]:
        """Mentoring pairs by id."""
        return {row.id: row for row in self.rows["pairs"]}

    @property
    def pace(self) -> str:
        """How many sessions were held in the month up to the newest one, beside what was expected."""
        held = [row.on_date for row in self.rows["sessions"] if row.state == SessionState.HELD]
        return pace_words(held, self.arrangement.visits_per_month, NEWEST_SESSIONS)

    @property
    def has_observers(self) -> bool:
        """Whether anybody only watches."""
        return any(party.observes for party in self.parties)

    def overdue(self, target: Any) -> bool:
        """Whether a target's day has passed without a reading."""
        return target.read_on is None and bool(target.due_on < clock.today())

    @property
    def totals(self) -> list[tuple[str, int]]:
        """(payers, pence)."""
        return [
            (" and ".join(self.names[payer] for payer in payers), pence)
            for payers, pence in totals_by_payer(self.rows["money"])
        ]

    @property
    def whole(self) -> int:
        """All money agreed, in pence."""
        return whole(self.rows["money"])

    @property
    def timeline(self) -> list[Event]:
        """The newest events of both lists, newest first."""
        rows = sorted(
            [*self.rows["outer_events"], *self.rows.get("inner_events", ())], key=lambda row: row.id, reverse=True
        )
        return [
            Event(_said(row), row.recorded_at, self.names.get(row.organisation_id, "")) for row in rows[:NEWEST_EVENTS]
        ]


def _said(row: Any) -> str:
    if words := event_words(row.action, json.loads(row.body) if row.body else {}):
        return words
    told, subject = sentence(row.action), subjects().get(row.subject_type)
    noun = subject.noun if subject else "this"
    said = told.before if told.before.endswith(noun) else f"{told.before} {noun}"
    return f"{upper_first(said)}{told.after}"


def story(arrangement: Arrangement, *, outside: bool = False) -> Story:
    """Everything the page shows, in three statements whatever there is of it.

    ``outside``: the viewer is known not to be on the inner list, so nothing there is asked for.
    """
    parts = _outer_parts() if outside else {**_outer_parts(), **_inner_parts()}
    rows, panels = read_with_panels(Slot.ARRANGEMENT, arrangement, parts)
    parties = party_lines(rows)
    grants = who_can_see(arrangement.access_list_id)
    names = {party.organisation_id: party.name for party in parties}
    names |= names_by_id(_others(rows, grants, set(names) | {arrangement.registered_by_id}))
    return Story(arrangement, parties, rows, panels, names, [_entry(grant, names) for grant in grants])


def _entry(grant: Any, names: Mapping[int, str]) -> dict[str, Any]:
    return {
        "organisation_name": names.get(grant.organisation_id, ""),
        "role": grant.role,
        "reason": grant.reason,
        "starts_at": grant.starts_at,
        "ends_at": grant.ends_at,
    }


def _others(rows: Mapping[str, Sequence[Any]], grants: Iterable[Any], known: set[int]) -> set[int]:
    found = {grant.organisation_id for grant in grants} | known
    for name, column in (
        ("outer_events", "organisation_id"),
        ("inner_events", "organisation_id"),
        ("said", "organisation_id"),
        ("figures", "stated_by_id"),
        ("sessions", "logged_by_id"),
        ("readings", "recorded_by_id"),
        ("evidence", "organisation_id"),
    ):
        found |= {getattr(row, column) for row in rows.get(name, ())}
    return found


@cache
def _outer_parts() -> Parts:
    agreed = agreed_parts(_ID)
    numbered = (
        select(
            Reading.measure_id,
            Reading.reference,
            Reading.value,
            Reading.label,
            Reading.on_date,
            Reading.source,
            Reading.recorded_by_id,
            func.row_number()
            .over(partition_by=Reading.measure_id, order_by=(Reading.on_date.desc(), Reading.id.desc()))
            .label("place"),
        )
        .join(Measure, Measure.id == Reading.measure_id)
        .where(Measure.arrangement_id == _ID)
        .subquery()
    )
    parts = {
        **party_parts(_ID),
        "measures": agreed["measures"],
        "targets": agreed["targets"],
        "readings": select(*(numbered.c[name] for name in _READING), Measure.reference.label("measure"))
        .join(Measure, Measure.id == numbered.c.measure_id)
        .where(numbered.c.place <= NEWEST_READINGS)
        .order_by(numbered.c.measure_id, numbered.c.place),
        "evidence": select(
            Evidence.reference,
            Evidence.title,
            Evidence.period_from,
            Evidence.period_to,
            Evidence.latest,
            Evidence.organisation_id,
            Evidence.created_at,
        )
        .join(ArrangementEvidence, ArrangementEvidence.evidence_id == Evidence.id)
        .where(
            or_(
                ArrangementEvidence.arrangement_id == _ID,
                ArrangementEvidence.inner_arrangement_id == _ID,
            )
        )
        .order_by(Evidence.created_at.desc(), Evidence.id.desc())
        .limit(NEWEST_EVIDENCE),
        "outer_events": _events(about("access_list_id")),
    }
    return _kept(parts)


def _kept(parts: Parts) -> Parts:
    return {name: lasting(part) for name, part in parts.items()}


_READING = ("value", "label", "on_date", "source", "recorded_by_id")


@cache
def _inner_parts() -> Parts:
    agreed = agreed_parts(_ID)
    parts = {
        "inside": select(AccessList.id).where(AccessList.id == about("inner_list_id")),
        "money": agreed["money"],
        "pairs": agreed["pairs"],
        "figures": select(
            DifferingFigure.money_flow_id,
            DifferingFigure.pence,
            DifferingFigure.period,
            DifferingFigure.source,
            DifferingFigure.note,
            DifferingFigure.stated_by_id,
            DifferingFigure.created_at,
        )
        .where(DifferingFigure.arrangement_id == _ID)
        .order_by(DifferingFigure.id),
        "sessions": sessions_of(_ID)
        .order_by(MentoringSession.on_date.desc(), MentoringSession.id.desc())
        .limit(NEWEST_SESSIONS + 1),
        "said": select(
            Confirmation.organisation_id,
            Confirmation.terms_number,
            Confirmation.decision,
            Confirmation.comment,
            Confirmation.created_at,
        )
        .where(Confirmation.arrangement_id == _ID)
        .order_by(Confirmation.id.desc())
        .limit(MOST_WORDS),
        "versions": select(TermsVersion.number, TermsVersion.changed, TermsVersion.created_at)
        .where(TermsVersion.arrangement_id == _ID)
        .order_by(TermsVersion.number.desc())
        .limit(MOST_VERSIONS),
        "inner_events": _events(about("inner_list_id")),
    }
    return _kept(parts)


def sessions_of(arrangement_id: Any) -> Any:
    """A SELECT of an arrangement's sessions, in no order."""
    return select(
        MentoringSession.reference.label("reference"),
        MentoringSession.pair_id,
        MentoringSession.state,
        MentoringSession.on_date,
        MentoringSession.minutes,
        MentoringSession.people,
        MentoringSession.topic,
        MentoringSession.outcome,
        MentoringSession.logged_by_id,
    ).where(MentoringSession.arrangement_id == arrangement_id)


def _events(access_list_id: Any) -> Any:
    return (
        select(
            LedgerEntry.id,
            LedgerEntry.action,
            LedgerEntry.subject_type,
            LedgerEntry.recorded_at,
            LedgerEntry.organisation_id,
            LedgerPayload.body,
        )
        .outerjoin(LedgerPayload, LedgerPayload.entry_id == LedgerEntry.id)
        .where(LedgerEntry.access_list_id == access_list_id)
        .order_by(LedgerEntry.sequence.desc())
        .limit(NEWEST_EVENTS)
    )


def newest_session(arrangement: Arrangement, organisation_id: int) -> Any:
    """The session that an organisation logged last, to be repeated, or ``None``."""
    return db.session.execute(
        sessions_of(arrangement.id)
        .where(MentoringSession.logged_by_id == organisation_id)
        .order_by(MentoringSession.on_date.desc(), MentoringSession.id.desc())
        .limit(1)
    ).one_or_none()
