"""A page opened for one organisation is never saved in the name of another, whatever the page."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from portal.access import MembershipRole, Viewer
from portal.access.guard import declaration_of
from portal.data import db
from portal.features.organisations import Membership
from portal.web.application import Portal
from tests.factories.world import World
from tests.harness.databases import on_sqlite
from tests.harness.pages import Form, Page
from tests.house.answering import accepted, fresh, post, rehearsal
from tests.house.crawling import Stage

TITLE = "One desk for both towns"
NOBODYS = "2222-2222"


class Both:
    """Una, who works for Colchester and for Uttlesford, with two tabs of one browser."""

    def __init__(self, app: Portal, world: World) -> None:
        self.app = app
        self.una: Viewer = world.person("Colchester")
        self.uttlesford: Viewer = world.person("Uttlesford")
        with app.app_context():
            there = Membership(
                person_id=self.una.person_id,
                organisation_id=self.uttlesford.organisation_id,
                role=MembershipRole.MANAGER,
            )
            db.session.add(there)
            db.session.commit()
        self.browser: FlaskClient = world.browser(self.una)
        self.act_for(self.una)

    def act_for(self, viewer: Viewer) -> None:
        form = self.form("/choose-organisation")
        sent = form.filled() | {"organisation": [viewer.organisation_reference]}
        assert self.browser.post("/choose-organisation", data=sent).status_code == 303

    def form(self, address: str) -> Form:
        return Page(self.browser.get(address).get_data(as_text=True)).posting()[-1]


@pytest.fixture
def both(app: Portal, world: World) -> Both:
    return Both(app, world)


def test_one_button_goes_back_and_goes_on(both: Both) -> None:
    form = both.form("/arrangements/new")
    sent = form.filled() | {"title": [TITLE], "kind": ["shared_service"]}
    for name, field in form.fields.items():
        if field.kind == "checkbox":
            sent[name] = field.options[:1]
    both.act_for(both.uttlesford)
    answer = both.browser.post("/arrangements/new", data=sent)
    page = Page(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "You opened this page for Colchester. You now act for Uttlesford. Nothing was saved." in page.words
    assert TITLE in page.words
    again = page.posting()[-1]
    pressed = again.filled() | {"act_again": ["yes"]}
    answer = both.browser.post(again.action, data=pressed)
    assert (answer.status_code, answer.location) == (307, "/arrangements/new")
    answer = both.browser.post(answer.location, data=pressed, follow_redirects=True)
    assert answer.status_code == 200
    page = Page(answer.get_data(as_text=True))
    assert TITLE in page.words
    assert "Acting for Colchester" in page.words


def test_who_has_left_meanwhile_is_offered_no_way_back(both: Both) -> None:
    form = both.form("/arrangements/new")
    both.act_for(both.uttlesford)
    with both.app.app_context():
        left = select(Membership).where(
            Membership.person_id == both.una.person_id, Membership.organisation_id == both.una.organisation_id
        )
        gone = db.session.scalars(left).one()
        gone.ended_at = gone.started_at
        db.session.commit()
    sent = form.filled() | {"title": [TITLE], "act_again": ["yes"]}
    answer = both.browser.post("/arrangements/new", data=sent)
    page = Page(answer.get_data(as_text=True))
    assert answer.status_code == 409
    assert "an organisation that you cannot act for any more" in page.words
    assert "again and go on" not in page.words
    assert TITLE in page.words


@on_sqlite
def test_every_form_that_acts_for_an_organisation_says_for_which(stage: Stage) -> None:
    wrong = []
    for endpoint in sorted(stage.forms):
        declared = declaration_of(stage.app, endpoint)
        if declared is None or declared.permission is None:
            continue
        found, sent = accepted(stage, endpoint)
        form = stage.form(found)
        if "acting_for" not in form.fields or not form.fields["acting_for"].value:
            wrong.append(f"{endpoint}: does not say for whom")
            continue
        with rehearsal() as kept:
            answer = post(stage.visitor(found).browser(), found, form, fresh(sent, form) | {"acting_for": [NOBODYS]})
        if answer.status_code != 409 or kept:
            wrong.append(f"{endpoint}: answered {answer.status_code} and wrote to {kept}")
    assert wrong == []
