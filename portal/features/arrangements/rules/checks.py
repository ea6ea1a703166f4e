"""What makes a part of an arrangement valid. Each check raises ``Invalid`` with messages at the fields, or passes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.core.errors import Invalid, RuleBroken
from portal.core.money import exact
from portal.core.months import day_words
from portal.features.arrangements.models import Basis, Role
from portal.features.arrangements.rules.kinds import KindOf
from portal.features.arrangements.rules.lifecycle import FEWEST_PARTIES, must_confirm
from portal.features.arrangements.rules.money import MOST_DAY_RATE

HAS_LEFT = "This organisation has left. What it agreed and paid stays under its name"


def raise_found(errors: Mapping[str, str | None]) -> None:
    """Raise ``Invalid`` with the messages by field, if there are any."""
    if found := {field: message for field, message in errors.items() if message}:
        raise Invalid(found)


def either(broken: bool, message: str) -> str | None:
    """The message, where a rule is broken."""
    return message if broken else None


def _backwards(start: date | None, end: date | None) -> bool:
    return bool(start and end and end < start)


def check_about(starts_on: date | None, ends_on: date | None) -> None:
    """It does not end before it starts."""
    raise_found({"ends_on": either(_backwards(starts_on, ends_on), "The end date must be after the start date")})


def check_roles(roles: Collection[str], *, owner: bool = False) -> None:
    """A party has a role; an observer has no other; the organisation that registered it does more than watch."""
    if not roles:
        raise RuleBroken("roles", "Choose what this organisation is in the arrangement")
    if Role.OBSERVER in roles and len(set(roles)) > 1:
        raise RuleBroken("roles", "An observer only watches. Choose observer alone, or the other roles without it")
    if Role.OBSERVER in roles and owner:
        raise RuleBroken("roles", "The organisation that registers an arrangement cannot only observe it")


def check_accountable_role(named: bool | None, roles: Collection[str], before: Collection[str] = ()) -> None:
    """The role of accountable body is given and taken where that is named, once one is. ``named``: whether it is this
    party; nothing while none is. Raises ``RuleBroken``."""
    has = Role.ACCOUNTABLE_BODY in roles
    if named is None or has in (named, Role.ACCOUNTABLE_BODY in before):
        return
    who = "It is named" if named else "Another party is named"
    raise RuleBroken("roles", f"{who} as the accountable body. Change that in “Legal basis and accountable body”")


def check_roles_of_each(
    roles: Collection[str], own: Mapping[str, Collection[str] | None], named: bool | None = None
) -> None:
    """Each of several who join has roles: ``own``, by reference, or what all the others have. ``named`` as in
    ``check_accountable_role``. Raises ``Invalid``, with what is wrong about roles of its own at the reference."""
    errors: dict[str, str | None] = {}
    for reference, mine in own.items():
        try:
            check_roles(roles if mine is None else mine)
            check_accountable_role(named, roles if mine is None else mine)
        except RuleBroken as broken:
            errors["roles" if mine is None else reference] = broken.errors["roles"]
    raise_found(errors)


def check_new_parties(organisations: Sequence[Any], parties: Collection[int], left: Collection[int] = ()) -> None:
    """Somebody joins, nobody twice, and nobody who is a party (``parties``: ids) already; of those who ``left`` it is
    said that they have not. Raises ``Invalid`` by the references of organisations."""
    if not organisations:
        raise RuleBroken("", "Choose at least one organisation to add")
    references = [one.reference for one in organisations]
    raise_found(
        {
            one.reference: either(one.id in left, f"{one.name} has left. Say in the list of parties that it has not")
            or either(one.id in parties, f"{one.name} is a party already")
            or either(references.count(one.reference) > 1, f"{one.name} is chosen twice. Leave one of the two out")
            for one in organisations
        }
    )


def check_money(money: Any, parties: Mapping[int, Collection[str]]) -> None:
    """Both ends are parties that take part; an amount or something in kind, not both, as the basis has it; days at a
    rate in whole pounds; the period in order."""
    days, rate = money.officer_days, money.day_rate
    missing = (money.pence is None) == (not money.in_kind)
    message = (
        "Enter an amount or what is given in kind" if money.pence is None else "Enter an amount or in kind, not both"
    )
    raise_found(
        {
            "payer": _not_taking_part(money.payer_id, parties, "The payer"),
            "joint_payer": _joint(money, parties),
            "payee": either(
                money.payer_id == money.payee_id and money.basis != Basis.COST_SHARE,
                "Choose two different organisations",
            )
            or _not_taking_part(money.payee_id, parties, "The organisation that is paid"),
            "basis": either(
                (money.basis == Basis.IN_KIND) != (money.pence is None), "Choose how the amount is settled"
            ),
            "officer_days": either(rate is not None and days is None, "Enter how many days")
            or either(days is not None and (days <= 0 or days * 100 % 1 != 0), "Days must be more than 0, like 12.5"),
            "day_rate": either(rate is not None and (rate <= 0 or rate % 100 != 0), "Enter a day rate in whole pounds")
            or either(rate is not None and rate > MOST_DAY_RATE, f"A day can be worth {exact(MOST_DAY_RATE)} at most"),
            "pence": either(missing, message)
            or either(money.pence is not None and money.pence <= 0, "The amount must be more than £0"),
            "period_to": either(_backwards(money.period_from, money.period_to), "The period must end after it starts"),
        }
    )


def _joint(money: Any, parties: Mapping[int, Collection[str]]) -> str | None:
    if money.joint_payer_id is None:
        return None
    if money.joint_payer_id in (money.payer_id, money.payee_id):
        return "Choose another organisation, or nobody"
    if money.basis == Basis.COST_SHARE:
        return "Choose nobody here. You say next which part each party bears"
    return _not_taking_part(money.joint_payer_id, parties, "The other payer")


POSTS = ("mentor_id", "mentor_post", "mentee_id", "mentee_post")
"""Of a pair, the posts that meet. Who holds them may change."""


def check_pair(pair: Any, parties: Mapping[int, Collection[str]]) -> None:
    """Mentor and mentee are of two parties that take part, and its days are in order."""
    check_days(pair.first_on, pair.last_on)
    raise_found(
        {
            "mentor": _not_taking_part(pair.mentor_id, parties, "The mentor's organisation"),
            "mentee": either(pair.mentor_id == pair.mentee_id, "Choose two different organisations")
            or _not_taking_part(pair.mentee_id, parties, "The mentee's organisation"),
        }
    )


def check_days(first_on: date | None, last_on: date | None) -> None:
    """The last day of a pair is not before the first. Raises ``RuleBroken``."""
    if first_on and last_on and last_on < first_on:
        raise RuleBroken("last_on", "The last day must be on or after the first day")


def check_same_posts(before: Any, after: Any) -> None:
    """A pair that met keeps its posts, or its sessions would tell of others. Raises ``RuleBroken``."""
    if any(getattr(before, name) != getattr(after, name) for name in POSTS):
        raise RuleBroken(
            "",
            "This pair has met, so you cannot change which posts are in it. Give it a last day, then add another pair",
        )


def check_meets_all(first_on: date | None, last_on: date | None, met: tuple[date, date]) -> None:
    """Every session of a pair that was held, the earliest and the latest of which are ``met``, is on one of its days.
    Raises ``Invalid``."""
    raise_found(
        {
            "first_on": either(
                first_on is not None and first_on > met[0], f"A session of this pair was held on {day_words(met[0])}"
            ),
            "last_on": either(
                last_on is not None and last_on < met[1], f"A session of this pair was held on {day_words(met[1])}"
            ),
        }
    )


def _not_taking_part(organisation_id: int, parties: Mapping[int, Collection[str]], who: str) -> str | None:
    if organisation_id not in parties:
        return f"{who} must be a party to the arrangement"
    return None if must_confirm(parties[organisation_id]) else f"{who} must not be an observer"


def check_accountable(organisation_id: int | None, parties: Mapping[int, Collection[str]]) -> None:
    """The accountable body, where there is one, is a party that takes part."""
    if organisation_id is not None:
        raise_found({"accountable_body": _not_taking_part(organisation_id, parties, "The accountable body")})


@dataclass(frozen=True)
class Facts:
    """What the task list and the sending ask: the arrangement, its kind, and how much there is of each part.

    By the name of their task, ``counts`` has what features above count, ``wrong`` what contradicts itself and
    ``doubts`` what is to be looked at.
    """

    arrangement: Any
    parties: Mapping[int, Collection[str]]
    kind: KindOf
    money: int = 0
    pairs: int = 0
    measures: int = 0
    settled: int = 0
    without_baseline: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)

    @property
    def asked(self) -> list[int]:
        """The parties who are asked to confirm."""
        return [who for who, roles in self.parties.items() if must_confirm(roles)]


def lacks_about(facts: Facts) -> str:
    """What is missing of what it is about."""
    one = facts.arrangement
    if one.purpose:
        return "" if one.starts_on else "Say when the arrangement starts"
    return "Say what the arrangement is for" + ("" if one.starts_on else " and when it starts")


def lacks_parties(facts: Facts) -> str:
    """What is missing of the parties."""
    enough = len(facts.asked) >= FEWEST_PARTIES
    needed = f"{FEWEST_PARTIES} parties who take part are needed, beside observers"
    return "" if enough else f"{needed}. There is {len(facts.asked)}: add at least one more"


def lacks_legal(facts: Facts) -> str:
    """What is missing of what it stands on: who is the accountable body. The legal basis may be settled later."""
    there = facts.arrangement.accountable_body_id in facts.asked
    return "" if there else "Say which organisation is the accountable body"


def open_legal(facts: Facts) -> str:
    """What is still open of what it stands on."""
    return "" if facts.arrangement.legal_basis else "The legal basis is not known yet"


def open_mentoring(facts: Facts) -> str:
    """What is still open of mentoring."""
    if not facts.pairs:
        return "No pair is named yet"
    one = facts.arrangement
    return "" if one.rhythm or one.visits_per_month else "Say how often they are to visit"


def open_measures(facts: Facts) -> str:
    """What is still open of measures."""
    without = facts.without_baseline
    return f"{without} of {facts.measures} {'has' if without == 1 else 'have'} no baseline yet" if without else ""


def check_leaving(facts: Facts, organisation_id: int, used: Iterable[str]) -> None:
    """A party may be taken out: not the one who registered it, none that money or pairs name, and two remain once
    it is sent."""
    one = facts.arrangement
    if organisation_id == one.led_by_id:
        raise RuleBroken("", "The organisation that registered the arrangement cannot be taken out")
    if organisation_id not in facts.parties and one.terms_number:
        raise RuleBroken("", HAS_LEFT)
    check_unused(used)
    check_still_enough(facts, {who: roles for who, roles in facts.parties.items() if who != organisation_id})


def still_there(party: Any, *, waits: bool) -> str:
    """Why it cannot be said that a party left: its organisation goes on, its people act until it hands over, or a
    successor has still to say whether it takes its place (``waits``). Nothing where nobody will ever answer."""
    if not party.ended:
        return f"{party.name} has not ended. Only its own people can say what becomes of it here"
    if party.speaks:
        return f"{party.name} has ended, but its own people can still answer for it"
    return f"Another organisation has still to say if it takes the place of {party.name}" if waits else ""


def check_gone(facts: Facts, party: Any, *, waits: bool) -> None:
    """A party may be said to have left when nobody will ever answer for it (``still_there``): not the one that looks
    after the arrangement nor the accountable body, and two remain once it is sent. Raises ``RuleBroken``."""
    one, who = facts.arrangement, party.organisation_id
    if party.left_on:
        raise RuleBroken("", HAS_LEFT)
    if why := still_there(party, waits=waits):
        raise RuleBroken("", why)
    if who == one.led_by_id:
        raise RuleBroken("", "The organisation that registered the arrangement cannot leave it")
    if who == one.accountable_body_id:
        raise RuleBroken("", f"{party.name} is named as the accountable body. Name another one first")
    check_still_enough(facts, {other: roles for other, roles in facts.parties.items() if other != who})


def check_back(party: Any) -> None:
    """Only of a party that left, and whose place nobody took, it is said that it has not. Raises ``RuleBroken``."""
    if not party.left_on:
        raise RuleBroken("", f"{party.name} has not left")
    if party.succeeded:
        raise RuleBroken("", f"Another party took over from {party.name}, so it stays as one that left")


def check_unused(used: Iterable[str]) -> None:
    """Nothing else in the arrangement names the party; ``used`` says where."""
    if where := sorted(set(used)):
        raise RuleBroken("", f"Change or remove its {' and '.join(where)} first")


def check_still_enough(facts: Facts, parties: Mapping[int, Collection[str]]) -> None:
    """Once it is sent, ``parties`` still holds two that take part."""
    if facts.arrangement.terms_number and sum(map(must_confirm, parties.values())) < FEWEST_PARTIES:
        raise RuleBroken("", "At least 2 parties who take part must remain")
