"""Checks that speak before the auditor does: what is wrong with an arrangement, or soon will be.

Each check is a pure function over what is known of the arrangement. A feature above adds its own with ``add_check``
when the application is made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.core.clock import LONDON
from portal.core.money import exact
from portal.core.months import day_words
from portal.features.arrangements.models import RUNNING, UNDER_WAY, Basis, Direction, State
from portal.features.arrangements.rules.money import EVERYTHING, grouped
from portal.features.arrangements.rules.money_words import days_words, share_words
from portal.features.arrangements.rules.words import at_words, listed, quoted, took_over_words

SOON = timedelta(days=60)
PRESSING = timedelta(days=14)
LONGEST_WAIT = timedelta(days=30)


class Severity(StrEnum):
    """Red: it is wrong. Amber: it will be soon."""

    RED = "red"
    AMBER = "amber"


@dataclass(frozen=True)
class Watched:
    """What the checks look at. ``asked_since`` is when the longest wait for a confirmation began; ``more`` has the rows
    of checks of features above, by the check's name."""

    arrangement: Any
    parties: Sequence[Any]
    money: Sequence[Any] = ()
    shares: Sequence[Any] = ()
    measures: Sequence[Any] = ()
    targets: Sequence[Any] = ()
    planned: Sequence[Any] = ()
    pairs: Sequence[Any] = ()
    asked_since: datetime | None = None
    more: Mapping[str, Sequence[Any]] = field(default_factory=dict)


Said = tuple[Severity, str] | tuple[Severity, str, tuple[str, ...]]
"""How bad it is, the sentence that says so, and whom to add as a party, by name, where that would mend it."""


@dataclass(frozen=True)
class Check:
    """One check. ``look`` gives what fails on a day, nothing where all is well; it is asked only in ``states``.

    ``section`` is the place on the arrangement's page that the words lead to. A feature above gives ``rows``, a SELECT
    for an arrangement's id, and finds its rows in ``Watched.more`` under the check's name. A draft is asked too where
    there is a ``task``, the one in which it is mended.
    """

    name: str
    look: Callable[[Watched, date], Iterable[Said]]
    states: frozenset[State] = UNDER_WAY
    section: str = ""
    rows: Callable[[Any], Any] | None = None
    task: str = ""


@dataclass(frozen=True)
class Failing:
    """What one check says."""

    check: str
    severity: Severity
    words: str
    section: str
    joiners: tuple[str, ...] = ()


_checks: dict[str, Check] = {}


def add_check(check: Check) -> None:
    """Add a check, once however often it is said. Raises ``ValueError`` when another has its name."""
    known = _checks.setdefault(check.name, check)
    if (known.look.__module__, known.look.__qualname__) != (check.look.__module__, check.look.__qualname__):
        raise ValueError(f"two checks are called {check.name}")


def reading_checks() -> Iterator[Check]:
    """The checks that read rows of their own."""
    return (check for check in _checks.values() if check.rows is not None)


def told_before_sending(watched: Watched, today: date) -> list[tuple[str, Failing]]:
    """(task, what a check says) by the checks that have a task: red is wrong in itself, amber is to be looked at."""
    found = [
        (check.task, failed) for check in _checks.values() if check.task for failed in _asked(check, watched, today)
    ]
    return sorted(found, key=lambda one: one[1].severity != Severity.RED)


def _asked(check: Check, watched: Watched, today: date) -> Iterator[Failing]:
    for severity, words, *joiners in check.look(watched, today):
        yield Failing(check.name, severity, words, check.section, joiners[0] if joiners else ())


def failing(watched: Watched, today: date) -> list[Failing]:
    """What fails, red before amber, each in the order of the checks."""
    state = watched.arrangement.state
    found = [failed for check in _checks.values() if state in check.states for failed in _asked(check, watched, today)]
    return sorted(found, key=lambda one: one.severity != Severity.RED)


def due(day: date | None, today: date, soon: timedelta = SOON) -> Severity | None:
    """Red once ``day`` has passed, amber when it is less than ``soon`` away."""
    if day is None or day - today > soon:
        return None
    return Severity.RED if day < today else Severity.AMBER


