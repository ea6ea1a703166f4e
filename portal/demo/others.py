"""Enough of cases 2, 3 and 5 to make the lists real: short arrangements, some agreed, some still to be confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from portal.access import viewing
from portal.core import clock
from portal.demo.cast import Cast
from portal.demo.money import of_mystery_shopping, of_worklessness
from portal.demo.steps import confirm, find
from portal.features.arrangements import (
    Arrangement,
    Direction,
    Kind,
    Role,
    Scale,
    Step,
    actions,
)

Parties = tuple[tuple[str, tuple[Role, ...]], ...]


@dataclass(frozen=True)
class Taken:
    """One step of its life: by whom and when, the day that it sets, and why."""

    by: str
    moment: datetime
    step: Step
    day: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Told:
    """One arrangement: who registers it as what, who else is in it, and who has confirmed."""

    moment: datetime
    by: str
    roles: tuple[Role, ...]
    about: actions.About
    parties: Parties
    confirmed_by: tuple[str, ...] = ()
    money: Callable[[Cast, Arrangement], None] | None = None
    """Says what it costs, or what is given in kind."""
    measures: tuple[tuple[actions.MeasureFacts, str, date], ...] = ()
    """(measure, target, due) of each; an empty target sets none."""
    send: bool = True
    steps: tuple[Taken, ...] = ()
    legal_basis: str = "Local Government Act 2000, section 2"
    legal_bases: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


def _at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 11, tzinfo=UTC)


MYSTERY_SHOPPING = Told(
    _at(2007, 8, 3),
    "uttlesford",
    (Role.PROVIDER, Role.RECIPIENT),
    actions.About(
        kind=Kind.RECIPROCAL_EXCHANGE,
        title="Mystery shopping, each for the other",
        purpose=(
            "Staff of each council ring and visit the other as customers and say how they were served. It costs"
            " officers’ time only. Quarterly reports bought from a company cost about £3,500 a year for each service."
        ),
        starts_on=date(2007, 9, 1),
    ),
    (("colchester", (Role.PROVIDER, Role.RECIPIENT)),),
    ("manager.colchester",),
    of_mystery_shopping,
    steps=(
        Taken("manager.uttlesford", _at(2007, 9, 1), Step.START),
        Taken(
            "manager.colchester",
            _at(2008, 9, 1),
            Step.REVIEW,
            date(2008, 10, 31),
            "After one year: what did each of us change because of what the other saw?",
        ),
    ),
    services=("customer_service",),
)
CUSTOMER_EXCELLENCE = Told(
    _at(2007, 8, 6),
    "uttlesford",
    (Role.RECIPIENT,),
    actions.About(
        kind=Kind.JOINT_TEAM,
        title="Customer excellence programme",
        purpose="Managers of both customer service centres learn together how to serve people who find it hard to ask.",
        starts_on=date(2007, 10, 1),
        ends_on=date(2008, 9, 30),
    ),
    (("colchester", (Role.PROVIDER,)),),
    ("manager.colchester",),
    steps=(
        Taken("manager.uttlesford", _at(2007, 10, 1), Step.START),
        Taken(
            "manager.uttlesford",
            _at(2008, 7, 1),
            Step.END,
            date(2008, 9, 30),
            "The programme was for a year. What was learnt goes into the training of each council.",
        ),
    ),
    services=("customer_service",),
)
PROFILING = Told(
    _at(2007, 8, 2),
    "uttlesford",
    (Role.PROVIDER,),
    actions.About(
        kind=Kind.JOINT_STRATEGY,
        title="A protocol for what we know of our customers",
        purpose=(
            "Councils that were studied together agree how to keep and share what they know of the people they serve."
            " A profiling package sorts households into 61 types in 11 groups, from 400 sources."
        ),
    ),
    (("colchester", (Role.RECIPIENT,)),),
    send=False,
    services=("customer_service", "it"),
)
WORKLESSNESS = Told(
    _at(2008, 4, 14),
    "kent",
    (Role.PROVIDER, Role.ACCOUNTABLE_BODY),
    actions.About(
        kind=Kind.JOINT_STRATEGY,
        title="Joined-up work on worklessness",
        purpose=(
            "A strategy programme and a service that finds people work link up across directorates, with the twelve"
            " districts and other partners. The service costs £1.3 million a year and has about 45 full-time posts."
        ),
        starts_on=date(2008, 4, 1),
        ends_on=date(2011, 3, 31),
    ),
    (
        ("dartford", (Role.PROVIDER,)),
        ("thanet", (Role.PROVIDER,)),
        ("downs-charity", (Role.PROVIDER,)),
        ("dartford-forum", (Role.OBSERVER,)),
    ),
    ("manager.downs-charity",),
    money=of_worklessness,
    measures=(
        (
            actions.MeasureFacts(
                name="People on out-of-work benefits (NI 152)",
                scale=Scale.NUMBER,
                direction=Direction.LOWER,
                unit="people",
                baseline="78000",
                baseline_on=date(2007, 11, 30),
            ),
            "",
            date(2011, 3, 31),
        ),
        (
            actions.MeasureFacts(
                name="People of working age on out-of-work benefits",
                scale=Scale.NUMBER,
                direction=Direction.LOWER,
                unit="%",
                baseline="10",
                baseline_on=date(2007, 11, 30),
            ),
            "",
            date(2011, 3, 31),
        ),
    ),
    services=("economic_development",),
)
STANDARDS = Told(
    _at(2004, 12, 6),
    "kettering",
    (Role.PROVIDER,),
    actions.About(
        kind=Kind.SHARED_SERVICE,
        title="Published service standards for concessionary fares and community leisure",
        purpose="One set of standards, written with the people who use the services, so that they can hold us to it.",
        starts_on=date(2005, 4, 1),
    ),
    (("bedfordshire", (Role.RECIPIENT,)),),
    services=("leisure", "customer_service"),
)
WELSH = Told(
    _at(2009, 2, 9),
    "ynys-mon",
    (Role.RECIPIENT,),
    actions.About(
        kind=Kind.LEAD_AUTHORITY,
        title="Gwasanaeth cyfieithu ar y cyd: Ynys Môn a Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        purpose="Mae un cyngor yn arwain y gwasanaeth cyfieithu ar ran y ddau.",
        starts_on=date(2009, 4, 1),
    ),
    (("birmingham", (Role.PROVIDER,)),),
    ("manager.birmingham",),
    legal_basis="",
    legal_bases=("lga_1972_101",),
    steps=(Taken("manager.ynys-mon", _at(2009, 4, 1), Step.START),),
    services=("equality",),
)

STORIES = (STANDARDS, MYSTERY_SHOPPING, CUSTOMER_EXCELLENCE, PROFILING, WORKLESSNESS, WELSH)


def tell(cast: Cast) -> None:
    """Tell each in its own time."""
    for told in STORIES:
        _tell(cast, told)


def _tell(cast: Cast, told: Told) -> None:
    with clock.pinned(told.moment), viewing(cast.viewer(f"manager.{told.by}")):
        arrangement = actions.create_arrangement(told.about, list(told.roles), told.services)
        reference = arrangement.reference
        for key, roles in told.parties:
            actions.add_party(arrangement, cast.organisation(key), list(roles))
        if told.money is not None:
            told.money(cast, arrangement)
        actions.set_legal_basis(arrangement, None, told.legal_basis, cast.organisation_id(told.by), told.legal_bases)
        for facts, target, due in told.measures:
            measure = actions.add_measure(arrangement, facts)
            if target:
                actions.set_target(arrangement, measure.reference, target, due)
    if told.send:
        with clock.pinned(told.moment), viewing(cast.viewer(f"manager.{told.by}")):
            actions.send_arrangement(find(reference))
    for address in told.confirmed_by:
        with clock.pinned(told.moment), viewing(cast.viewer(address)):
            confirm(find(reference))
    for taken in told.steps:
        with clock.pinned(taken.moment), viewing(cast.viewer(taken.by)):
            actions.take_step(find(reference), taken.step, day=taken.day, note=taken.note)
