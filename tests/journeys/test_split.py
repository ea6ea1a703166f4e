"""Northamptonshire is split in two, by the rows of the real register: its manager says where each thing goes, and the
managers of both successors take over what is theirs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text

from portal.access import MembershipRole, Viewer
from portal.core import clock
from portal.demo.cast import DOMAIN, PASSWORD
from portal.features.organisations import add_membership, create_person, operator_for, organisation_by_org_id
from portal.features.organisations.actions import importing
from portal.features.signin import hashed
from tests.harness.databases import PostgresDatabases, SqliteDatabases
from tests.journeys.conftest import Enter
from tests.journeys.person import NOT_FOUND, Person
from tests.journeys.site import Site
from tests.journeys.telling import Telling
from tests.organisations.registers import REAL
from tests.succession.conftest import Northants

REGISTER = REAL / "1-local-authorities" / "uk_local_authorities_future.csv"
COUNTY, NORTH, WEST = (
    f"{name} Council" for name in ("Northamptonshire County", "North Northamptonshire", "West Northamptonshire")
)
ROADS, CARE, BUSES = "Roads across the county", "Care for children", "Evening buses"
MANAGER, OFFICER = "Manager of the county", "Officer of the county"
KEPT = (
    "arrangement",
    "party",
    "money_flow",
    "mentoring_session",
    "follow_up",
    "target",
    "statement",
    "membership",
    "person",
)


class Split(Northants):
    """The county, those who take over, and Kent, with whom it shares something; by the directory."""

    roads = care = ""

    def __init__(self, site: Site, admin_url: str) -> None:
        self.app, self.admin_url = site.app, admin_url
        lines = REGISTER.read_bytes().splitlines(keepends=True)
        rows = [line for line in lines[1:] if line.startswith((b"NTH,", b"NNT,", b"WNT,"))]
        assert len(rows) == 3, "the register has the county and both successors"
        with self.at(Viewer(0, "operator", "Operator")):
            importing.carry_out(importing.plan_import(lines[0] + b"".join(rows)))
        self.old = self.enters("NTH", MANAGER, MembershipRole.MANAGER, "manager.nth")
        self.enters("NTH", OFFICER, MembershipRole.CONTRIBUTOR, "officer.nth")
        self.north = self.enters("NNT", "Manager of the North", MembershipRole.MANAGER, "manager.nnt")
        self.west = self.enters("WNT", "Manager of the West", MembershipRole.MANAGER, "manager.wnt")
        self.partner = self.enters("KEN", "Somebody in Kent", MembershipRole.MANAGER, "somebody.ken")

    def enters(self, code: str, name: str, role: MembershipRole, local: str) -> Viewer:
        """Somebody of the council with this code in the register."""
        with self.at(Viewer(0, "operator", "Operator")):
            organisation = organisation_by_org_id(f"GB-LAE-{code}")
            assert organisation is not None
            operator = operator_for(organisation)
            known = (organisation.id, organisation.reference, organisation.name)
        with self.at(operator):
            person = create_person(name, f"{local}@{DOMAIN}")
            person.password = hashed(PASSWORD)
            add_membership(person, operator.organisation_id, role)
            return Viewer(person.id, person.actor_id, name, *known, role)

    def counted(self) -> dict[str, int]:
        """How many rows there are of each thing, past both walls, and all the money agreed."""
        query = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in KEPT)
        query += " UNION ALL SELECT 'pence', coalesce(sum(pence), 0) FROM money_flow"
        engine = create_engine(self.admin_url)
        with engine.connect() as connection:
            found = {str(name): int(count) for name, count in connection.execute(text(query))}
        engine.dispose()
        return found

    def holds(self, *viewers: Viewer) -> set[tuple[int, str]]:
        """(list, role) of what these organisations are on."""
        ids = {viewer.organisation_id for viewer in viewers}
        return {(grant[0], grant[2]) for grant in self.grants() if grant[1] in ids}


@pytest.fixture
def split(site: Site, database: SqliteDatabases | PostgresDatabases) -> Split:
    """The county has two arrangements with Kent and an idea; Kent claims something about one of them."""
    site.it_is(2021, 4, 6)
    with clock.pinned(site.now()):
        made = Split(site, database.admin_url)
        made.roads = made.registered(made.old, made.partner, ROADS)
        made.care = made.registered(made.partner, made.old, CARE)
        made.draft(made.old, BUSES)
        made.statement(made.partner, made.roads)
    return made


@contextmanager
def signed_in(somebody: Enter, local: str) -> Iterator[Person]:
    """Somebody at their browser, from signing in to leaving."""
    person = somebody(local)
    person.signs_in()
    yield person


@pytest.mark.browser
@pytest.mark.parametrize(
    ("telling", "database"),
    [pytest.param(Telling("no-script-320", width=320, height=640, script=False), "postgresql", id="narrow-no-script")],
    indirect=["database"],
)
def test_a_county_is_split_in_two(split: Split, somebody: Enter) -> None:
    rows, held, partners = split.counted(), split.holds(split.old), split.holds(split.partner)
    own = split.holds(split.north, split.west)
    with signed_in(somebody, "manager.nth") as county:
        records_and_shows(county, split)
    assert split.counted() == rows
    before = split.holds(split.north, split.west)
    assert {role for _, role in before - own} == {"party"}, "each of them sees its share, and nothing of the county's"
    assert not (before - own) & held
    with signed_in(somebody, "manager.nnt") as north:
        takes_over(north, ROADS)
        north.sees("5 of 5 accepted")
        tells_the_story(north, split.roads)
    with signed_in(somebody, "manager.wnt") as west:
        takes_over(west, CARE)
        west.sees("4 of 4 accepted")
        west.goes_to(f"/arrangements/{split.roads}", status=NOT_FOUND)
        west.goes_to(f"/arrangements/{split.care}")
    after = split.counted()
    assert {name: (was, after[name]) for name, was in rows.items() if after[name] < was} == {}
    assert (after["pence"], after["arrangement"], after["person"]) == (
        rows["pence"],
        rows["arrangement"],
        rows["person"],
    )
    gained = split.holds(split.north, split.west) - before
    assert gained == held - split.holds(split.old), "all that the county had, and nothing else"
    assert split.holds(split.partner) == partners
    county.goes_to("/choose-organisation")
    county.sees(NORTH)


def records_and_shows(me: Person, split: Split) -> None:
    """The county's manager: records it by the register, sends the roads to the North and the rest to both."""
    me.goes_to(f"/organisations/{split.old.organisation_reference}")
    me.follows("Hand over to those who take your place")
    me.sees("Who takes over?")
    for name in (NORTH, WEST):
        assert me.question("Who takes over?").get_by_label(name, exact=True).is_checked(), "as the register has it"
    me.presses("Record it and list what passes")
    me.sees("have nowhere to go yet", ROADS, CARE, BUSES, MANAGER, OFFICER)
    for what, to in ((ROADS, NORTH), (MANAGER, NORTH), (OFFICER, WEST)):
        me.follows(f"Change where {what} goes")
        me.picks("Where does it go?", to)
        me.presses("Save")
    me.follows("Choose for everything that is left")
    me.picks("Where does the rest go?", NORTH, WEST)
    me.presses("Choose for the rest")
    me.sees("Each has somewhere to go")
    me.follows("Show it to those who take over")
    me.presses("Show it to them")


def takes_over(me: Person, first: str) -> None:
    """A successor's manager: one by one, then everything that waits."""
    me.follows(f"What passes to you from {COUNTY}")
    me.sees(f"What passes from {COUNTY}", first)
    me.follows(f"Accept {first}")
    me.sees("What that one did and paid stays under its own name")
    me.presses("Accept")
    me.sees(f"You have accepted “{first}”", "1 of")
    me.follows("Accept everything that waits")
    me.presses("Accept everything")


def tells_the_story(me: Person, reference: str) -> None:
    """What the county agreed and did stays the county's."""
    me.goes_to(f"/arrangements/{reference}")
    me.sees(f"Registered by {COUNTY}", f"{NORTH} looks after it now", "Left on 1 April 2021")
    me.goes_to(f"/arrangements/{reference}/history")
    me.sees(
        f"{NORTH} took over from {COUNTY} on 1 April 2021", f"Sent it to the parties 6 April 2021 at 11:00am · {COUNTY}"
    )
