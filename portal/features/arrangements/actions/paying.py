"""What was paid or given in kind, year by year: it is what happened, so it changes nothing that was agreed."""

from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import Forbidden
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import Paid
from portal.features.arrangements.actions.terms import fresh
from portal.features.arrangements.models import Arrangement, Basis, MoneyFlow, PaidYear
from portal.features.arrangements.rules import money_checks
from portal.features.arrangements.rules.sealed import sealed_paid


def record_paid(arrangement: Arrangement, flow: str, paid: Paid) -> PaidYear:
    """Record what was paid of a flow (its reference) in a year, for the viewer's organisation, which is an end of it or
    took the place of one.

    Raises ``Invalid``, ``NotFound``, ``Forbidden``.
    """
    held = queries.held(arrangement)
    money_checks.check_can_record(held.state)
    row = queries.row_of(MoneyFlow, held, flow)
    mine = current_viewer().organisation_id
    if not queries.stands_for(held) & queries.ends_of(row):
        raise Forbidden("not an end of this flow")
    _check(held, row, paid, {one.year for one in queries.paid_of(row)})
    made = PaidYear(
        access_list_id=held.inner_list_id,
        arrangement_id=held.id,
        money_flow_id=row.id,
        recorded_by_id=mine,
        **_values(held, paid),
    )
    db.session.add(made)
    ledger.record("money.paid", made, sealed_paid(made) | {"arrangement": held.reference})
    return made


def change_paid(arrangement: Arrangement, reference: str, version: int | None, paid: Paid) -> None:
    """Correct what was recorded, or the year it was recorded for; only the organisation that recorded it can, or its
    successor.

    Raises ``Invalid``, ``NotFound``, ``Conflict``, ``Forbidden``.
    """
    held, row = _own(arrangement, reference, version)
    flow = queries.flow_of(row)
    _check(held, flow, paid, {one.year for one in queries.paid_of(flow) if one.id != row.id})
    for name, value in _values(held, paid).items():
        setattr(row, name, value)
    ledger.record("money.repaid", row, sealed_paid(row) | {"arrangement": held.reference})


def _own(arrangement: Arrangement, reference: str, version: int | None) -> tuple[Arrangement, Any]:
    held = queries.held(arrangement)
    money_checks.check_can_record(held.state)
    row = fresh(PaidYear, held, reference, version)
    if row.recorded_by_id not in queries.stands_for(held):
        raise Forbidden("recorded by another organisation")
    return held, row


def _check(held: Arrangement, flow: MoneyFlow, paid: Paid, taken: set[int]) -> None:
    years = money_checks.years_to_record(flow, held, clock.today())
    money_checks.check_paid(paid, in_kind=flow.basis == Basis.IN_KIND, years=years, taken=taken)


def _values(held: Arrangement, paid: Paid) -> dict[str, Any]:
    evidence = queries.inner_evidence(held, paid.evidence) if paid.evidence else None
    return {"year": paid.year, "pence": paid.pence, "days": paid.days, "note": paid.note, "evidence_id": evidence}
