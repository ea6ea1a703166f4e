"""Money added up: financial years, shares of a cost, totals of each party, and what is saved. All sums are exact.

Amounts are whole pence. What is in kind is counted in days, to the hundredth, and worth its days at a rate in whole
pounds, which is again whole pence; it is never added to money.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from portal.features.arrangements.models import Basis

EVERYTHING = 10_000
"""The whole of a cost, in hundredths of a per cent."""
MOST_YEARS = 30
MOST_FLOWS = 100
MOST_DAY_RATE = 10_000_000
"""£100,000 a day, in pence: more than any day is worth."""
APRIL = 4

Key = TypeVar("Key")


def year_of(day: date) -> int:
    """The financial year of a day, by the calendar year in which it begins: 1 April to 31 March (England)."""
    return day.year if day.month >= APRIL else day.year - 1


def years_between(start: date | None, end: date | None) -> range:
    """The financial years that a period touches, ``MOST_YEARS`` at most; without an end five years, without a start
    none."""
    if start is None:
        return range(0)
    first = year_of(start)
    last = year_of(end) if end else first + 4
    return range(first, min(last, first + MOST_YEARS - 1) + 1)


def worth(days: Decimal | None, day_rate: int | None) -> int | None:
    """What days are worth in pence at ``day_rate`` pence a day; nothing where either is not known."""
    return None if days is None or day_rate is None else int(days * day_rate)


def split(pence: int, shares: Mapping[Key, int]) -> tuple[dict[Key, int], int]:
    """``pence`` divided by ``shares`` (hundredths of a per cent, together ``EVERYTHING`` or less), and what nobody
    bears yet. Parts and rest add up to ``pence``; odd pence go to the largest remainders, the first of equal ones."""
    given = pence * sum(shares.values()) // EVERYTHING
    parts = {key: pence * share // EVERYTHING for key, share in shares.items()}
    order = sorted(shares, key=lambda key: -(pence * shares[key] % EVERYTHING))
    for key in order[: given - sum(parts.values())]:
        parts[key] += 1
    return parts, pence - given


def whole(amounts: Iterable[int | None]) -> int:
    """All money agreed, in pence: the amount of each flow, nothing for one in kind; a capped amount counts in full."""
    return _sum(amounts) or 0


@dataclass
class Total:
    """What one party, or two who pay one sum between them, give and get, in pence; ``payers`` is empty for what nobody
    bears yet. ``bears`` is its own share of a cost that is paid to itself. What is in kind, where it is valued, stands
    apart."""

    payers: tuple[int, ...]
    pays: int = 0
    bears: int = 0
    receives: int = 0
    gives_in_kind: int = 0
    gets_in_kind: int = 0

    @property
    def net(self) -> int:
        """What comes in less what goes out; what it bears itself moves nothing."""
        return self.receives - self.pays


def payments(flow: Any, shares: Iterable[Any]) -> list[tuple[tuple[int, ...], int]]:
    """Who pays how much of a flow: (payers, pence). Of a shared cost each with a share, and nobody for the rest."""
    if flow.pence is None:
        return []
    if flow.basis != Basis.COST_SHARE:
        return [((flow.payer_id,) if flow.joint_payer_id is None else (flow.payer_id, flow.joint_payer_id), flow.pence)]
    parts, rest = split(flow.pence, {row.organisation_id: row.hundredths for row in shares})
    paid: list[tuple[tuple[int, ...], int]] = [((who,), pence) for who, pence in parts.items()]
    return [*paid, ((), rest)] if rest else paid


def totals(flows: Iterable[Any], shares: Iterable[Any] = ()) -> list[Total]:
    """The total of each party and of each two who pay between them, in order of first appearance.

    What all pay is what all receive, and with what they bear themselves it is the ``whole``.
    """
    found: dict[tuple[int, ...], Total] = {}

    def of(*who: int) -> Total:
        return found.setdefault(who, Total(who))

    shared = grouped(shares, "money_flow_id")
    for flow in flows:
        for payers, pence in payments(flow, shared.get(flow.id, ())):
            if payers == (flow.payee_id,):
                of(*payers).bears += pence
            else:
                of(*payers).pays += pence
                of(flow.payee_id).receives += pence
        if value := worth(flow.officer_days, flow.day_rate):
            of(flow.payer_id).gives_in_kind += value
            of(flow.payee_id).gets_in_kind += value
    return list(found.values())


def got_from_others(flows: Iterable[Any], shares: Iterable[Any] = ()) -> dict[int, int]:
    """What others are to pay to each party, in pence: neither its own share of a cost nor what nobody bears yet."""
    found: dict[int, int] = {}
    shared = grouped(shares, "money_flow_id")
    for flow in flows:
        for payers, pence in payments(flow, shared.get(flow.id, ())):
            if payers and flow.payee_id not in payers:
                found[flow.payee_id] = found.get(flow.payee_id, 0) + pence
    return found


def grouped(rows: Iterable[Any], name: str) -> dict[int, list[Any]]:
    """Rows by the attribute ``name``, each in the order given."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


