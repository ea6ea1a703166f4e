"""Every way of narrowing arrangements, for the list and all that shows the same otherwise."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, exists, false, or_, select
from sqlalchemy.orm import aliased

from portal.access import current_viewer
from portal.core import clock
from portal.data import BigId, db, fixed_word
from portal.data.narrow import FAR, dialect_of, few, on_viewers_lists
from portal.features.arrangements.models import (
    UNDER_WAY_WORDS,
    Arrangement,
    ArrangementService,
    CheckSummary,
    Confirmation,
    DifferingFigure,
    Party,
    PartyRole,
    Role,
)
from portal.features.arrangements.queries.disputes import DISPUTED
from portal.features.arrangements.queries.parties import takes_part
from portal.features.arrangements.queries.titles import begins_with_word, has_word, rarest
from portal.features.arrangements.rules.filters import GOING, OVER, Filter, last_day_by
from portal.features.arrangements.rules.titles import MOST_SOUGHT, words_sought
from portal.features.organisations import Organisation, find_organisations

MOST_PARTIES_FOUND = 50

_MINE = bindparam("listed_for", callable_=lambda: current_viewer().organisation_id, type_=BigId)


# Or PostgreSQL would think that hardly any is not over.
_OVER = [fixed_word(state) for state in OVER]


# By a name of its own: what a check found stands beside the row too.
_Looked = aliased(CheckSummary, name="looked")


def _ours(role: Any) -> ColumnElement[bool]:
    """Whether the viewer's organisation has this role."""
    return exists().where(
        Party.arrangement_id == Arrangement.id,
        Party.organisation_id == _MINE,
        Party.left_on.is_(None),
        PartyRole.party_id == Party.id,
        PartyRole.role == role,
    )


def _taken_part_in_by(reference: Any) -> ColumnElement[bool]:
    """Whether the organisation with this reference does more than watch."""
    return takes_part(
        Arrangement.id, select(Organisation.id).where(Organisation.reference == reference).scalar_subquery()
    )


def _over_by(day: Any) -> ColumnElement[bool]:
    """Whether its last day, that of the notice if there is one, is this day or before. In this form it is found by
    index."""
    without_notice = and_(Arrangement.ending_on.is_(None), Arrangement.ends_on <= day)
    return or_(Arrangement.ending_on <= day, without_notice)


NARROWING: Mapping[str, Callable[[BindParameter[Any]], ColumnElement[bool]]] = {
    "kind": lambda kind: Arrangement.kind == kind,
    "service": lambda slug: exists().where(
        ArrangementService.arrangement_id == Arrangement.id, ArrangementService.service_slug == slug
    ),
    "state": lambda state: Arrangement.state == state,
    "going": lambda _: Arrangement.state.not_in(_OVER),
    "first": _taken_part_in_by,
    "second": _taken_part_in_by,
    "parties": lambda ids: exists().where(Party.arrangement_id == Arrangement.id, Party.organisation_id.in_(ids)),
    "role": _ours,
    "accountable": lambda role: or_(Arrangement.accountable_body_id == _MINE, _ours(role)),
    "ends": lambda day: and_(_over_by(day), Arrangement.state.not_in(OVER)),
    "failing": lambda least: exists().where(_Looked.arrangement_id == Arrangement.id, _Looked.red >= least),
    "soon": lambda least: exists().where(
        _Looked.arrangement_id == Arrangement.id, _Looked.red + _Looked.amber >= least
    ),
    "differing": lambda _: exists().where(
        DifferingFigure.arrangement_id == Arrangement.id, DifferingFigure.withdrawn_at.is_(None)
    ),
    **{f"word_{place}": has_word for place in range(MOST_SOUGHT)},
    "rare_word": begins_with_word,
    "nothing": lambda _: false(),
    "disputed": lambda _: exists().where(
        Confirmation.arrangement_id == Arrangement.id, Arrangement.state.in_(UNDER_WAY_WORDS), DISPUTED
    ),
}
"""The condition of each way of narrowing, for a value asked for."""


def narrowing(wanted: Filter) -> dict[str, Any]:
    """Which of ``NARROWING`` a filter asks for, and with which values."""
    asked: dict[str, Any] = {
        name: getattr(wanted, name) for name in ("kind", "service", "state", "differing") if getattr(wanted, name)
    }
    if wanted.state == GOING:
        asked["going"] = asked.pop("state")
    asked |= dict(zip(("first", "second"), wanted.organisations, strict=False))
    if wanted.role:
        asked["accountable" if wanted.role == Role.ACCOUNTABLE_BODY else "role"] = wanted.role
    if wanted.ends:
        asked["ends"] = last_day_by(wanted.ends, clock.today())
    if wanted.checks:
        asked[wanted.checks] = 1
    if wanted.answers:
        asked[wanted.answers] = True
    if wanted.title:
        asked |= _titled(wanted.title)
    if wanted.party:
        asked["parties"] = [row.id for row in find_organisations(wanted.party, MOST_PARTIES_FOUND)]
    return asked


def _titled(text: str) -> dict[str, Any]:
    """The words of a title that is looked for, by the ways of narrowing. Who is on few lists begins with these: others
    would go through the titles of everybody, to count those that they see."""
    words = words_sought(text)
    begin = rarest(words) if words and not few(db.session(), Arrangement, None, FAR) else None
    asked = {f"word_{place}": word for place, word in enumerate(word for word in words if word != begin)}
    return asked | ({"rare_word": begin} if begin else {}) if words else {"nothing": True}


_wanted: ContextVar[Mapping[str, Any]] = ContextVar("wanted")
Shape = tuple[tuple[str, ...], bool, str]


def shape_of(asked: Mapping[str, Any]) -> Shape:
    """What a kept statement depends on: the ways of narrowing, whether it begins with the viewer's own lists, and the
    database. For what goes far down: many rows, or each state, of which there may be few. The values in ``asked`` are
    those with which it runs next."""
    _wanted.set(dict(asked))
    session = db.session()
    return tuple(sorted(asked)), few(session, Arrangement, None, FAR), dialect_of(session)


def conditions(names: Sequence[str], begins_with_lists: bool, dialect: str) -> list[ColumnElement[bool]]:
    """The conditions of a statement of this shape."""
    found = [NARROWING[name](_value(name)) for name in names]
    return [*found, on_viewers_lists(Arrangement, dialect)] if begins_with_lists else found


def _value(name: str) -> BindParameter[Any]:
    read: Callable[[], Any] = lambda: _wanted.get()[name]  # noqa: E731
    return bindparam(f"asked_{name}", callable_=read)
