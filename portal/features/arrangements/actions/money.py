"""Money: what parties give each other, and figures that differ."""

from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import Figure, Money, write
from portal.features.arrangements.actions.terms import changing, fresh
from portal.features.arrangements.models import (
    Arrangement,
    DifferingFigure,
    MoneyFlow,
)
from portal.features.arrangements.rules import checks
from portal.features.arrangements.rules.lifecycle import Step, after


def add_money(arrangement: Arrangement, money: Money) -> MoneyFlow:
    """Add what one party gives another. Raises ``Invalid``."""
    with changing(arrangement) as held:
        checks.check_money(money, queries.workings(held).roles)
        row = MoneyFlow(access_list_id=held.inner_list_id, arrangement_id=held.id, **money.__dict__)
        db.session.add(row)
        ledger.record("money.added", row, _flow(held, money))
    return row


def change_money(arrangement: Arrangement, reference: str, version: int | None, money: Money) -> None:
    """Change a flow. Raises ``Invalid``, ``Conflict``, ``NotFound``."""
    with changing(arrangement) as held:
        checks.check_money(money, queries.workings(held).roles)
        row = fresh(MoneyFlow, held, reference, version)
        write(row, money)
        ledger.record("money.changed", row, _flow(held, money))


def remove_money(arrangement: Arrangement, reference: str, version: int | None = None) -> None:
    """Take a flow out. Raises ``NotFound``, ``Conflict``; ``RuleBroken`` while a differing figure stands beside it."""
    with changing(arrangement) as held:
        row = fresh(MoneyFlow, held, reference, version)
        if queries.has_rows(DifferingFigure, DifferingFigure.money_flow_id, row.id):
            raise RuleBroken("", "A party has stated a differing figure for this money, so it stays. Change it instead")
        ledger.record("money.removed", row, {"arrangement": held.reference})
        db.session.delete(row)


def state_figure(arrangement: Arrangement, figure: Figure, flow: str = "") -> DifferingFigure:
    """Put a differing figure beside a flow (its reference) or the whole. What was agreed stays as it is."""
    held = queries.held(arrangement)
    after(held.state, Step.CHANGE)
    flow_id = queries.row_of(MoneyFlow, held, flow).id if flow else None
    row = DifferingFigure(
        access_list_id=held.inner_list_id,
        arrangement_id=held.id,
        money_flow_id=flow_id,
        stated_by_id=current_viewer().organisation_id,
        **figure.__dict__,
    )
    db.session.add(row)
    facts = {"arrangement": held.reference, "pence": figure.pence, "source": figure.source, "money": flow}
    ledger.record("differing_figure.stated", row, facts)
    return row


def _flow(held: Arrangement, money: Money) -> dict[str, Any]:
    facts = {name: value for name, value in money.__dict__.items() if value not in (None, "")}
    return facts | {"arrangement": held.reference}
