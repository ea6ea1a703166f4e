"""What a document says beside the terms, read with suspicion, as far as it comes in.

What belongs to the arrangement comes in, and what the organisation that brings it said or recorded itself. What others
said or recorded stays in the file.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from portal.core import fields
from portal.core.bounds import MOST_OF_A_SORT
from portal.core.bringing import Bringing, Sort, Taken
from portal.core.errors import Invalid, RuleBroken
from portal.features.arrangements.models import Judgement, Readiness, SessionState
from portal.features.arrangements.rules import measure_checks, money_checks
from portal.features.arrangements.rules.governance import QUESTIONS, check_governance, check_scores
from portal.features.arrangements.rules.joining import Contact
from portal.features.arrangements.rules.mentoring import check_follow_up, check_meets, check_session
from portal.features.arrangements.rules.money import year_of
from portal.features.arrangements.rules.terms_read import Rows, check_aim, check_value, read_way
from portal.features.arrangements.rules.trial import check_judgement, check_milestone

_FIRST_YEAR = 1900
_MOST_MINUTES = 100_000
_line, _words, _day = fields.line, fields.words, fields.day
_READERS: dict[str, fields.Readers] = {
    "earlier_targets": {
        "reference": _line, "measure": _line, "value": fields.number, "label": fields.label, "due_on": _day,
        "set_on": _day, "replaces": _line, "reason": _line, "replaced_on": _day, "way": fields.mapping(fields.label),
    },
    "contacts": {"organisation": _line, "name": _line, "post": _line, "email": fields.email, "phone": _line},
    "assessment": {"question": fields.one_of(QUESTIONS), "score": fields.whole(3), "note": _words},
    "milestones": {"name": _line, "due_on": _day, "reached_on": _day, "note": _words},
    "criteria": {
        "reference": _line, "judgement": fields.one_of(set(Judgement), otherwise=""), "evidence": _words,
        "judged_on": _day, "judged_by": _line,
    },
    "sessions": {
        "reference": _line, "state": fields.one_of(set(SessionState)), "on_date": _day,
        "minutes": fields.whole(_MOST_MINUTES), "people": _line, "topic": _line, "advice": _words, "outcome": _words,
        "called_off_why": _line, "pair": _line, "measure": _line, "logged_by": _line,
    },
    "follow_ups": {
        "session": _line, "what": _line, "owner": _line, "owner_post": _line, "due_on": _day, "done_on": _day,
    },
    "readings": {
        "reference": _line, "measure": _line, "value": fields.number, "label": fields.label,
        "second_label": fields.label, "period_from": _day, "on_date": _day, "source": _line, "reason": _line,
        "replaces": _line, "recorded_by": _line,
    },
    "differing_figures": {
        "money": _line, "year": fields.whole(9999), "pence": fields.pence, "period": _line, "source": _line,
        "note": _words, "stated_by": _line, "withdrawn_at": fields.moment, "reference": _line, "corrects": _line,
    },
    "paid": {
        "money": _line, "year": fields.whole(9999), "pence": fields.pence, "days": fields.number, "note": _line,
        "recorded_by": _line,
    },
}  # fmt: skip
_SORTS: dict[str, Sort] = {
    "earlier_targets": ("earlier target", "earlier targets"),
    "contacts": ("lead contact", "lead contacts"),
    "assessment": ("answer of the self-assessment", "answers of the self-assessment"),
    "milestones": ("milestone", "milestones"),
    "criteria": ("judgement", "judgements"),
    "sessions": ("session", "sessions"),
    "follow_ups": ("follow-up", "follow-ups"),
    "readings": ("reading", "readings"),
    "differing_figures": ("figure that differs", "figures that differ"),
    "paid": ("payment", "payments"),
}
STAYS: dict[str, Sort] = {
    "versions": ("version", "versions"),
    "confirmations": ("confirmation", "confirmations"),
    "steps": ("step", "steps"),
    "evidence": ("piece of evidence", "pieces of evidence"),
}
"""What never comes in: it is the word of others, or a file that is not in the document."""
BROUGHT = (*_READERS, "governance")


@dataclass(frozen=True)
class Records:
    """Rows beside the terms, with values of their own types. Organisations stand by their keys here, other rows by the
    keys they have in the document. ``above`` has what each feature above takes, in their order; ``come`` and ``left``
    are how many of each sort come in, and stay in the file; ``cut`` are the sorts of which the file does not hold all,
    in words."""

    earlier_targets: Mapping[str, Any] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    exit_readiness: str = Readiness.NOT_STARTED.value
    assessment: Sequence[Any] = ()
    milestones: Sequence[Any] = ()
    judgements: Mapping[str, Any] = field(default_factory=dict)
    sessions: Sequence[Any] = ()
    readings: Mapping[str, Any] = field(default_factory=dict)
    figures: Mapping[str, Any] = field(default_factory=dict)
    paid: Sequence[Any] = ()
    above: Sequence[Taken] = ()
    come: Counter[Sort] = field(default_factory=Counter)
    left: Counter[Sort] = field(default_factory=Counter)
    cut: Sequence[str] = ()


@dataclass
class _Reading:
    """One document while it is read."""

    told: Mapping[str, Any]
    rows: Rows
    by: Bringing
    come: Counter[Sort] = field(default_factory=Counter)
    left: Counter[Sort] = field(default_factory=Counter)

    def of(self, part: str) -> list[Any]:
        """The rows of a part."""
        what = _SORTS[part][1].capitalize()
        return fields.rows(self.told.get(part), _READERS[part], what, MOST_OF_A_SORT)

    def take(self, part: str, taken: Iterable[Any], in_all: int) -> None:
        """Count what comes in of a part, and what is left of it."""
        count = len(list(taken))
        self.come[_SORTS[part]] += count
        self.left[_SORTS[part]] += in_all - count

    def mine(self, organisation: str) -> bool:
        """Whether this organisation of the document is the one that brings it."""
        return self.by.here(organisation) == self.by.own


def with_contacts(contacts: Mapping[str, Contact]) -> Records:
    """What a table says beside the terms."""
    return Records(contacts=contacts, come=+Counter({_SORTS["contacts"]: len(contacts)}))


def read_records(told: Mapping[str, Any], rows: Rows, by: Bringing, above: Sequence[Taken]) -> Records:
    """What a document says beside its terms, which are ``rows``; ``stays`` in it counts what is in ``STAYS``, and
    ``cut`` names the parts that are not whole.

    Raises ``Invalid``, by part, with everything that is wrong.
    """
    reading = _Reading(told, rows, by)
    errors: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name, read in _PARTS.items():
        try:
            found[name] = read(reading)
        except Invalid as wrong:
            errors[name] = ". ".join(wrong.errors.values())
        except ValueError as wrong:
            errors[name] = str(wrong)
    if errors:
        raise Invalid(errors)
    for one in above:
        reading.come += one.come
        reading.left += one.left
    reading.left += Counter({sort: told["stays"].get(name, 0) for name, sort in STAYS.items()})
    return Records(**found, above=above, come=+reading.come, left=+reading.left, cut=_cut(told.get("cut", ())))


def _cut(names: Iterable[str]) -> list[str]:
    """Parts in words."""
    sorts = _SORTS | STAYS
    return [sorts[name][1] if name in sorts else name.replace("_", " ") for name in names]


def _earlier(reading: _Reading) -> dict[str, Any]:
    """By their keys, each in the line of one that stands."""
    targets, rows = reading.of("earlier_targets"), reading.rows
    found = {row.reference: row for row in targets}
    for row in targets:
        measure = rows.measures.get(row.measure)
        if measure is None or None in (row.value, row.due_on, row.set_on, row.replaced_on):
            raise RuleBroken("", "Each earlier target must have a measure, a value, a date and the days it stood")
        check_aim(row, measure)
        row.way = read_way(row, measure)
    lines = [(target, line_of(target, found)) for target in rows.targets.values()]
    placed = [row.reference for _, line in lines for row in line]
    strays = any(row.measure != target.measure for target, line in lines for row in line)
    if strays or len(found) < len(targets) or sorted(placed) != sorted(found):
        raise RuleBroken("", "Each earlier target must be one that another took the place of")
    reading.take("earlier_targets", found, len(found))
    return found


def line_of(target: Any, earlier: Mapping[str, Any]) -> list[Any]:
    """The targets that it took the place of, one after another, the oldest first."""
    return [*reversed(list(_before(target, earlier)))]


def _before(target: Any, earlier: Mapping[str, Any]) -> Iterator[Any]:
    met: set[str] = set()
    while target.replaces in earlier and target.replaces not in met:
        met.add(target.replaces)
        target = earlier[target.replaces]
        yield target


def _contacts(reading: _Reading) -> dict[str, Contact]:
    told = reading.of("contacts")
    found = {}
    for row in told:
        if not (row.name or row.post) or not (row.email or row.phone):
            raise RuleBroken("", "Each lead contact must have a name or post, and an email address or telephone number")
        if key := reading.by.here(row.organisation):
            found[key] = Contact(row.name, row.post, row.email, row.phone)
    reading.take("contacts", found, len(told))
    return found


def _readiness(reading: _Reading) -> str:
    told = reading.told.get("governance")
    said = told.get("exit_readiness") if isinstance(told, dict) else None
    readiness: str = fields.one_of(set(Readiness), otherwise=Readiness.NOT_STARTED.value)(said)
    if not reading.rows.governance.exit_plan:
        return Readiness.NOT_STARTED.value
    check_governance(None, reading.rows.governance.exit_plan, readiness)
    return readiness


def _assessment(reading: _Reading) -> list[Any]:
    found = reading.of("assessment")
    check_scores({row.question: row.score for row in found})
    if any(row.score is None for row in found) or len({row.question for row in found}) < len(found):
        raise RuleBroken("", "Each question of the self-assessment must have one score")
    reading.take("assessment", found, len(found))
    return found


def _milestones(reading: _Reading) -> list[Any]:
    found = reading.of("milestones")
    for row in found:
        if not row.name or row.due_on is None:
            raise RuleBroken("", "Each milestone must have a name and a day")
        check_milestone(row.reached_on, reading.by.today)
    reading.take("milestones", found, len(found))
    return found


def _judgements(reading: _Reading) -> dict[str, Any]:
    judged = [row for row in reading.of("criteria") if row.judgement]
    mine = [row for row in judged if reading.mine(row.judged_by)]
    for row in mine:
        check_judgement(row.judgement, row.evidence)
        if row.judged_on is None or row.judged_on > reading.by.today:
            raise RuleBroken("", "Each judgement must have a day, today or earlier")
    found = {row.reference: row for row in mine if row.reference in reading.rows.criteria}
    reading.take("criteria", found, len(judged))
    return found


def _sessions(reading: _Reading) -> list[Any]:
    told, by, today = reading.of("sessions"), reading.by, reading.by.today
    for row in told:
        if row.on_date is None or not row.topic or row.minutes == 0:
            raise RuleBroken("", "Each session must have a day and a topic, and be longer than nothing")
        check_session(row.state, row.on_date, row.minutes, today, reading.rows.about.starts_on)
        if row.called_off_why and row.state != SessionState.CALLED_OFF:
            raise RuleBroken("", "Only a session that was called off can say why")
        row.pair = row.pair if row.pair in reading.rows.pairs else ""
        if row.pair and row.state == SessionState.HELD:
            check_meets(reading.rows.pairs[row.pair], row.on_date)
        row.measure = row.measure if row.measure in reading.rows.measures else ""
        row.steps = []
    found = [row for row in told if reading.mine(row.logged_by)]
    met = {row.reference: row for row in found}
    steps = reading.of("follow_ups")
    for step in steps:
        session, owner = met.get(step.session), by.here(step.owner)
        if not step.what or step.due_on is None:
            raise RuleBroken("", "Each follow-up must say what is to be done, and by when")
        if session is not None and owner in by.taking_part:
            check_follow_up(0, (session.on_date, step.due_on, step.done_on), {0: ()}, today)
            session.steps.append(SimpleNamespace(**vars(step) | {"owner": owner}))
    reading.take("sessions", found, len(told))
    reading.take("follow_ups", (step for row in found for step in row.steps), len(steps))
    return found


def _readings(reading: _Reading) -> dict[str, Any]:
    told = reading.of("readings")
    for row in told:
        measure = reading.rows.measures.get(row.measure)
        if measure is None or row.value is None or row.on_date is None or not row.source:
            raise RuleBroken("", "Each reading must have a measure, a value, a day and a source")
        check_value(row.value, row.label, measure, "A reading")
        measure_checks.read_second(row.second_label, measure_checks.labels_of(measure.second_labels), "second")
        measure_checks.check_reading(row.on_date, reading.by.today)
        if row.period_from and row.period_from > row.on_date:
            raise RuleBroken("", "The period of a reading must begin before its day")
    rows = {row.reference: row for row in told}
    if len(rows) < len(told) or not _is_lined(rows, "replaces", "measure"):
        raise RuleBroken("", "A reading must correct one other reading of its measure")
    lined = [*in_order(rows)]
    found = _own_readings(reading, rows, lined)
    reading.take("readings", found, len(told))
    return found


def _own_readings(reading: _Reading, rows: Mapping[str, Any], lined: Sequence[str]) -> dict[str, Any]:
    """Those that the organisation recorded itself, by key. One that another organisation corrected does not stand, so
    it stays in the file with its correction. ``lined`` are all keys, each after the one it takes the place of."""
    correction = {row.replaces: key for key, row in rows.items()}
    kept: set[str] = set()
    for key in reversed(lined):
        stands = key not in correction or correction[key] in kept
        if stands and reading.mine(rows[key].recorded_by):
            kept.add(key)
    return {key: rows[key] for key in rows if key in kept}


def in_order(rows: Mapping[str, Any], link: str = "replaces") -> Iterator[str]:
    """The keys of rows, each after the one that it takes the place of, which ``link`` names; rows that lie in a ring
    are left out."""
    later = {before: key for key, row in rows.items() if (before := getattr(row, link)) in rows}
    for key, row in rows.items():
        at: str | None = key if getattr(row, link) not in rows else None
        while at is not None:
            yield at
            at = later.get(at)


def _is_lined(rows: Mapping[str, Any], link: str, alike: str) -> bool:
    """Whether each row takes the place of at most one other, which has the same ``alike``, and none its own."""
    placed = [(row, rows[before]) for row in rows.values() if (before := getattr(row, link)) in rows]
    strays = any(getattr(row, alike) != getattr(before, alike) for row, before in placed)
    twice = len({id(before) for _, before in placed}) < len(placed)
    return not strays and not twice and len([*in_order(rows, link)]) == len(rows)


def _figures(reading: _Reading) -> dict[str, Any]:
    """By their keys, those that were withdrawn too; a corrected one names the one that stands for it no more."""
    told = reading.of("differing_figures")
    rows = {row.reference or str(place): row for place, row in enumerate(told)}
    if len(rows) < len(told):
        raise RuleBroken("", "Each figure that differs must have a reference of its own")
    found = {key: row for key, row in rows.items() if reading.mine(row.stated_by)}
    for row in found.values():
        if not row.pence or not row.source:
            raise RuleBroken("", "Each figure that differs must have an amount and a source")
        if row.withdrawn_at and row.withdrawn_at.date() > reading.by.today:
            raise RuleBroken("", "A figure must have been withdrawn today or earlier")
        row.money = row.money if row.money in reading.rows.money else ""
    standing = any(found[row.corrects].withdrawn_at is None for row in found.values() if row.corrects in found)
    if standing or not _is_lined(found, "corrects", "money"):
        raise RuleBroken("", "A figure must correct one other figure of the same money, which was withdrawn")
    reading.take("differing_figures", found, len(told))
    return found


def _paid(reading: _Reading) -> list[Any]:
    told, own, found = reading.of("paid"), reading.by.own, []
    taken: set[tuple[str, int]] = set()
    for row in told:
        flow = reading.rows.money.get(row.money)
        if flow is None or own not in {flow.payer, flow.joint_payer, flow.payee, *flow.shares}:
            continue
        begun = range(_FIRST_YEAR, year_of(reading.by.today) + 1)
        taken_years = {year for money, year in taken if money == row.money}
        money_checks.check_paid(row, in_kind=flow.pence is None, years=begun, taken=taken_years)
        taken.add((row.money, row.year))
        if reading.mine(row.recorded_by):
            found.append(row)
    reading.take("paid", found, len(told))
    return found


_PARTS: dict[str, Callable[[_Reading], Any]] = {
    "earlier_targets": _earlier,
    "contacts": _contacts,
    "exit_readiness": _readiness,
    "assessment": _assessment,
    "milestones": _milestones,
    "judgements": _judgements,
    "sessions": _sessions,
    "readings": _readings,
    "figures": _figures,
    "paid": _paid,
}


def first_from(readings: Iterable[Any], day: date) -> date | None:
    """The day of the first of these readings at or after ``day``."""
    return min((row.on_date for row in readings if row.on_date >= day), default=None)
