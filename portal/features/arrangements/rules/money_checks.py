"""What makes shares, years, payments and figures valid. Each check raises ``Invalid`` with messages at the fields."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.errors import RuleBroken
from portal.core.money import MAX_PENCE
from portal.features.arrangements.models import Basis, State
from portal.features.arrangements.rules.lifecycle import Step, after, allowed, check_under_way, must_confirm, under_way
from portal.features.arrangements.rules.money import EVERYTHING, MOST_FLOWS, MOST_YEARS, year_of, years_between
from portal.features.arrangements.rules.money_words import year_words
from portal.features.arrangements.rules.settled import QUESTIONS

MOST_DAYS = 100_000


def share_field(reference: str) -> str:
    """The name of the question about the share of the organisation with this reference."""
    return f"share_{reference}"


def year_field(year: int) -> str:
    """The name of the question about a financial year."""
    return f"year_{year}"


def can_record(state: str) -> bool:
    """What was paid belongs to an arrangement that was sent; the last bill comes after the end."""
    return under_way(state) or state == State.ENDED


def can_state_figure(state: str) -> bool:
    """Figures can differ as long as money can change, and after the end."""
    return allowed(state, Step.CHANGE) or state == State.ENDED


def check_can_record(state: str) -> None:
    """Raises ``RuleBroken`` unless ``can_record``."""
    if state != State.ENDED:
        check_under_way(state)


def check_can_state_figure(state: str) -> None:
    """Raises ``RuleBroken`` unless ``can_state_figure``."""
    if state != State.ENDED:
        after(state, Step.CHANGE)


def check_room(flows: int) -> None:
    """An arrangement has ``MOST_FLOWS`` at most, so that all of them can stand on one page."""
    if flows >= MOST_FLOWS:
        raise RuleBroken("", f"There can be {MOST_FLOWS} sums at most. Put some of them together")


def check_basis(before: str, after: str, *, shared: bool) -> None:
    """Money stays money, so that its years stay in one unit; a cost with shares stays shared."""
    if (before == Basis.IN_KIND) != (after == Basis.IN_KIND):
        raise RuleBroken("basis", "Money cannot become something in kind. Remove this and add the other")
    if shared and after != Basis.COST_SHARE:
        raise RuleBroken("basis", "Each party’s part of this cost is on the record. Take the parts out first")


def check_shares(basis: str, shares: Mapping[int, int], parties: Mapping[int, Collection[str]]) -> None:
    """Only a shared cost has shares; those who bear it take part; together they are the whole or less."""
    if basis != Basis.COST_SHARE:
        raise RuleBroken("", "Only a cost that several share has parts. Change how the amount is settled first")
    bearing = {who: part for who, part in shares.items() if part}
    if any(who not in parties or not must_confirm(parties[who]) for who in bearing):
        raise RuleBroken("", "Only a party that takes part can bear a part")
    if any(part < 0 for part in bearing.values()) or sum(bearing.values()) > EVERYTHING:
        raise RuleBroken("", "The parts add up to more than 100%. Lower some of them")


def check_years(years: Mapping[int, int | Decimal], *, in_kind: bool) -> None:
    """Each year has an amount above nought that the portal can hold, and there are not too many."""
    most = MOST_DAYS if in_kind else MAX_PENCE
    if len(years) > MOST_YEARS:
        raise RuleBroken("", f"There can be {MOST_YEARS} years at most")
    for year, amount in years.items():
        if amount < 0 or amount > most:
            raise RuleBroken(year_field(year), f"Enter an amount for {year_words(year)} that the portal can hold")


def check_alternative(basis: str, alternative: Any) -> None:
    """Only what is given in kind stands against something bought, at a price and a number of times above nought."""
    if basis != Basis.IN_KIND:
        raise RuleBroken("", "Only something in kind can be compared with what could be bought")
    if alternative is None:
        return
    if alternative.pence <= 0:
        raise RuleBroken("pence", "The price must be more than £0")
    if alternative.times <= 0 or alternative.pence * alternative.times > MAX_PENCE:
        raise RuleBroken("times", "Enter how many of these would have to be bought")


def years_of(flow: Any, arrangement: Any) -> range:
    """The financial years that a flow can be planned for: those of its period, else of the arrangement."""
    return years_between(flow.period_from or arrangement.starts_on, flow.period_to or arrangement.ends_on)


def years_to_record(flow: Any, arrangement: Any, today: date) -> list[int]:
    """The financial years of which something can have been paid: from the one before the first up to the present one,
    the newest first."""
    start = flow.period_from or arrangement.starts_on or today
    this = year_of(today)
    return list(range(this, max(year_of(start) - 1, this - MOST_YEARS) - 1, -1))


def check_paid(paid: Any, *, in_kind: bool, years: Iterable[int], taken: Collection[int]) -> None:
    """What was paid is of a year that has begun and that nothing else is recorded of: an amount for money, days for
    what is in kind."""
    if paid.year not in set(years):
        raise RuleBroken("year", "Choose a year that has begun and in which this can have been paid")
    if paid.year in taken:
        raise RuleBroken("year", f"What was paid in {year_words(paid.year)} is recorded already")
    if in_kind and (paid.days is None or paid.pence is not None or not 0 <= paid.days <= MOST_DAYS):
        raise RuleBroken("days", "Enter how many days were given")
    if not in_kind and (paid.pence is None or paid.days is not None or not 0 <= paid.pence <= MAX_PENCE):
        raise RuleBroken("pence", "Enter how much was paid")


def check_stands(withdrawn: bool) -> None:
    """Only a figure that stands can be corrected or withdrawn."""
    if withdrawn:
        raise RuleBroken("", "This figure was corrected or withdrawn already")


def check_settled(question: str, answer: str) -> None:
    """The question is on the list and the answer is one of its answers."""
    if question not in QUESTIONS or answer not in dict(QUESTIONS[question].choices):
        raise RuleBroken("answer", "Choose from the options shown")
