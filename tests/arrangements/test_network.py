"""Who shares with whom: only what the viewer can see, drawn the same each time, with every link in the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from portal.access import Viewer, open_list
from portal.data import db
from portal.features.arrangements.models import Arrangement, Party, PartyRole
from portal.features.arrangements.queries.network import MOST_LINKS
from portal.features.arrangements.rules.network import LINE_HEIGHT, LONGEST, WIDTH, Link, network
from tests.arrangements.conftest import Case
from tests.arrangements.people import Person, reference_of, sits, statements
from tests.factories.world import World

MAP = "/arrangements/map"
NARROWEST = 4
"""About the least width of a character in the picture, so that what would not fit is found."""

LINKS = st.lists(
    st.builds(Link, st.integers(1, 15), st.integers(16, 30), st.integers(1, 50)),
    unique_by=lambda link: (link.one, link.other),
    min_size=1,
    max_size=40,
)


@given(LINKS, st.data())
def test_the_picture_is_the_same_in_whatever_order_links_come(links: list[Link], data: st.DataObject) -> None:
    names = {number: f"Organisation {number}" for number in range(31)}
    again = data.draw(st.permutations(links))
    assert network(links, names, 3) == network(again, names, 3)


@given(LINKS, st.text(max_size=200), st.integers(1, 40))
def test_no_name_lies_on_another_and_nothing_leaves_the_picture(links: list[Link], name: str, middle: int) -> None:
    ids = {end for link in links for end in (link.one, link.other)}
    made = network(links, dict.fromkeys(ids, name), middle)
    assert {node.id for node in made.nodes} == ids
    assert len(made.lines) == len(links)
    for node in made.nodes:
        assert node.radius <= node.x <= WIDTH - node.radius
        assert node.radius <= node.y <= made.height - node.radius
        for words in node.words:
            assert len(words.text) <= LONGEST
            assert 0 <= words.x <= WIDTH
            assert LINE_HEIGHT / 2 <= words.y <= made.height
            assert words.x + NARROWEST * len(words.text) * (1 if node.anchor == "start" else 0) <= WIDTH
    for anchor in ("start", "end"):
        heights = sorted(words.y for node in made.nodes if node.anchor == anchor for words in node.words)
        assert all(below - above >= LINE_HEIGHT - 0.2 for above, below in pairwise(heights))


def test_the_more_two_share_the_thicker_their_line() -> None:
    made = network([Link(1, 2, 9), Link(1, 3, 4), Link(2, 3, 1)], {}, 1)
    assert [line.width for line in made.lines] == sorted({line.width for line in made.lines})
    assert network([], {}, 1).nodes == []


def rows(person: Person, asked: str = "") -> dict[tuple[str, str], tuple[int, str]]:
    """The table: in how many arrangements two organisations share, and where these are listed."""
    page = person.reads(f"{MAP}{asked}")
    found = re.findall(r'<th [^>]*scope="row"[^>]*>([^<]*)</th><td[^>]*>([^<]*)</td>.*?href="([^"]*)">(\d+)<', page)
    assert page.count("accord-chart__link") == len(found)
    return {(one, other): (int(many), href.replace("&amp;", "&")) for one, other, href, many in found}


def shares(case: Case, *parties: Viewer, watching: tuple[Viewer, ...] = (), seen_by: Viewer, state: str) -> None:
    """An arrangement of these parties on a list of ``seen_by`` alone."""
    with case.at(seen_by):
        outer, inner = open_list("registered it"), open_list("registered it")
        made = Arrangement(
            access_list_id=outer.id,
            inner_list_id=inner.id,
            registered_by_id=seen_by.organisation_id,
            kind="pilot",
            title=f"{len(parties)} share",
            state=state,
        )
        db.session.add(made)
        db.session.flush()
        for viewer in (*parties, *watching):
            party = Party(
                access_list_id=outer.id, arrangement_id=made.id, organisation_id=viewer.organisation_id, note=""
            )
            db.session.add(party)
            db.session.flush()
            role = "observer" if viewer in watching else "provider"
            db.session.add(PartyRole(access_list_id=outer.id, party_id=party.id, role=role))
        db.session.commit()


def test_each_sees_the_links_that_they_can_see(case: Case, world: World) -> None:
    case.sent()
    shares(case, case.swindon, case.kent, seen_by=case.swindon, state="active")
    shares(case, case.swindon, case.stranger, watching=(case.odpm,), seen_by=case.swindon, state="idea")
    shares(case, case.swindon, case.kent, seen_by=case.swindon, state="ended")
    shares(case, case.kent, case.stranger, seen_by=case.kent, state="active")
    sam = sits(case, world, case.swindon)
    swindon, kent = "Swindon Borough Council", "Kent County Council"
    seen = rows(sam)
    assert seen[swindon, kent][0] == 2
    assert seen[swindon, "Uttlesford District Council"][0] == 1
    assert (kent, "Uttlesford District Council") not in seen
    assert not any("Bedfordshire" in end for pair in seen for end in pair)
    assert len(seen) == len(list(combinations("SKOH", 2))) + 1
    assert rows(sam, "?state=ended")[swindon, kent][0] == 1
    listed = sam.reads(seen[swindon, kent][1])
    assert f"With: {swindon} and {kent}" in listed
    assert listed.count('scope="row"') == 2
    watching = rows(sits(case, world, case.bedfordshire))
    assert watching[swindon, kent][0] == 1
    assert "Nobody shares yet" in sits(case, world, case.stranger).reads(MAP)
    assert "Nothing matches" in sam.reads(f"{MAP}?kind=franchise")


def test_what_is_listed_between_two_stays_between_them(case: Case, world: World) -> None:
    case.sent()
    sam = sits(case, world, case.swindon)
    two = f"{reference_of(case, 'Kent County Council')}.{reference_of(case, 'Department of Health')}"
    page = sam.reads(f"/arrangements?among={two}")
    assert f'type="hidden" name="among" value="{two}"' in page
    assert "Kent mentors Swindon" in page
    watcher = reference_of(case, "Bedfordshire County Council")
    assert "Nothing matches" in sam.reads(f"/arrangements?among={watcher}")
    for nonsense in ("AAAA-AAAA", "x", "...", "AAAA-AAAA.AAAA-AAAA.AAAA-AAAA", "%00"):
        sam.reads(f"/arrangements?among={nonsense}")
    sam.sends(f"/arrangements/views/add?among={two}", name="Health in Kent")
    assert "With: Kent County Council and Department of Health" in sam.reads("/arrangements/views")


def many(case: Case, world: World) -> Iterator[Viewer]:
    yield case.swindon
    for number in range(11):
        yield world.person(f"Partner {number}")


def test_only_the_strongest_are_shown_and_it_asks_as_often(case: Case, world: World) -> None:
    case.sent()
    sam = sits(case, world, case.swindon)
    rows(sam)
    few = statements(case, sam, MAP)
    shares(case, *many(case, world), seen_by=case.swindon, state="active")
    assert len(rows(sam)) == MOST_LINKS
    assert f"These are the {MOST_LINKS} strongest" in sam.reads(MAP)
    assert statements(case, sam, MAP) == few <= 8
