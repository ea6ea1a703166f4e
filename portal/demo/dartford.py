"""Case 4: what voluntary organisations said to an auditor, and the council's replies (January to April 2010)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select

from portal.access import viewing
from portal.core import clock
from portal.data import db
from portal.demo.cast import Cast
from portal.demo.files import text_file
from portal.demo.steps import confirm, find
from portal.features.arrangements import Kind as Form
from portal.features.arrangements import Role, actions
from portal.features.audits import Engagement, Plan, open_engagement, write_note
from portal.features.evidence import add_evidence
from portal.features.feedback import (
    Capacity,
    Kind,
    Stance,
    Statement,
    close_statement,
    make_statement,
    reply_to,
)


@dataclass(frozen=True)
class Said:
    """One statement, the council's reply to it, and what came of it; empty where there is none yet."""

    by: str
    on: datetime
    capacity: Capacity
    kind: Kind
    words: str
    stance: Stance | None = None
    reply: str = ""
    outcome: str = ""


def _at(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2010, month, day, hour, tzinfo=UTC)


COMMITTEE = date(2010, 4, 30)

SNAPSHOT = (
    Said(
        "manager.weald-care",
        _at(1, 18),
        Capacity.CONTRACTOR,
        Kind.CLAIM,
        "The council has been driving down the value of contracts for care at home.",
        Stance.DISPUTED,
        "We held increases for the cost of living tightly in those years. We did nothing more than that: no contract"
        " was let again at a lower rate.",
        "Governance and Audit Committee noted the claim and the reply side by side. The rates paid in each year will be"
        " put to the wider review, because partners believe that they fell.",
    ),
    Said(
        "manager.dartford-forum",
        _at(1, 20),
        Capacity.REPRESENTATIVE,
        Kind.CLAIM,
        "Our forum in Dartford has not been told who now speaks for the council at its meetings.",
        Stance.EXPLAINED,
        "A link officer was named in writing. Nobody asked the directorate before this was written down, and it could"
        " have settled the point in one call.",
        "The name and telephone number of the link officer now stand on the forum’s page.",
    ),
    Said(
        "volunteer.dartford-forum",
        _at(1, 21),
        Capacity.REPRESENTATIVE,
        Kind.EXPERIENCE,
        "People who ring about a change in their care wait a long time and are asked the same questions twice.",
        Stance.ACCEPTED,
        "We have heard this from others too. The contact centre now keeps the notes of each call.",
    ),
    Said(
        "manager.downs-charity",
        _at(1, 25),
        Capacity.COMMISSIONER,
        Kind.SUGGESTION,
        "Ask those who help to commission a service apart from those who are paid to provide it.",
        Stance.ACCEPTED,
        "We agree. The views in the snapshot came from both and were not told apart.",
        "From now on every statement says in which capacity it is made.",
    ),
    Said(
        "manager.weald-care",
        _at(4, 12),
        Capacity.CONTRACTOR,
        Kind.EXPERIENCE,
        "Our invoices were paid within thirty days this winter, which was not so the winter before.",
    ),
)


def tell(cast: Cast, kent_swindon: str) -> None:
    """Tell the story; then what is under way at present over case 1."""
    reference = _register(cast)
    _audit(cast, reference)
    for said in SNAPSHOT:
        _say(cast, reference, said)
    _tell_of_the_present(cast, kent_swindon)


