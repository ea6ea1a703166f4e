"""The pages of the directory and of one's own people, as a browser gets them."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from portal.access import MembershipRole
from portal.data import db
from portal.features.organisations import (
    NameKind,
    OrganisationFacts,
    OrganisationType,
    create_organisation,
    record_succession,
)
from portal.features.organisations.actions import carry_out, plan_import
from portal.web.application import Portal
from tests.organisations.registers import KETTERING, charities, council, govuk, mysociety

MANY = mysociety(*(council(f"C{number:03}", f"Council {number:03}") for number in range(60)))


def bring_in(app: Portal, *contents: bytes) -> None:
    with app.app_context():
        for content in contents:
            carry_out(plan_import(content))
        db.session.commit()


def names_on(page: str) -> list[str]:
    return re.findall(r'<a class="govuk-link" href="/organisations/[^"]+">([^<]+)</a></th>', page)


def link(pattern: str, page: str) -> str:
    """The address that the first group of ``pattern`` finds; empty when there is none."""
    found = re.search(pattern, page)
    return found[1].replace("&amp;", "&") if found else ""


def get(browser: FlaskClient, address: str, status: int = 200) -> str:
    answer = browser.get(address)
    assert answer.status_code == status, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def form_of(page: str) -> dict[str, str]:
    """The hidden fields of the page's form (the one after sign-out)."""
    return dict(re.findall(r'name="(csrf_token|submission|version)" value="([^"]*)"', page[page.index("<main") :]))


def test_a_visitor_sees_neither_list(client):
    for address in ("/organisations", "/people"):
        assert client.get(address).status_code in (303, 401)


def test_the_list_is_by_name_and_pages_both_ways(app, world):
    bring_in(app, MANY)
    browser = world.browser(world.person("Zzz Council"))
    seen, address = [], "/organisations"
    while address:
        page = get(browser, address)
        seen += names_on(page)
        address = link(r'href="([^"]+)" rel="next"', page)
    assert seen == [f"Council {number:03}" for number in range(60)] + ["Zzz Council"]
    assert names_on(get(browser, link(r'href="([^"]+)" rel="prev"', page))) == seen[25:50]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("words=kett", ["Kettering Borough Council"]),
        ("words=GB-LAE-KET", ["Kettering Borough Council"]),
        ("words=northampton+west", ["West Northamptonshire Council"]),
        ("words=kett+BC", ["Kettering Borough Council"]),
        ("words=Northamptonshire+CC", ["Northamptonshire County Council"]),
        ("words=Northamptonshire+MBC", []),
        ("words=KBC", ["Kettering Borough Council"]),
        ("words=kb+borough", ["Kettering Borough Council"]),
        ("words=KETTERING&state=current", []),
        ("state=ended", ["Kettering Borough Council", "Northamptonshire County Council"]),
        ("type=charity", ["FREEMASONS’ CHARITY"]),
        ("type=nonsense&words=freemasons", ["FREEMASONS’ CHARITY"]),
        ("words=219177", ["FREEMASONS’ CHARITY"]),
        ("words=%27%3B--%00", []),
        ("words=" + "x" * 3000, []),
    ],
)
def test_the_list_is_searched_and_filtered(app, world, query, names):
    bring_in(app, KETTERING, charities({"no": "219177", "name": "FREEMASONS’ CHARITY"}))
    browser = world.browser(world.person("Kent"))
    page = get(browser, f"/organisations?{query}")
    assert names_on(page) == names
    if not names:
        assert "Nothing matches" in page


def test_a_key_of_nobody_is_not_found(app, world):
    browser = world.browser(world.person("Kent"))
    get(browser, "/organisations?after=ZZZZ-ZZZZ", 404)
    get(browser, "/organisations/ZZZZ-ZZZZ", 404)


def test_the_page_of_an_abolished_council_leads_to_its_successor(app, world):
    bring_in(app, KETTERING, govuk(("KET", "Kettering Borough Council", "", "")))
    browser = world.browser(world.person("Kent"))
    address = link(r'href="(/organisations/[^"]+)">Kettering', get(browser, "/organisations?words=kettering"))
    page = get(browser, address)
    assert "ended on 1 April 2021" in page
    assert "Where registers disagree" in page
    successor = link(r'href="(/organisations/[^"]+)">North Northamptonshire Council', page)
    assert "Kettering Borough Council</a>, 1 April 2021" in get(browser, successor)