def pressing(day: date | None, today: date) -> Severity | None:
    """Red from two weeks before ``day`` on, while something can still be done, and after it; amber before that."""
    severity = due(day, today)
    return Severity.RED if severity and day and day - today <= PRESSING else severity


def _payers(watched: Watched, _today: date) -> Iterator[Said]:
    taking_part = {party.organisation_id for party in watched.parties if not party.observes}
    ends = ("payer_id", "joint_payer_id", "payee_id")
    named = {getattr(row, end) for row in watched.money for end in ends} - {None}
    if named - taking_part:
        yield Severity.RED, "Money is paid or got by an organisation that is not a party"


def _shares(watched: Watched, _today: date) -> Iterator[Said]:
    found = grouped(watched.shares, "money_flow_id")
    for flow in watched.money:
        borne = sum(one.hundredths for one in found.get(flow.id, ()))
        if flow.basis == Basis.COST_SHARE and borne != EVERYTHING:
            what = f"“{flow.purpose}”" if flow.purpose else "a cost"
            yield Severity.RED, f"The parts of {what} do not add up: they are {share_words(borne)} of it"


def _years(watched: Watched, _today: date) -> Iterator[Said]:
    found = grouped(watched.planned, "money_flow_id")
    for flow in watched.money:
        years = found.get(flow.id)
        agreed = flow.officer_days if flow.basis == Basis.IN_KIND else flow.pence
        if not years or agreed is None:
            continue
        planned = sum(row.days if flow.basis == Basis.IN_KIND else row.pence for row in years)
        # An amount that is a ceiling need not be reached.
        if planned > agreed or (planned < agreed and flow.basis != Basis.CAPPED):
            amounts = days_words if flow.basis == Basis.IN_KIND else exact
            yield (
                Severity.RED,
                f"The years of {_called(flow)} add up to {amounts(planned)}, and not to {amounts(agreed)}",
            )


def _called(flow: Any) -> str:
    what = flow.purpose or flow.in_kind
    return f"“{what}”" if what else "a sum of money"


def _directions(watched: Watched, _today: date) -> Iterator[Said]:
    measures = {row.reference: row for row in watched.measures if row.baseline_value is not None}
    for target in watched.targets:
        measure = measures.get(target.measure)
        if measure is None or target.replaced_on is not None:
            continue
        lower = measure.direction == Direction.LOWER
        if target.value > measure.baseline_value if lower else target.value < measure.baseline_value:
            better = "lower is better" if lower else "higher is better"
            aim, base = at_words(measure, target.value), at_words(measure, measure.baseline_value)
            yield Severity.RED, f"The target of {measure.name}, {aim}, is worse than its baseline, {base}: {better}"


def _dates(watched: Watched, _today: date) -> Iterator[Said]:
    one = watched.arrangement
    last = one.ending_on if one.state == State.ENDING else one.ends_on
    if one.starts_on and last and last < one.starts_on:
        yield Severity.RED, "It ends before it starts"


def _accountable(watched: Watched, _today: date) -> Iterator[Said]:
    if watched.arrangement.accountable_body_id is None:
        yield Severity.RED, "No accountable body is named"


def _legal(watched: Watched, _today: date) -> Iterator[Said]:
    # Before somebody has said who the accountable body is, nobody was asked.
    one = watched.arrangement
    if not one.legal_basis and one.accountable_body_id is not None:
        yield Severity.AMBER, "The legal basis is not known yet"


def _baselines(watched: Watched, _today: date) -> Iterator[Said]:
    without = {row.reference: row.name for row in watched.measures if row.baseline_on is None}
    aimed = {row.measure for row in watched.targets}
    if names := [name for reference, name in without.items() if reference in aimed]:
        yield Severity.RED, f"A target has no baseline: {listed(names)}"
    if names := [name for reference, name in without.items() if reference not in aimed]:
        yield Severity.AMBER, f"No baseline is given for {listed(names)}"