def _register(cast: Cast) -> str:
    with clock.pinned(datetime(2009, 4, 6, 9, tzinfo=UTC)), viewing(cast.viewer("manager.kent")):
        arrangement = actions.create_arrangement(
            actions.About(
                kind=Form.SHARED_SERVICE,
                title="Care at home and voluntary services in Kent",
                purpose=(
                    "The council, those who speak for people who use care at home, those who help to commission it and"
                    " those who are paid to provide it agree how they work together and how they are heard."
                ),
                starts_on=date(2009, 4, 1),
            ),
            [Role.FUNDER, Role.ACCOUNTABLE_BODY],
            ["adult_social_care", "voluntary_sector"],
        )
        for key, roles in (
            ("weald-care", [Role.PROVIDER]),
            ("downs-charity", [Role.OTHER]),
            ("dartford-forum", [Role.OBSERVER]),
        ):
            actions.add_party(arrangement, cast.organisation(key), roles)
        actions.set_legal_basis(arrangement, None, "", cast.organisation_id("kent"), ["grant", "contract"])
        actions.send_arrangement(arrangement)
        reference = arrangement.reference
    for address in ("manager.weald-care", "manager.downs-charity"):
        with clock.pinned(datetime(2009, 4, 14, 9, tzinfo=UTC)), viewing(cast.viewer(address)):
            confirm(find(reference))
    with clock.pinned(_at(4, 20)), viewing(cast.viewer("officer.kent")):
        arrangement = find(reference)
        words = "Year,Increase for the cost of living\n2007/08,2.0%\n2008/09,1.5%\n2009/10,1.0%\n"
        evidence = add_evidence(
            arrangement.inner_list_id,
            "Increases in rates for care at home",
            (date(2007, 4, 1), date(2010, 3, 31)),
            text_file("rates-2007-2010.csv", words),
        )
        actions.attach_evidence(arrangement, evidence)
    return reference


def _audit(cast: Cast, reference: str) -> None:
    with clock.pinned(_at(1, 11)), viewing(cast.viewer("manager.kent")):
        plan = Plan(
            "A snapshot of partners’ views",
            "To hear how voluntary organisations find working with the council.",
            date(2010, 1, 11),
            COMMITTEE,
            [reference],
        )
        engagement = open_engagement(plan, cast.organisation("auditor")).reference
    with clock.pinned(_at(2, 2)), viewing(cast.viewer("officer.auditor")):
        write_note(
            _engagement(engagement),
            "Who was asked",
            "Voluntary organisations only. Nobody yet from the directorate. Ask them before anything is printed.",
            reference,
        )


def _engagement(reference: str) -> Engagement:
    return db.session.scalars(select(Engagement).where(Engagement.reference == reference)).one()


def _say(cast: Cast, reference: str, said: Said) -> None:
    with clock.pinned(said.on), viewing(cast.viewer(said.by)):
        made = make_statement(find(reference), said.capacity, said.kind, said.words).reference
    if said.stance:
        with clock.pinned(said.on + timedelta(days=9)), viewing(cast.viewer("manager.kent")):
            reply_to(_statement(made), said.stance, said.reply)
    if said.outcome:
        with clock.pinned(_at(4, 30, 16)), viewing(cast.viewer("manager.kent")):
            close_statement(_statement(made), said.outcome, COMMITTEE)


def _statement(reference: str) -> Statement:
    return db.session.scalars(select(Statement).where(Statement.reference == reference)).one()


def _tell_of_the_present(cast: Cast, kent_swindon: str) -> None:
    """An audit that runs now, a statement of 2005 that was answered, and one of today that waits."""
    _answered_in_2005(cast, kent_swindon)
    with viewing(cast.viewer("manager.swindon")):
        today = clock.today()
        plan = Plan(
            "Lessons of the pilot",
            "To see the proof of what the mentoring cost and changed.",
            today,
            today + timedelta(days=120),
            [kent_swindon],
        )
        engagement = open_engagement(plan, cast.organisation("auditor")).reference
    with viewing(cast.viewer("officer.auditor")):
        words = "Forty sessions are logged. Compare them with the ten a month that were planned."
        write_note(_engagement(engagement), "Planned against held", words, kent_swindon)
    with viewing(cast.viewer("volunteer.swindon-carers")):
        make_statement(
            find(kent_swindon),
            Capacity.REPRESENTATIVE,
            Kind.SUGGESTION,
            "Tell carers what was learned, in two pages and in plain words.",
        )


def _answered_in_2005(cast: Cast, kent_swindon: str) -> None:
    with clock.pinned(datetime(2005, 5, 9, 14, tzinfo=UTC)), viewing(cast.viewer("manager.swindon-carers")):
        made = make_statement(
            find(kent_swindon),
            Capacity.REPRESENTATIVE,
            Kind.EXPERIENCE,
            "Since February a carer who rings social services is called back the same week. Before, many were not.",
        ).reference
    with clock.pinned(datetime(2005, 5, 16, 9, tzinfo=UTC)), viewing(cast.viewer("manager.swindon")):
        reply_to(_statement(made), Stance.ACCEPTED, "Thank you. The duty desk now counts calls that wait.")
