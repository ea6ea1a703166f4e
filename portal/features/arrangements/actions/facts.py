"""What an action is given, in the words of a form but with ids for organisations."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from portal.core.periods import Period
from portal.features.arrangements.models import Basis


@dataclass(frozen=True)
class About:
    """What it is about."""

    kind: str
    title: str
    purpose: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    success_gate: str = ""


@dataclass(frozen=True)
class Money:
    """One flow; ``pence`` or ``in_kind``. Without a ``basis`` an amount is fixed. ``day_rate`` is in pence, whole
    pounds."""

    payer_id: int
    payee_id: int
    joint_payer_id: int | None = None
    pence: int | None = None
    in_kind: str = ""
    purpose: str = ""
    period_from: date | None = None
    period_to: date | None = None
    source: str = ""
    basis: str = ""
    vat: str | None = None
    officer_days: Decimal | None = None
    day_rate: int | None = None

    def __post_init__(self) -> None:
        if not self.basis:
            object.__setattr__(self, "basis", (Basis.IN_KIND if self.in_kind else Basis.FIXED).value)


@dataclass(frozen=True)
class Alternative:
    """What the same as something in kind would cost if it were bought: ``times`` times ``pence`` for each ``per``."""

    pence: int
    times: int = 1
    per: str = ""
    source: str = ""


@dataclass(frozen=True)
class Figure:
    """A figure that differs from the agreed one; ``year`` is the financial year it is about, if it is about one."""

    pence: int
    source: str
    period: str = ""
    note: str = ""
    year: int | None = None


@dataclass(frozen=True)
class Paid:
    """What was paid (``pence``) or given in kind (``days``) in a financial year; ``evidence`` is a reference."""

    year: int
    pence: int | None = None
    days: Decimal | None = None
    note: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class Pair:
    """Who mentors whom."""

    mentor_id: int
    mentor_post: str
    mentee_id: int
    mentee_post: str
    focus: str = ""
    mentor_person: str = ""
    mentee_person: str = ""
    rhythm: str = ""
    days_per_month: Decimal | None = None
    first_on: date | None = None
    last_on: date | None = None


@dataclass(frozen=True)
class Visit:
    """One session. ``pair``, ``measure`` and ``evidence`` are references within the arrangement; an empty ``pair`` is
    the arrangement as a whole."""

    state: str
    on_date: date
    topic: str
    minutes: int | None = None
    people: str = ""
    outcome: str = ""
    pair: str = ""
    advice: str = ""
    measure: str = ""
    evidence: str = ""


@dataclass(frozen=True)
class ToDo:
    """A follow-up: what is to be done, by which party and post, and by when; the day it was done."""

    what: str
    owner_id: int
    due_on: date
    owner_post: str = ""
    done_on: date | None = None


@dataclass(frozen=True)
class MeasureFacts:
    """What is measured. ``labels`` are one a line, the worst first, or those of the ``framework`` with this slug;
    ``baseline``, and ``baseline_second`` on the framework's second scale, are as somebody typed them. ``baseline_from``
    is the first day where only a month or year is known."""

    name: str
    scale: str
    direction: str
    unit: str = ""
    labels: str = ""
    baseline: str = ""
    baseline_on: date | None = None
    framework: str = ""
    baseline_second: str = ""
    baseline_from: date | None = None


@dataclass(frozen=True)
class BesideFacts:
    """What may be said together with a measure, as somebody typed it: an ``earlier`` value with who said it, a
    ``target`` and one value on the ``way`` to it. Nothing said is an empty value, whatever its day."""

    earlier: str = ""
    earlier_on: Period | None = None
    earlier_source: str = ""
    target: str = ""
    due_on: date | None = None
    way: str = ""
    way_on: date | None = None


NOTHING_BESIDE = BesideFacts()


@dataclass(frozen=True)
class ReadingFacts:
    """A dated value: ``value``, and ``second`` on a second scale, as somebody typed or chose them; ``period_from`` is
    the first day where it is of a month or year; ``evidence`` is a reference; ``reason`` says why it corrects another.
    """

    value: str
    on_date: date
    source: str
    reason: str = ""
    second: str = ""
    evidence: str = ""
    period_from: date | None = None


def write(row: Any, facts: Any) -> None:
    """Put every fact on the row, under the same name."""
    for name, value in facts.__dict__.items():
        setattr(row, name, value)
