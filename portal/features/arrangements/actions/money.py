"""Money that is agreed: what parties give each other, who bears which share, what is planned for each year."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from portal import ledger
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import Alternative, Money, write
from portal.features.arrangements.actions.terms import changing, fresh
from portal.features.arrangements.models import (
    Arrangement,
    Basis,
    CostShare,
    DifferingFigure,
    MoneyFlow,
    PaidYear,
    PlannedYear,
)
from portal.features.arrangements.rules import checks, money_checks


def add_money(arrangement: Arrangement, money: Money) -> MoneyFlow:
    """Add what one party gives another. Raises ``Invalid``."""
    with changing(arrangement) as held:
        workings = queries.workings(held)
        checks.check_money(money, workings.roles)
        money_checks.check_room(len(workings.money))
        row = MoneyFlow(access_list_id=held.inner_list_id, arrangement_id=held.id, **money.__dict__)
        db.session.add(row)
        ledger.record("money.added", row, _flow(held, money))
    return row


def change_money(arrangement: Arrangement, reference: str, version: int | None, money: Money) -> None:
    """Change a flow; money stays money and what is in kind stays so. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        checks.check_money(money, queries.workings(held).roles)
        row = fresh(MoneyFlow, held, reference, version)
        shared = queries.has_rows(CostShare, CostShare.money_flow_id, row.id)
        money_checks.check_basis(row.basis, money.basis, shared=shared)
        write(row, money)
        ledger.record("money.changed", row, _flow(held, money))


def remove_money(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a flow out, with its shares and planned years. Raises ``NotFound``, ``Conflict``; ``RuleBroken`` while a
    differing figure, or what was paid, is on the record."""
    with changing(arrangement) as held:
        row = fresh(MoneyFlow, held, reference, version)
        if queries.has_rows(DifferingFigure, DifferingFigure.money_flow_id, row.id):
            raise RuleBroken("", "A party has stated a differing figure for this money, so it stays. Change it instead")
        if queries.has_rows(PaidYear, PaidYear.money_flow_id, row.id):
            raise RuleBroken("", "What was paid is on the record, so this money stays. Change it instead")
        for child in (*queries.shares_of(row), *queries.planned_of(row)):
            db.session.delete(child)
        db.session.flush()
        ledger.record("money.removed", row, {"arrangement": held.reference})
        db.session.delete(row)


def share_cost(arrangement: Arrangement, reference: str, version: int | None, shares: Mapping[int, int]) -> None:
    """Say who bears which part of a shared cost: hundredths of a per cent by organisation, nought for none.

    They may stay below the whole; the page says so until they add up. Raises ``Invalid``, ``Conflict``, ``NotFound``.
    """
    with changing(arrangement) as held:
        row = fresh(MoneyFlow, held, reference, version)
        workings = queries.workings(held)
        money_checks.check_shares(row.basis, shares, workings.roles)
        there = {one.organisation_id: one for one in queries.shares_of(row)}
        for organisation_id, hundredths in shares.items():
            one = there.pop(organisation_id, None)
            if one is not None and hundredths:
                one.hundredths = hundredths
            elif one is not None:
                db.session.delete(one)
            elif hundredths:
                db.session.add(_of(row, CostShare, organisation_id=organisation_id, hundredths=hundredths))
        for one in there.values():
            db.session.delete(one)
        row.changes += 1
        told = {
            line.reference: shares[line.organisation_id] for line in workings.parties if line.organisation_id in shares
        }
        ledger.record("money.shared", row, {"hundredths": told, "arrangement": held.reference})


def plan_years(
    arrangement: Arrangement, reference: str, version: int | None, years: Mapping[int, int | Decimal | None]
) -> None:
    """Say what is planned for each financial year of a flow: pence, or days of what is in kind; nothing for none.

    Years that are not in ``years`` go. Raises ``Invalid``, ``Conflict``, ``NotFound``.
    """
    with changing(arrangement) as held:
        row = fresh(MoneyFlow, held, reference, version)
        in_kind = row.basis == Basis.IN_KIND
        planned = {year: amount for year, amount in years.items() if amount}
        money_checks.check_years(planned, in_kind=in_kind)
        there = {one.year: one for one in queries.planned_of(row)}
        unit = "days" if in_kind else "pence"
        for year, amount in planned.items():
            one = there.pop(year, None)
            if one is None:
                db.session.add(_of(row, PlannedYear, year=year, **{unit: amount}))
            else:
                setattr(one, unit, amount)
        for one in there.values():
            db.session.delete(one)
        row.changes += 1
        told = {str(year): str(amount) for year, amount in sorted(planned.items())}
        ledger.record("money.planned", row, {unit: told, "arrangement": held.reference})


def compare_with_buying(
    arrangement: Arrangement, reference: str, version: int | None, alternative: Alternative | None
) -> None:
    """Say what the same as something in kind would cost if it were bought, or take that out with ``None``.

    Raises ``Invalid``, ``Conflict``, ``NotFound``.
    """
    with changing(arrangement) as held:
        row = fresh(MoneyFlow, held, reference, version)
        money_checks.check_alternative(row.basis, alternative)
        values = alternative.__dict__ if alternative else {"pence": None, "times": None, "per": "", "source": ""}
        for name, value in values.items():
            setattr(row, f"alternative_{name}", value)
        if db.session.is_modified(row):
            facts = {name: values[name] for name in ("pence", "times")}
            ledger.record("money.compared", row, facts | {"arrangement": held.reference})


def _of(row: MoneyFlow, model: Any, **values: Any) -> Any:
    return model(access_list_id=row.access_list_id, arrangement_id=row.arrangement_id, money_flow_id=row.id, **values)


def _flow(held: Arrangement, money: Money) -> dict[str, Any]:
    facts = {name: value for name, value in money.__dict__.items() if value not in (None, "")}
    return facts | {"arrangement": held.reference}