def _abolished(watched: Watched, today: date) -> Iterator[Said]:
    for party in watched.parties:
        if party.observes or getattr(party, "left_on", None) is not None:
            continue
        day, severity = party.abolished_on, pressing(party.abolished_on, today)
        if severity and day <= today and party.speaks:
            yield severity, f"{party.name} ended on {day_words(day)}. Its own people can still answer for it"
        elif severity and day <= today:
            heirs = getattr(party, "heirs", ())
            said = f"{party.name} ended on {day_words(day)}, so nobody there can confirm"
            heirs_say = f". {took_over_words(heirs)}" if heirs else ""
            words = f"{said}{heirs_say}. If you say that it has left, the others can agree without it"
            yield Severity.AMBER if _told_afterwards(watched.arrangement, day, today) else severity, words, tuple(heirs)
        elif severity:
            yield severity, f"{party.name} ends on {day_words(day)}, and it is a party"


def _told_afterwards(arrangement: Any, ended_on: date, today: date) -> bool:
    """Whether it is written down today or was sent lately, after the organisation ended, and began while that was
    there, as far as that is known."""
    begins, sent = arrangement.starts_on, getattr(arrangement, "sent_at", None)
    sent_on = sent.astimezone(LONDON).date() if sent else None
    lately = sent_on is not None and ended_on <= sent_on <= today <= sent_on + PRESSING
    return (arrangement.state == State.IDEA or lately) and (begins is None or begins < ended_on)


def _pairs(watched: Watched, today: date) -> Iterator[Said]:
    for party in watched.parties:
        left_on = getattr(party, "left_on", None)
        gone_on = left_on or party.abolished_on
        on_going = [pair for pair in watched.pairs if pair.last_on is None or pair.last_on > today]
        posts = [post for pair in on_going for post in _posts_at(party.organisation_id, pair)]
        if posts and gone_on is not None and gone_on <= today:
            one = len(posts) == 1
            pairs = "A mentoring pair still names" if one else "Mentoring pairs still name"
            ended = "Give it a last day" if one else "Give each a last day"
            gone = f"{party.name}, which {'left' if left_on else 'ended'} on {day_words(gone_on)}"
            yield Severity.RED, f"{pairs} {gone}: {quoted(posts)}. {ended}"


def _posts_at(organisation_id: int, pair: Any) -> list[str]:
    ends = ((pair.mentor_id, pair.mentor_post), (pair.mentee_id, pair.mentee_post))
    return [post for who, post in ends if who == organisation_id]


def _waiting(watched: Watched, today: date) -> Iterator[Said]:
    if watched.asked_since is None:
        return
    since = watched.asked_since.astimezone(LONDON).date()
    if today - since > LONGEST_WAIT:
        yield Severity.RED, f"A party has been asked to confirm since {day_words(since)} and has not answered"


def _review(watched: Watched, today: date) -> Iterator[Said]:
    day = watched.arrangement.review_due_on
    severity = pressing(day, today)
    if severity and day:
        yield severity, f"The review {'was' if day < today else 'is'} to be over by {day_words(day)}"


def _overrun(watched: Watched, today: date) -> Iterator[Said]:
    one = watched.arrangement
    day = one.ending_on if one.state == State.ENDING else one.ends_on
    if due(day, today) == Severity.RED:
        next_step = "Close it" if one.state == State.ENDING else "Change the end date, or give notice and close it"
        yield Severity.RED, f"Its last day was {day_words(day)}. {next_step}"


for _check in (
    Check("payers", _payers, section="money", task="money"),
    Check("shares", _shares, section="money", task="money"),
    Check("years", _years, section="money", task="money"),
    Check("directions", _directions, section="measures", task="measures"),
    Check("dates", _dates, task="about"),
    Check("accountable body", _accountable),
    Check("legal basis", _legal, section="legal", task="legal"),
    Check("baselines", _baselines, section="measures", task="measures"),
    Check("abolished", _abolished, section="parties", task="parties"),
    Check("pairs", _pairs, section="mentoring"),
    Check("waiting", _waiting, section="parties"),
    Check("review", _review, frozenset({State.UNDER_REVIEW})),
    Check("overrun", _overrun, RUNNING),
):
    add_check(_check)
