"""Adding up money. Sums are whole pence; what is in kind is not counted."""

from collections.abc import Iterable
from typing import Any


def totals_by_payer(money: Iterable[Any]) -> list[tuple[tuple[int, ...], int]]:
    """(payers, pence) in order of first appearance; a sum that two pay between them stands on its own."""
    totals: dict[tuple[int, ...], int] = {}
    for row in money:
        if row.pence is not None:
            payers = (row.payer_id,) if row.joint_payer_id is None else (row.payer_id, row.joint_payer_id)
            totals[payers] = totals.get(payers, 0) + row.pence
    return list(totals.items())


def whole(money: Iterable[Any]) -> int:
    """All of it, in pence."""
    return sum(row.pence for row in money if row.pence is not None)
