"""What makes a part of an arrangement valid. Each check raises ``Invalid`` with messages at the fields, or passes."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.errors import Invalid, RuleBroken
from portal.core.money import exact
from portal.core.periods import Period
from portal.core.text import leave_out
from portal.features.arrangements.models import Basis, Role, Scale
from portal.features.arrangements.rules.kinds import KindOf
from portal.features.arrangements.rules.lifecycle import FEWEST_PARTIES, must_confirm
from portal.features.arrangements.rules.money import MOST_DAY_RATE
from portal.features.arrangements.rules.words import day_words

FEWEST_LABELS = 2
_VALUE = re.compile(r"-?(\d{1,12}|\d{1,3}(,\d{3}){1,3})(\.\d{1,6})?", re.ASCII)
_COUNT = re.compile(r"\d{1,3}", re.ASCII)
_COUNTS = {"no": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
HAS_LEFT = "This organisation has left. What it agreed and paid stays under its name"


def _raise(errors: Mapping[str, str | None]) -> None:
    if found := {field: message for field, message in errors.items() if message}:
        raise Invalid(found)


def _either(broken: bool, message: str) -> str | None:
    return message if broken else None


def _backwards(start: date | None, end: date | None) -> bool:
    return bool(start and end and end < start)


def check_about(starts_on: date | None, ends_on: date | None) -> None:
    """It does not end before it starts."""
    _raise({"ends_on": _either(_backwards(starts_on, ends_on), "The end date must be after the start date")})


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
    _raise(errors)


def check_new_parties(organisations: Sequence[Any], parties: Collection[int], left: Collection[int] = ()) -> None:
    """Somebody joins, nobody twice, and nobody who is a party (``parties``: ids) already; of those who ``left`` it is
    said that they have not. Raises ``Invalid`` by the references of organisations."""
    if not organisations:
        raise RuleBroken("", "Choose at least one organisation to add")
    references = [one.reference for one in organisations]
    _raise(
        {
            one.reference: _either(one.id in left, f"{one.name} has left. Say in the list of parties that it has not")
            or _either(one.id in parties, f"{one.name} is a party already")
            or _either(references.count(one.reference) > 1, f"{one.name} is chosen twice. Leave one of the two out")
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
    _raise(
        {
            "payer": _not_taking_part(money.payer_id, parties, "The payer"),
            "joint_payer": _joint(money, parties),
            "payee": _either(
                money.payer_id == money.payee_id and money.basis != Basis.COST_SHARE,
                "Choose two different organisations",
            )
            or _not_taking_part(money.payee_id, parties, "The organisation that is paid"),
            "basis": _either(
                (money.basis == Basis.IN_KIND) != (money.pence is None), "Choose how the amount is settled"
            ),
            "officer_days": _either(rate is not None and days is None, "Enter how many days")
            or _either(days is not None and (days <= 0 or days * 100 % 1 != 0), "Days must be more than 0, like 12.5"),
            "day_rate": _either(rate is not None and (rate <= 0 or rate % 100 != 0), "Enter a day rate in whole pounds")
            or _either(rate is not None and rate > MOST_DAY_RATE, f"A day can be worth {exact(MOST_DAY_RATE)} at most"),
            "pence": _either(missing, message)
            or _either(money.pence is not None and money.pence <= 0, "The amount must be more than £0"),
            "period_to": _either(_backwards(money.period_from, money.period_to), "The period must end after it starts"),
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
    _raise(
        {
            "mentor": _not_taking_part(pair.mentor_id, parties, "The mentor's organisation"),
            "mentee": _either(pair.mentor_id == pair.mentee_id, "Choose two different organisations")
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
    _raise(
        {
            "first_on": _either(
                first_on is not None and first_on > met[0], f"A session of this pair was held on {day_words(met[0])}"
            ),
            "last_on": _either(
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
        _raise({"accountable_body": _not_taking_part(organisation_id, parties, "The accountable body")})


def labels_of(text: str) -> list[str]:
    """The labels of a rating scale, one a line, blank lines left out."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def check_scale(scale: str, labels: Sequence[str]) -> None:
    """A rating has at least two labels, none twice."""
    if scale != Scale.RATING:
        return
    if len(labels) < FEWEST_LABELS:
        raise RuleBroken("labels", "Enter at least 2 labels, each on its own line, the worst first")
    if len({label.casefold() for label in labels}) < len(labels):
        raise RuleBroken("labels", "Each label must be different from the others")