@dataclass(frozen=True)
class Year:
    """One financial year of one flow, or of all of them: planned and paid, in pence; of something in kind also days."""

    year: int
    planned: int | None = None
    paid: int | None = None
    planned_days: Decimal | None = None
    paid_days: Decimal | None = None
    record: Any = None
    """The row of what was paid, for who recorded it and on what evidence."""

    @property
    def difference(self) -> int | None:
        """Paid less planned, where both are known."""
        return None if self.planned is None or self.paid is None else self.paid - self.planned

    @property
    def difference_in_days(self) -> Decimal | None:
        """The same in days."""
        both = self.planned_days is not None and self.paid_days is not None
        return self.paid_days - self.planned_days if both else None  # type: ignore[operator]


@dataclass(frozen=True)
class FlowYears:
    """A flow with what belongs to it."""

    flow: Any
    shares: Sequence[Any] = field(default=())
    planned: Sequence[Any] = field(default=())
    paid: Sequence[Any] = field(default=())

    @property
    def in_kind(self) -> bool:
        """Whether it is counted in days and not in money."""
        return bool(self.flow.pence is None)

    @property
    def ends(self) -> set[int]:
        """The organisations that pay, bear a share or are paid."""
        paying = {self.flow.payer_id, self.flow.joint_payer_id, self.flow.payee_id}
        return {id_ for id_ in paying if id_ is not None} | {row.organisation_id for row in self.shares}

    @property
    def planned_in_all(self) -> Any:
        """What the planned years add up to, pence or days."""
        return sum((row.days if self.in_kind else row.pence for row in self.planned), Decimal(0) if self.in_kind else 0)

    @property
    def paid_in_all(self) -> Any:
        """What the recorded years add up to, pence or days."""
        return sum((row.days if self.in_kind else row.pence for row in self.paid), Decimal(0) if self.in_kind else 0)

    @property
    def years(self) -> list[Year]:
        """Every year that is planned or recorded, the earliest first."""
        plan, paid = {row.year: row for row in self.planned}, {row.year: row for row in self.paid}
        return [self._year(at, plan.get(at), paid.get(at)) for at in sorted({*plan, *paid})]

    def _year(self, year: int, planned: Any, paid: Any) -> Year:
        if not self.in_kind:
            return Year(year, planned and planned.pence, paid and paid.pence, record=paid)
        planned_days, paid_days = planned and planned.days, paid and paid.days
        rate = self.flow.day_rate
        return Year(year, worth(planned_days, rate), worth(paid_days, rate), planned_days, paid_days, paid)

    @property
    def parts(self) -> list[tuple[int, int, int]]:
        """(organisation, hundredths of a per cent, pence) of each share of a cost."""
        pence, _ = split(self.flow.pence or 0, {row.organisation_id: row.hundredths for row in self.shares})
        return [(row.organisation_id, row.hundredths, pence[row.organisation_id]) for row in self.shares]


def flows_with_years(
    flows: Iterable[Any], shares: Iterable[Any], planned: Iterable[Any], paid: Iterable[Any]
) -> list[FlowYears]:
    """Each flow with its shares, planned years and recorded years."""
    by_flow = [grouped(rows, "money_flow_id") for rows in (shares, planned, paid)]
    return [FlowYears(flow, *(rows.get(flow.id, ()) for rows in by_flow)) for flow in flows]


def by_year(flows: Iterable[FlowYears]) -> list[Year]:
    """Planned and paid money of all flows year by year; nothing for what no flow has, and nothing in kind."""
    found: dict[int, list[Year]] = {}
    for one in flows:
        for year in one.years if not one.in_kind else ():
            found.setdefault(year.year, []).append(year)
    return [
        Year(at, _sum(year.planned for year in years), _sum(year.paid for year in years))
        for at, years in sorted(found.items())
    ]


def _sum(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None


@dataclass(frozen=True)
class Saving:
    """What is given in kind beside the same bought, in pence; ``given`` and ``saved`` where the days are valued."""

    bought: int
    given: int | None

    @property
    def saved(self) -> int | None:
        """The price of the alternative less what is given; below nought where buying would cost less."""
        return None if self.given is None else self.bought - self.given


def saving(flow: Any) -> Saving | None:
    """What a flow in kind saves against the alternative that could be bought, if one is named."""
    if flow.alternative_pence is None:
        return None
    return Saving(flow.alternative_pence * flow.alternative_times, worth(flow.officer_days, flow.day_rate))
