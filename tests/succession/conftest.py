"""Kettering is abolished and North Northamptonshire takes over; Northamptonshire is split in two."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import create_engine, text

from portal.access import Viewer, viewing
from portal.core import clock
from portal.data import db
from portal.features.arrangements import (
    About,
    Arrangement,
    Decision,
    MeasureFacts,
    Money,
    ToDo,
    Visit,
    actions,
)
from portal.features.arrangements.queries import newest_terms
from portal.features.audits import Plan, open_engagement
from portal.features.feedback import Capacity, Kind, make_statement
from portal.features.organisations import Organisation, OrganisationType, own_record, record_succession
from portal.features.succession import Handover, HandoverOffer, HandoverShare, accept, record_handover, release
from portal.features.succession import actions as handing
from portal.features.succession import queries as handed
from portal.web.application import Portal
from tests.factories.world import World
from tests.harness.databases import PostgresDatabases, SqliteDatabases

DAY = date(2021, 4, 1)
GRANTS = (
    "SELECT access_list_id, organisation_id, role, granted_by_id, term_id, ends_at IS NULL AS open_end"
    " FROM access_grant WHERE ends_at IS NULL OR ends_at > :now"
)


class Northants:
    """The organisations of the story and what they do, through the actions of the features."""

    def __init__(self, app: Portal, world: World, admin_url: str, tag: str = "") -> None:
        self.app, self.world, self.admin_url, self.tag = app, world, admin_url, tag
        world.once(self, self._enter)

    def _enter(self) -> None:
        world, tag = self.world, self.tag
        self.old = world.person(f"Kettering Borough Council{tag}", name="Kit of Kettering")
        self.north = world.person(f"North Northamptonshire Council{tag}", name="Nora of the North")
        self.west = world.person(f"West Northamptonshire Council{tag}", name="Wes of the West")
        self.partner = world.person(f"Corby Borough Council{tag}", name="Cora of Corby")
        self.watcher = world.person(f"Wellingborough Council{tag}", name="Will who watches")
        self.auditor = world.person(f"Audit Office{tag}", type_=OrganisationType.AUDIT_BODY, name="Ada the auditor")
        for viewer in (self.old, self.north, self.west, self.partner, self.watcher, self.auditor):
            with self.at(viewer):
                own_record(viewer.organisation_id)

    @contextmanager
    def at(self, viewer: Viewer) -> Iterator[None]:
        """As ``viewer``."""
        with self.app.app_context(), viewing(viewer):
            yield

    def organisation(self, viewer: Viewer) -> Organisation:
        """The organisation of ``viewer``, in the present session."""
        return db.session.get_one(Organisation, viewer.organisation_id)

    def arrangement(self, reference: str) -> Arrangement:
        """The arrangement, for whoever looks."""
        return db.session.query(Arrangement).filter_by(reference=reference).one()

    def sees(self, viewer: Viewer, reference: str) -> bool:
        """Whether ``viewer`` finds the arrangement."""
        with self.at(viewer):
            return db.session.query(Arrangement.id).filter_by(reference=reference).first() is not None

    def registered(self, by: Viewer, other: Viewer, title: str = "Fares for older people", pence: int = 5000) -> str:
        """An arrangement of two councils that both have confirmed, with money, a target and a planned session."""
        with self.at(by):
            about = About(kind="shared_service", title=title, purpose="One pass", starts_on=date(2019, 4, 1))
            one = actions.create_arrangement(about, ["provider"])
            actions.add_party(one, self.organisation(other), ["recipient"])
            actions.add_money(one, Money(by.organisation_id, other.organisation_id, pence=pence))
            actions.set_legal_basis(one, None, "Local Government Act 1972, section 101", by.organisation_id)
            facts = MeasureFacts(
                "Passes in use", "number", "higher", baseline="10", baseline_on=date(2019, 4, 1), unit="passes"
            )
            measure = actions.add_measure(one, facts)
            actions.set_target(one, measure.reference, "20", date(2020, 4, 1))
            actions.send_arrangement(one)
            visit = Visit(state="planned", on_date=date(2020, 5, 1), topic="First review")
            session = actions.log_session(one, visit)
            to_do = ToDo("Write to every holder", by.organisation_id, date(2020, 6, 1))
            actions.add_follow_up(one, session.reference, to_do)
            reference = one.reference
        self.confirm(other, reference)
        return reference

    def confirm(
        self, viewer: Viewer, reference: str, decision: Decision = Decision.CONFIRMED, comment: str = ""
    ) -> None:
        """A party answers the newest version."""
        with self.at(viewer):
            one = self.arrangement(reference)
            actions.answer_terms(one, newest_terms(one).digest, decision, comment)

    def draft(self, by: Viewer, title: str = "An idea that only one council sees") -> str:
        """A draft."""
        with self.at(by):
            about = About(kind="shared_service", title=title)
            return actions.create_arrangement(about, ["provider"]).reference

    def statement(self, by: Viewer, reference: str) -> str:
        """A claim about an arrangement, put to its parties."""
        with self.at(by):
            return make_statement(
                self.arrangement(reference), Capacity.REPRESENTATIVE, Kind.CLAIM, "Passes come late."
            ).reference

    def audit(self, by: Viewer, reference: str) -> str:
        """An audit over an arrangement that runs for a year."""
        with self.at(by):
            today = clock.today()
            plan = Plan("A look at fares", "Whether they pay", today, today.replace(year=today.year + 1), [reference])
            return open_engagement(plan, self.organisation(self.auditor)).reference

    def record(self, *successors: Viewer, on: date = DAY, old: Viewer | None = None) -> None:
        """The directory knows who takes over, and the old council records it."""
        old = old or self.old
        with self.at(Viewer(0, "operator", "Operator")):
            for successor in successors:
                record_succession(self.organisation(old), self.organisation(successor), on)
        with self.at(old):
            record_handover(self.organisation(old), [self.organisation(one) for one in successors], on)

    def handover(self) -> Handover:
        """The old council's handover, in its own session."""
        found = handed.handover_of(self.old.organisation_id)
        assert found is not None
        return found

    def release(self) -> None:
        """The old council shows its successors what passes."""
        with self.at(self.old):
            release(self.handover())

    def send_all_to(self, *successors: Viewer) -> None:
        """The old council sends everything undecided to these."""
        ids = [one.organisation_id for one in successors]
        with self.at(self.old):
            shares = [share for share in handed.shares_of(self.handover().id) if share.successor_id in ids]
            handing.choose_for_the_rest(self.handover(), [share.id for share in shares])

    def share(self, viewer: Viewer) -> HandoverShare:
        """The share of a successor, in its own session."""
        return db.session.query(HandoverShare).filter_by(successor_id=viewer.organisation_id).one()

    def offers(self, viewer: Viewer, kind: str = "") -> list[HandoverOffer]:
        """What a successor is offered, in its own session."""
        found = db.session.query(HandoverOffer).filter_by(share_id=self.share(viewer).id).order_by(HandoverOffer.id)
        return [offer for offer in found if kind in {"", offer.kind}]

    def accept_all(self, viewer: Viewer) -> int:
        """A successor takes over all that waits for it."""
        with self.at(viewer):
            offered = [offer for offer in self.offers(viewer) if offer.state == "offered"]
            for offer in offered:
                accept(offer)
            return len(offered)

    def grants(self) -> set[tuple[int, int, str, int, int | None, bool]]:
        """Every live or coming grant, past both walls: list, organisation, role, giver, term, without an end."""
        engine = create_engine(self.admin_url)
        try:
            with engine.connect() as connection:
                now: object = clock.now()
                if engine.dialect.name == "sqlite":
                    now = clock.now().replace(tzinfo=None).isoformat(" ")
                return {tuple(row) for row in connection.execute(text(GRANTS), {"now": now})}
        finally:
            engine.dispose()


@pytest.fixture
def northants(app: Portal, world: World, database: SqliteDatabases | PostgresDatabases) -> Northants:
    """The councils before anything is recorded."""
    return Northants(app, world, database.admin_url)