def test_names_in_both_languages_are_marked(app, world):
    with app.app_context():
        facts = OrganisationFacts(
            identifiers=[("GB-PLA", "POW")], other_names=[("Cyngor Sir Powys", "cy", NameKind.OFFICIAL)], nation="Wales"
        )
        reference = create_organisation("Powys County Council", OrganisationType.COUNCIL, facts).reference
        db.session.commit()
    page = get(world.browser(world.person("Kent")), f"/organisations/{reference}")
    assert '<p class="govuk-body-l" lang="cy">Cyngor Sir Powys</p>' in page
    assert "GB-PLA-POW" in page


def test_names_from_a_register_are_escaped(app, world):
    bring_in(
        app, charities({"no": "219177", "name": "<script>alert(1)</script>", "activities": "<b>see http://x.org</b>"})
    )
    browser = world.browser(world.person("Kent"))
    listed = get(browser, "/organisations?words=219177")
    reference = link(r'href="(/organisations/[^"]+)">&lt;script', listed)
    page = get(browser, reference)
    assert "<script>alert" not in listed + page
    assert "<b>see" not in page


def test_only_ones_own_people_are_shown(app, world):
    kent, swindon = world.person("Kent", name="Kay Kent"), world.person("Swindon", name="Sam Swindon")
    browser = world.browser(kent)
    assert "Kay Kent" in get(browser, f"/organisations/{kent.organisation_reference}")
    assert "Sam Swindon" not in get(browser, f"/organisations/{swindon.organisation_reference}")
    people = get(browser, "/people")
    assert "Kay Kent" in people
    assert "Sam Swindon" not in people


def test_a_manager_changes_a_role_and_removes_a_person(app, world):
    manager = world.person("Kent", name="Maya Manager")
    world.person("Kent", MembershipRole.VIEWER, name="Vic Viewer")
    browser = world.browser(manager)
    change, remove = (
        link(
            rf'href="(/people/[^"]+/{what})">[^<]+<span class="govuk-visually-hidden">[^<]*Vic', get(browser, "/people")
        )
        for what in ("change-role", "end-membership")
    )
    fields = form_of(get(browser, change))
    assert browser.post(change, data=fields | {"role": "king"}).status_code == 422
    stale = form_of(get(browser, change))
    answer = browser.post(change, data=fields | {"role": "contributor"})
    assert (answer.status_code, answer.location) == (303, "/people")
    assert "Contributor" in get(browser, "/people")
    assert browser.post(change, data=stale | {"role": "manager"}).status_code == 409
    fields = form_of(get(browser, remove))
    assert browser.post(remove, data=fields).status_code == 303
    assert "Vic Viewer" not in re.sub(r"(?s)govuk-notification-banner.*?</p>", "", get(browser, "/people"))
    get(browser, remove, 404)


def test_the_last_manager_is_told_why_they_stay(app, world):
    browser = world.browser(world.person("Kent", name="Maya Manager"))
    remove = link(r'href="(/people/[^"]+/end-membership)"', get(browser, "/people"))
    answer = browser.post(remove, data=form_of(get(browser, remove)))
    assert answer.status_code == 422
    assert "only manager" in answer.get_data(as_text=True)
    change = remove.replace("end-membership", "change-role")
    answer = browser.post(change, data=form_of(get(browser, change)) | {"role": "viewer"})
    assert answer.status_code == 422
    assert "only manager" in answer.get_data(as_text=True)


def test_a_viewer_and_a_stranger_change_nobody(app, world):
    manager, viewer = world.person("Kent"), world.person("Kent", MembershipRole.VIEWER)
    change = link(r'href="(/people/[^"]+/change-role)"', get(world.browser(manager), "/people"))
    assert "/change-role" not in get(world.browser(viewer), "/people")
    get(world.browser(viewer), change, 403)
    get(world.browser(world.person("Swindon")), change, 404)
    get(world.browser(world.person("Swindon")), "/people/ZZZZ-ZZZZ/change-role", 404)


@pytest.mark.parametrize(
    "address", ["/organisations", "/organisations?words=council&type=council&state=current", "/people", "own"]
)
def test_a_page_takes_few_statements_whatever_the_size(app, world, address):
    viewer = world.person("Kent")
    browser = world.browser(viewer)
    address = f"/organisations/{viewer.organisation_reference}" if address == "own" else address
    statements = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    for content in (KETTERING, MANY):
        bring_in(app, content)
        statements.clear()
        get(browser, address)
        asked = [statement for statement in statements if not statement.startswith(("BEGIN", "PRAGMA"))]
        assert len(asked) <= 8, asked


def test_successions_by_hand(app, world):
    with app.app_context():
        old = create_organisation("Old Council", OrganisationType.COUNCIL)
        new = create_organisation("New Council", OrganisationType.COUNCIL)
        record_succession(old, new, None)
        db.session.commit()
        reference = new.reference
    assert "Old Council" in get(world.browser(world.person("Kent")), f"/organisations/{reference}")
