"""Mentoring pairs and the visits that are expected."""

from dataclasses import fields, replace
from datetime import date
from typing import Any

from portal import ledger
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import Pair, write
from portal.features.arrangements.actions.terms import changing, fresh
from portal.features.arrangements.models import (
    Arrangement,
    MentoringPair,
    MentoringSession,
)
from portal.features.arrangements.rules import checks


def add_pair(arrangement: Arrangement, pair: Pair) -> MentoringPair:
    """Add who mentors whom. Raises ``Invalid``."""
    with changing(arrangement) as held:
        checks.check_pair(pair, queries.workings(held).roles)
        row = MentoringPair(access_list_id=held.inner_list_id, arrangement_id=held.id, **pair.__dict__)
        db.session.add(row)
        ledger.record("pair.added", row, _pair(held, pair))
    return row


def change_pair(arrangement: Arrangement, reference: str, version: int | None, pair: Pair) -> None:
    """Change who mentors whom; its posts stay once a session of it was held. Raises ``Invalid``, ``Conflict``,
    ``NotFound``."""
    with changing(arrangement) as held:
        checks.check_pair(pair, queries.workings(held).roles)
        row = fresh(MentoringPair, held, reference, version)
        _check_met(row, pair)
        write(row, pair)
        ledger.record("pair.changed", row, _pair(held, pair))


def end_pair(arrangement: Arrangement, reference: str, version: int | None, last_on: date) -> None:
    """Say its last day, also of a pair of a party that left. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        row = fresh(MentoringPair, held, reference, version)
        ended = replace(_facts(row), last_on=last_on)
        checks.check_days(ended.first_on, ended.last_on)
        _check_met(row, ended)
        write(row, ended)
        ledger.record("pair.changed", row, _pair(held, ended))


def _facts(row: MentoringPair) -> Pair:
    return Pair(**{one.name: getattr(row, one.name) for one in fields(Pair)})


def _check_met(row: MentoringPair, pair: Pair) -> None:
    if met := queries.days_met(row):
        checks.check_meets_all(pair.first_on, pair.last_on, met)
        checks.check_same_posts(row, pair)


def remove_pair(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a pair out. Raises ``NotFound``, ``Conflict``; ``RuleBroken`` once it has sessions."""
    with changing(arrangement) as held:
        row = fresh(MentoringPair, held, reference, version)
        if queries.has_rows(MentoringSession, MentoringSession.pair_id, row.id):
            raise RuleBroken("", "Sessions of this pair are on the record, so it stays. Give it a last day instead")
        ledger.record("pair.removed", row, {"arrangement": held.reference})
        db.session.delete(row)


def _pair(held: Arrangement, pair: Pair) -> dict[str, Any]:
    month = pair.days_per_month
    return {
        "arrangement": held.reference,
        "mentor_post": pair.mentor_post,
        "mentee_post": pair.mentee_post,
        "days_per_month": None if month is None else str(month),
        "first_on": pair.first_on,
        "last_on": pair.last_on,
    }


def set_visits(arrangement: Arrangement, version: int | None, rhythm: str, visits_per_month: int | None) -> None:
    """Say how often people are expected to visit. Raises ``Conflict``."""
    with changing(arrangement, version) as held:
        held.rhythm, held.visits_per_month = rhythm, visits_per_month
        if db.session.is_modified(held):
            facts = {"visits_per_month": visits_per_month}
            ledger.record("arrangement.paced", held, facts, told_on=held.inner_list_id)
