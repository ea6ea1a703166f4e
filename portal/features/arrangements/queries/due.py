"""What falls due of arrangements, for ``portal.due``: what waits for the viewer's organisation, and what has a day."""

from typing import Any

from sqlalchemy import Select, func, literal, or_, select, true
from sqlalchemy.orm import aliased

from portal.data import at_most, days_after, db
from portal.data.narrow import begin_with, few
from portal.due import MINE, Beginning
from portal.features.arrangements.models import (
    RUNNING,
    UNDER_WAY,
    UNDER_WAY_WORDS,
    Arrangement,
    AskedConfirmation,
    FollowUp,
    Governance,
    Measure,
    MentoringSession,
    Milestone,
    Party,
    PartyRole,
    Role,
    SessionState,
    State,
    Target,
)
from portal.features.arrangements.rules.watch import LONGEST_WAIT

Selected = Select[*tuple[Any, ...]]

_NOTHING = literal("")


def _columns(model: Any, due_on: Any, what: Any = _NOTHING, row: Any = _NOTHING) -> Selected:
    return select(
        model.id.label("id"),
        model.reference.label("key"),
        due_on.label("due_on"),
        what.label("what"),
        Arrangement.title.label("title"),
        Arrangement.reference.label("reference"),
        row.label("row"),
    )


def _in_it(statement: Selected, *conditions: Any) -> Selected:
    """Of arrangements that the viewer's organisation is in, be it only to watch, and that fit the ``conditions``."""
    return statement.where(_our_party(*conditions))


def _taking_part(statement: Selected, *conditions: Any) -> Selected:
    """Of arrangements in which the viewer's organisation does more than watch, and that fit the ``conditions``."""
    watches = select(PartyRole.party_id).where(PartyRole.party_id == Party.id, PartyRole.role == Role.OBSERVER.value)
    return statement.where(_our_party(~watches.exists(), *conditions))


def _our_party(*more: Any) -> Any:
    """As the walls ask, row by row, and so with all conditions on the arrangement: PostgreSQL, which would think that
    hardly a row fits them, then begins with the few days that are near and not with every party."""
    ours = select(true()).where(
        Party.arrangement_id == Arrangement.id, Party.organisation_id == MINE, Party.left_on.is_(None), *more
    )
    return ours.limit(at_most(1)).correlate(Arrangement).scalar_subquery()


def _beginning(of: Any, arrangements: Selected) -> Beginning:
    """With the ``arrangements`` whose column ``of`` names the organisation, if they are few."""

    def add(statement: Selected, dialect: str) -> Selected:
        return statement.where(begin_with(Arrangement.id, arrangements, dialect))

    return Beginning(lambda: few(db.session(), Arrangement, of), add)


_Led = aliased(Arrangement)
BEGINS = _beginning(Party.organisation_id, select(Party.arrangement_id).where(Party.organisation_id == MINE))
BEGINS_WITH_LED = _beginning(
    Arrangement.registered_by_id,
    select(_Led.id).where(or_(_Led.registered_by_id == MINE, _Led.passed_to_id == MINE)),
)


def _in_states(states: Any) -> Any:
    return Arrangement.state.in_(sorted(state.value for state in states))


def _reviews() -> Selected:
    day = Governance.next_review_on
    of = _columns(Arrangement, day).join(Governance, Governance.arrangement_id == Arrangement.id)
    return of.where(day.is_not(None))


def _reviews_under_way() -> Selected:
    day = Arrangement.review_due_on
    return _columns(Arrangement, day).where(day.is_not(None))


def _notices() -> Selected:
    day = Governance.notice_on
    of = _columns(Arrangement, day).join(Governance, Governance.arrangement_id == Arrangement.id)
    return of.where(day.is_not(None))


def _ends() -> Selected:
    """Apart from those that were given notice, so that each is found by the index of its own day."""
    day = Arrangement.ends_on
    return _columns(Arrangement, day).where(day.is_not(None))


def _ends_after_notice() -> Selected:
    day = Arrangement.ending_on
    return _columns(Arrangement, day).where(day.is_not(None))


def _milestones() -> Selected:
    of = _columns(Milestone, Milestone.due_on, Milestone.name)
    return of.join(Arrangement, Arrangement.id == Milestone.arrangement_id)


def _targets() -> Selected:
    return (
        _columns(Target, Target.due_on, Measure.name, Measure.reference)
        .join(Measure, Measure.id == Target.measure_id)
        .join(Arrangement, Arrangement.id == Measure.arrangement_id)
        .where(Target.replaced_on.is_(None))
    )


def _sessions(row: Any = _NOTHING) -> Selected:
    of = _columns(MentoringSession, MentoringSession.on_date, MentoringSession.topic, row)
    return of.join(Arrangement, Arrangement.id == MentoringSession.arrangement_id)


_TO_REVIEW = _in_states(UNDER_WAY - {State.UNDER_REVIEW})
_REVIEWED = _in_states({State.UNDER_REVIEW})
_GOES_ON = _in_states({State.ACTIVE, State.UNDER_REVIEW})
_RUNS = _in_states(RUNNING - {State.ENDING})
_NOTICED = _in_states({State.ENDING})
_UNDER_WAY = Arrangement.state.in_(UNDER_WAY_WORDS)
_LED = func.coalesce(Arrangement.passed_to_id, Arrangement.registered_by_id) == MINE

REVIEWS, REVIEWS_DATED = _taking_part(_reviews(), _TO_REVIEW), _in_it(_reviews(), _TO_REVIEW)
REVIEWS_UNDER_WAY = _taking_part(_reviews_under_way(), _REVIEWED)
REVIEWS_UNDER_WAY_DATED = _in_it(_reviews_under_way(), _REVIEWED)
NOTICES_DATED = _in_it(_notices(), _GOES_ON)


def notices(today: Any) -> Selected:
    """Last days to give notice that have not passed: after it there is nothing to be done."""
    return _taking_part(_notices(), _GOES_ON).where(today <= Governance.notice_on)


ENDS, ENDS_DATED = _taking_part(_ends(), _RUNS), _in_it(_ends(), _RUNS)
ENDINGS, ENDINGS_DATED = _taking_part(_ends_after_notice(), _NOTICED), _in_it(_ends_after_notice(), _NOTICED)
MILESTONES = _in_it(_milestones(), _LED, _UNDER_WAY).where(Milestone.reached_on.is_(None))
MILESTONES_DATED = _in_it(_milestones())
TARGETS = _targets().where(Target.set_by_id == MINE, Target.read_on.is_(None), _UNDER_WAY)
TARGETS_DATED = _in_it(_targets())
SESSIONS = _sessions().where(
    MentoringSession.logged_by_id == MINE,
    MentoringSession.state == SessionState.PLANNED.value,
    _UNDER_WAY,
)
SESSIONS_DATED = _in_it(_sessions(MentoringSession.state))
FOLLOW_UPS = (
    _columns(FollowUp, FollowUp.due_on, FollowUp.what, MentoringSession.reference)
    .join(Arrangement, Arrangement.id == FollowUp.arrangement_id)
    .join(MentoringSession, MentoringSession.id == FollowUp.session_id)
    .where(FollowUp.owner_id == MINE, FollowUp.done_on.is_(None), _UNDER_WAY)
)
CONFIRMATIONS = (
    _columns(Arrangement, days_after(AskedConfirmation.created_at, LONGEST_WAIT.days))
    .join(AskedConfirmation, AskedConfirmation.arrangement_id == Arrangement.id)
    .where(AskedConfirmation.organisation_id == MINE)
)
