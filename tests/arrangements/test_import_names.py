"""A person says which organisations the names in a file are: the nearest stand there, and the person decides."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

from portal.access import MembershipRole
from portal.features.arrangements.models import Arrangement, Party
from portal.features.organisations import Organisation
from tests.arrangements.rows import SHARED, Desk, Importer
from tests.factories.world import World

WEST = "West Mercia Energy (A Local Authority Joint Committee of Shropshire Council, Worcestershire County Council)"
JOINT = f"""Title,Buyer name
Gas,"{WEST}"
Power,"{WEST}."
Oil,West Mercia Energy
Bulky matters,Blackpool Council and Wyre Council
Roads,Medway Councill
""".encode()


def test_a_joint_committee_spelt_several_ways_is_one_party(desk: Desk) -> None:
    names = desk.kim.chooses(JOINT, parted="whole")
    page = unescape(desk.kim.matches(names, status=422))
    for name in (WEST, "Medway Councill"):
        assert page.count(f"Choose what “{name}” is") == 2, "told above and at the name"
    assert page.count("Choose what “") == 4, "for the others the nearest is chosen"
    adding = desk.kim.matches(names, {"County Council)": "Add it", "Councill": "Another organisation"})
    assert desk.kim.matches(names) == adding, "what waits is asked again"
    finding = desk.kim.describes(adding, called="West Mercia Energy", kind="joint")
    assert "Nothing found" in desk.kim.reads(f"{finding}?name=zzz")
    page = desk.kim.reads(f"{finding}?name=Medw")
    reference = re.search(r'name="organisation" type="radio" value="([^"]+)"', page)
    assert reference
    check = desk.kim.sends(f"{finding}?name=Medw", organisation=reference[1])
    page = desk.kim.reads(check)
    assert "West Mercia Energy (to be added)" in page
    assert desk.rows(Organisation.id, Organisation.name)[-1][1] != "West Mercia Energy", "nothing is written yet"
    desk.kim.sends(check, page=page)
    us = {"Kent County Council": ["provider"]}
    west = us | {"West Mercia Energy": ["recipient"]}
    assert desk.parties == {
        "Gas": west,
        "Power": west,
        "Oil": west,
        "Bulky matters": us | {"Blackpool Borough Council": ["recipient"], "Wyre Borough Council": ["recipient"]},
        "Roads": us | {"Medway Council": ["recipient"]},
    }
    assert [name for _, name in desk.rows(Organisation.id, Organisation.name)].count("West Mercia Energy") == 1
    later = f'Title,Partners\nWater,"{WEST.upper()}"\n'.encode()
    assert "1 is spelt as in the list of organisations" in desk.kim.reads(desk.kim.chooses(later)), (
        "the directory knows the spellings"
    )


def test_one_answer_will_do_for_all_that_are_not_found(desk: Desk) -> None:
    forty = [f"Body {'abcdefghijklmnopqrst'[at // 2]}{at} Trust" for at in range(40)]
    rows = "Title,Partners\n" + "".join(f"Number {at},{name}\n" for at, name in enumerate(forty))
    names = desk.kim.chooses((rows + "Roads,Medway Borough Council\n").encode())
    page = unescape(desk.kim.reads(names))
    assert "The file names 41 organisations" in page
    medway = page[page.index(">Medway Borough Council</label>") :]
    assert re.search('value="is [^>]* selected>Medway Council<', medway), "the nearest is chosen, and a person confirms"
    adding = desk.kim.matches(names, rest="add")
    assert "what all the others are" in unescape(desk.kim.describes(adding, status=422))
    check = desk.kim.describes(adding, rest="charity")
    assert check.endswith("/check")
    desk.kim.sends(check)
    assert {name for who in desk.parties.values() for name in who} == {"Kent County Council", "Medway Council", *forty}


def test_only_a_manager_adds_an_organisation(desk: Desk, world: World) -> None:
    clerk = Importer(world.browser(world.person("Kent County Council", MembershipRole.CONTRIBUTOR)))
    names = clerk.chooses(b"Title,Partners\nWater,Anglian Waters\n")
    assert "Add it" not in clerk.reads(names)
    check = clerk.matches(names, {"Waters": "Keep the name only"})
    clerk.sends(check)
    assert desk.rows(Arrangement.id, Arrangement.purpose)[0][1].startswith("Named in the file")
    assert desk.parties == {"Water": {"Kent County Council": ["provider"]}}


def test_the_real_contracts_come_in(desk: Desk) -> None:
    """Three notices of one joint committee that is spelt two ways, and one of two councils in one cell."""
    with (SHARED / "uk_contracts_finder.csv").open(encoding="utf-8") as file:
        head, *rows = csv.reader(file)
    wanted = [row for row in rows if "West Mercia" in row[5] or " and Wyre" in row[5]]
    text = io.StringIO()
    csv.writer(text).writerows([head, *wanted])
    names = desk.kim.chooses(text.getvalue().encode(), parted="whole", signs="yes")
    adding = desk.kim.matches(names, {"Herefordshire Council)": "Add it"})
    desk.kim.sends(desk.kim.describes(adding, called="West Mercia Energy", kind="joint"))
    west = {title for title, who in desk.parties.items() if "West Mercia Energy" in who}
    assert len(west) == 3
    assert {"Wyre Borough Council"} < set(desk.parties["Bulky Matters"])
    assert len(desk.rows(Party.organisation_id)) == 4 + 3 + 2
