"""Figures that differ from the agreed ones: stated, corrected and withdrawn by the party that stated them, or its
successor."""

from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import Forbidden
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import Figure
from portal.features.arrangements.actions.terms import fresh
from portal.features.arrangements.models import Arrangement, DifferingFigure, MoneyFlow
from portal.features.arrangements.rules import money_checks
from portal.features.arrangements.rules.sealed import sealed_figure


def state_figure(arrangement: Arrangement, figure: Figure, flow: str = "") -> DifferingFigure:
    """Put a differing figure beside a flow (its reference) or the whole. What was agreed stays as it is."""
    held = queries.held(arrangement)
    money_checks.check_can_state_figure(held.state)
    flow_id = queries.row_of(MoneyFlow, held, flow).id if flow else None
    row = _figure(held, figure, flow_id)
    ledger.record("differing_figure.stated", row, sealed_figure(row) | {"arrangement": held.reference, "money": flow})
    return row


def correct_figure(arrangement: Arrangement, reference: str, version: int | None, figure: Figure) -> DifferingFigure:
    """State another in place of a figure of one's own, about the same money; the old one stays on the record.

    Raises ``RuleBroken`` for one that does not stand any more, ``Conflict``, ``NotFound``, ``Forbidden``.
    """
    held, old = _own(arrangement, reference, version)
    old.withdrawn_at = clock.now()
    db.session.flush()
    row = _figure(held, figure, old.money_flow_id, old.id)
    facts = {"arrangement": held.reference, "corrects": old.reference}
    ledger.record("differing_figure.corrected", row, sealed_figure(row) | facts)
    return row


def withdraw_figure(arrangement: Arrangement, reference: str, version: int | None) -> None:
    """Withdraw a figure of one's own; it stays on the record as withdrawn.

    Raises ``RuleBroken`` for one that does not stand any more, ``Conflict``, ``NotFound``, ``Forbidden``.
    """
    held, row = _own(arrangement, reference, version)
    row.withdrawn_at = clock.now()
    ledger.record("differing_figure.withdrawn", row, {"arrangement": held.reference})


def _own(arrangement: Arrangement, reference: str, version: int | None) -> tuple[Arrangement, Any]:
    held = queries.held(arrangement)
    money_checks.check_can_state_figure(held.state)
    row = fresh(DifferingFigure, held, reference, version)
    if row.stated_by_id not in queries.stands_for(held):
        raise Forbidden("stated by another organisation")
    money_checks.check_stands(row.withdrawn_at is not None)
    return held, row


def _figure(held: Arrangement, figure: Figure, flow_id: int | None, corrects_id: int | None = None) -> DifferingFigure:
    row = DifferingFigure(
        access_list_id=held.inner_list_id,
        arrangement_id=held.id,
        money_flow_id=flow_id,
        corrects_id=corrects_id,
        stated_by_id=current_viewer().organisation_id,
        **figure.__dict__,
    )
    db.session.add(row)
    return row
