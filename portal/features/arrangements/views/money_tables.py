"""Tables of money: (heading of each column, cells of each row, which columns hold numbers)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from portal.core.money import exact
from portal.features.arrangements.models import Basis
from portal.features.arrangements.rules.money import FlowYears, Total, Year
from portal.features.arrangements.rules.money_words import days_words, year_words

Table = tuple[list[str], list[list[Any]], Sequence[int]]

NOBODY = "Nobody yet"
NOT_GIVEN = "Not given"
"""Of what was paid, where nobody has recorded it."""


def more_or_less(pence: int | None) -> str:
    """``£10 more``, ``£5 less`` or ``The same``; nothing gives nothing."""
    if pence is None:
        return ""
    return f"{exact(abs(pence))} {'more' if pence > 0 else 'less'}" if pence else "The same"


def balance(pence: int) -> str:
    """``Receives £10 more`` or ``Pays £5 more``, so that no sign is overlooked."""
    return f"{'Receives' if pence > 0 else 'Pays'} {exact(abs(pence))} more" if pence else "The same"


def who(total: Total, names: Mapping[int, str]) -> str:
    """Whose total it is."""
    listed = " and ".join(names.get(payer, "") for payer in total.payers)
    return f"{listed} between them" if len(total.payers) > 1 else listed or NOBODY


def totals_table(totals: Iterable[Total], names: Mapping[int, str]) -> Table:
    """What each party pays, receives and is left with; columns that say nothing are left out."""
    columns: dict[str, tuple[Callable[[Total], int], Callable[[int], str]]] = {
        "Pays": (lambda one: one.pays, exact),
        "Bears itself": (lambda one: one.bears, exact),
        "Receives": (lambda one: one.receives, exact),
        "Balance": (lambda one: one.net, balance),
        "Gives in kind": (lambda one: one.gives_in_kind, exact),
        "Gets in kind": (lambda one: one.gets_in_kind, exact),
    }
    rows = list(totals)
    used = {name: column for name, column in columns.items() if any(column[0](row) for row in rows)}
    cells = [[who(row, names), *(say(read(row)) for read, say in used.values())] for row in rows]
    return ["Party", *used], cells, range(1, len(used) + 1)


def totals_notes(totals: Sequence[Total], bases: Iterable[str]) -> list[str]:
    """What somebody who reads the totals has to know."""
    notes = {
        "What two pay between them stands in a line of its own, because nobody has said who pays which part.": any(
            len(one.payers) > 1 for one in totals
        ),
        "An amount with a limit counts in full.": Basis.CAPPED in bases,
        "What is given in kind is not added to money.": any(one.gives_in_kind for one in totals),
        "A party that bears a part of a cost of its own pays nobody for it.": any(one.bears for one in totals),
    }
    return [note for note, needed in notes.items() if needed]


def years_table(years: Sequence[Year], whole: int) -> Table:
    """Money planned and paid year by year, what is not spread over years, and all of it."""
    planned, paid = (sum(getattr(year, name) or 0 for year in years) for name in ("planned", "paid"))
    recorded = any(year.paid is not None for year in years)
    rows: list[list[Any]] = [_year(year) for year in years]
    if whole != planned:
        rows.append(["Not spread over years", exact(whole - planned), "", ""])
    rows.append(["All years", exact(whole), exact(paid) if recorded else NOT_GIVEN, ""])
    return ["Year from 1 April", "Planned", "Paid", "Paid against planned"], rows, (1, 2, 3)


def _year(year: Year) -> list[Any]:
    planned = "" if year.planned is None else exact(year.planned)
    paid = NOT_GIVEN if year.paid is None else exact(year.paid)
    return [year_words(year.year), planned, paid, more_or_less(year.difference)]


def days_more_or_less(days: Decimal | None) -> str:
    """``2 days more``, ``1 day less`` or ``The same``; nothing gives nothing."""
    if days is None:
        return ""
    return f"{days_words(abs(days))} {'more' if days > 0 else 'less'}" if days else "The same"


def flow_year(one: FlowYears, year: Year) -> tuple[str, str, str]:
    """What is planned, what was paid and how they differ, in the unit of the flow and with its worth."""
    if not one.in_kind:
        amounts = ["" if amount is None else exact(amount) for amount in (year.planned, year.paid)]
        return amounts[0], amounts[1], more_or_less(year.difference)
    days = [
        days_words(days) + (f" ({exact(pence)})" if pence is not None else "")
        for days, pence in ((year.planned_days, year.planned), (year.paid_days, year.paid))
    ]
    return days[0], days[1], days_more_or_less(year.difference_in_days)