def read_value(typed: str, scale: str, labels: Sequence[str], field: str = "value") -> tuple[Decimal, str]:
    """The value and label that somebody typed: a label of the scale, in any case or by the number it begins with, or a
    number.

    Raises ``RuleBroken`` at ``field``. Numbers have up to 12 digits before the point and 6 after.
    """
    if scale == Scale.RATING:
        meant = _meant(typed, labels)
        if len(meant) == 1:
            return Decimal(meant[0]), labels[meant[0]]
        raise RuleBroken(field, f"Enter one of the labels of the scale: {', '.join(labels)}")
    digits = typed.strip().replace("−", "-").removeprefix("£").removesuffix("%").strip()
    if not _VALUE.fullmatch(digits):
        raise RuleBroken(field, f"Enter a number, like 78,000 or 62.5{leave_out(digits)}")
    return Decimal(digits.replace(",", "")), ""


def _meant(typed: str, labels: Sequence[str]) -> list[int]:
    """The places of the labels that are spelt as typed, or else begin with that number: ``0`` is ``No stars``, and
    ``1 star`` is ``One star``."""
    said = typed.strip().casefold()
    spelt = [place for place, label in enumerate(labels) if label.casefold() == said]
    count, what = _count(said)
    if spelt or count is None:
        return spelt
    counts = [_count(label.casefold()) for label in labels]
    return [place for place, (number, of) in enumerate(counts) if number == count and what in ("", of)]


def _count(text: str) -> tuple[int | None, str]:
    first, _, rest = text.partition(" ")
    return int(first) if _COUNT.fullmatch(first) else _COUNTS.get(first), rest.strip()


def check_baseline(typed: str, on: date | None, today: date) -> None:
    """A baseline has a value and a day, and the day has come."""
    _raise(
        {
            "baseline": _either(on is not None and not typed, "Enter the value of the baseline"),
            "baseline_on": _either(bool(typed) and on is None, "Enter the date of the baseline")
            or _either(on is not None and on > today, "The date of the baseline must be today or earlier"),
        }
    )


def check_earlier(typed: str, when: Period | None, source: str, starts_on: date | None, today: date) -> None:
    """An earlier value says when it was, before the first day of the baseline, and who says so."""
    late = when is not None and when.end > today
    _raise(
        {
            "earlier": _either(not typed, "Enter the earlier value"),
            "earlier_on": _either(when is None, "Enter when the earlier value was")
            or _either(late, "The date of the earlier value must be before today")
            or _either(
                bool(when and starts_on and when.end >= starts_on),
                "The earlier value must be from before the date of the baseline",
            ),
            "earlier_source": _either(not source, "Enter who says so"),
        }
    )


def check_target(baseline_on: date | None, due_on: date) -> None:
    """A target stands against a baseline, and is due after it."""
    if baseline_on is None:
        raise RuleBroken("", "Give the measure a baseline first. A target without one cannot be judged")
    if due_on <= baseline_on:
        raise RuleBroken("due_on", "The target must be due after the date of the baseline")


def read_second(typed: str, labels: Sequence[str], field: str) -> str:
    """The label on a second scale that somebody typed, in any case; nothing where nothing was. Raises ``RuleBroken``
    at ``field``."""
    if not typed.strip():
        return ""
    if not labels:
        raise RuleBroken(field, "This measure has no second rating. Leave this empty")
    return read_value(typed, Scale.RATING, labels, field)[1]


def check_point(baseline_on: date | None, due_on: date, on_date: date, taken: Collection[date]) -> None:
    """A value on the way to a target lies after the baseline and before the target is due, one on each day."""
    if baseline_on is not None and on_date <= baseline_on:
        raise RuleBroken("on_date", "The date must be after the date of the baseline")
    if on_date >= due_on:
        raise RuleBroken("on_date", "The date must be before the target is due")
    if on_date in taken:
        raise RuleBroken("on_date", "There is a value for this day already. Remove it first")


def check_new_baseline(baseline_on: date | None, due: Iterable[date]) -> None:
    """Targets keep a baseline to stand against, from before they are ``due``."""
    days = sorted(due)
    if days and baseline_on is None:
        raise RuleBroken("baseline", "A target stands against this baseline, so it cannot be empty")
    if days and baseline_on and baseline_on >= days[0]:
        raise RuleBroken("baseline_on", "The date of the baseline must be before the first target is due")


def check_reading(on_date: date, today: date) -> None:
    """A reading is of today or before."""
    _raise({"on_date": _either(on_date > today, "The date of the reading must be today or earlier")})


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
