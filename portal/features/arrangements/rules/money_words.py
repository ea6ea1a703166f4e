"""How money is said to a person, and what about it does not add up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from portal.core.money import exact, prose
from portal.features.arrangements.models import Basis, Vat
from portal.features.arrangements.rules.money import EVERYTHING, FlowYears, Saving, years_between
from portal.features.arrangements.rules.words import listed, number_words

BASES: dict[str, str] = {
    Basis.FIXED: "A fixed amount",
    Basis.CAPPED: "What it costs, up to an amount",
    Basis.COST_SHARE: "A cost split in parts",
    Basis.IN_KIND: "In kind",
    Basis.NOT_KNOWN: "Not known yet",
}
BASIS_HINTS: dict[str, str] = {
    Basis.FIXED: "The amount is paid whatever it costs",
    Basis.CAPPED: "The amount is the most that is paid",
    Basis.COST_SHARE: "The amount is the whole cost. You say next which part each party bears",
    Basis.NOT_KNOWN: "You can send it as it is and say it later. The parties see that it is open",
}
VATS: dict[str, str] = {
    Vat.OUTSIDE: "No VAT, because it is outside VAT, like a grant",
    Vat.EXEMPT: "No VAT, because it is exempt",
    Vat.INCLUDED: "The amount includes VAT",
    Vat.ADDED: "VAT is added to the amount",
}


def year_words(year: int) -> str:
    """``2005 to 2006``: the financial year that begins on 1 April 2005."""
    return f"{year} to {year + 1}"


def basis_words(basis: str) -> str:
    """How the amount is settled, as part of a line: ``Not known yet how the amount is settled``."""
    return "Not known yet how the amount is settled" if basis == Basis.NOT_KNOWN else BASES[basis]


def days_words(days: Decimal | None) -> str:
    """``12.5 days``; nothing gives nothing."""
    if days is None:
        return ""
    return f"{number_words(days)} {'day' if days == 1 else 'days'}"


def share_words(hundredths: int) -> str:
    """``62.5%``."""
    return f"{number_words(Decimal(hundredths).scaleb(-2))}%"


def amount_words(basis: str, pence: int | None, in_kind: str) -> str:
    """The exact amount, ``Up to £2,600,000`` of a capped one, or what is given in kind."""
    if pence is None:
        return in_kind
    return f"Up to {exact(pence)}" if basis == Basis.CAPPED else exact(pence)


def flow_words(flow: Any) -> str:
    """The amount of a flow, or what is given in kind."""
    return amount_words(flow.basis, flow.pence, flow.in_kind)


def flow_title(flow: Any, names: Mapping[int, str], shares: Iterable[Any] = ()) -> str:
    """Who gives whom, as ``who_gives_whom`` has it. ``shares`` are those of this flow."""
    payers = [id_ for id_ in (flow.payer_id, flow.joint_payer_id) if id_ is not None]
    sides = (payers, [row.organisation_id for row in shares], [flow.payee_id])
    return who_gives_whom(flow.basis, *([names.get(who, "") for who in side] for side in sides))


def who_gives_whom(basis: str, payers: Sequence[str], bearing: Sequence[str], payee: Sequence[str]) -> str:
    """``Swindon Borough Council to Kent County Council``; of a shared cost, with ``bearing`` those who have a share,
    ``Kent and Medway share a cost of Kent``."""
    if basis != Basis.COST_SHARE:
        return f"{' and '.join(payers)} to {payee[0]}"
    sharing = bearing or payers
    if list(sharing) == list(payee):
        return f"{payee[0]} bears a cost of its own"
    return f"{listed(sharing)} {'share' if len(sharing) > 1 else 'bears'} a cost of {payee[0]}"


def days_at_rate(days: Decimal | None, day_rate: int | None) -> str:
    """``12 days at £150 a day``."""
    return days_words(days) + (f" at {exact(day_rate)} a day" if days is not None and day_rate else "")


def bought_words(pence: int, times: int, per: str) -> str:
    """``£3,500 for each service and year``, or ``3 times £3,500 for each service and year: £10,500``."""
    price = f"{exact(pence)}{f' for {per}' if per else ''}"
    return price if times == 1 else f"{times} times {price}: {exact(pence * times)}"


def saving_words(saving: Saving) -> str:
    """What is saved, as a sentence."""
    bought = f"Bought instead, it would cost {prose(saving.bought)}."
    if saving.given is None or saving.saved is None:
        return f"{bought} That is not spent. The time given for it is not valued here."
    time = f"The time given for it is worth {prose(saving.given)}."
    if saving.saved > 0:
        return f"{bought} {time} That saves {prose(saving.saved)}."
    if saving.saved < 0:
        return f"{bought} {time} Buying it would cost {prose(-saving.saved)} less."
    return f"{bought} {time} That is the same."


def faults(flows: Iterable[FlowYears], names: Mapping[int, str]) -> list[str]:
    """What does not add up, in sentences."""
    return [fault for one in flows for fault in _faults(one, flow_title(one.flow, names, one.shares))]


def _faults(one: FlowYears, title: str) -> Iterator[str]:
    flow = one.flow
    if flow.basis == Basis.COST_SHARE:
        together = sum(row.hundredths for row in one.shares)
        if together != EVERYTHING:
            yield f"{title}: the parts do not add up. They are {share_words(together)} and not 100%."
    agreed = flow.officer_days if one.in_kind else flow.pence
    say = days_words if one.in_kind else exact
    if one.planned and agreed is not None:
        planned, capped = one.planned_in_all, flow.basis == Basis.CAPPED
        if planned > agreed or (planned < agreed and not capped):
            yield f"{title}: the years do not add up. They are {say(planned)} and not {say(agreed)}."
    if flow.basis == Basis.CAPPED and one.paid_in_all > flow.pence:
        yield f"{title}: {exact(one.paid_in_all)} was paid, which is more than the most that was agreed."
    covered = years_between(flow.period_from, flow.period_to) if flow.period_from and flow.period_to else None
    if covered and any(row.year not in covered for row in one.planned):
        yield f"{title}: a year is planned outside the time that it covers."
