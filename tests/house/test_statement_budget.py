"""A page asks the database eight times at most, and no more often when there is more to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, select

from portal.access import Viewer, grant_access, open_list, viewing
from portal.data import GrantRole, db
from portal.features.arrangements import Arrangement
from portal.features.feedback import Capacity, Kind, make_statement
from portal.web.application import Portal
from tests.factories.world import World

BUDGET = 8
FEW, MANY = 2, 30
PAGES = (
    "/",
    "/feedback",
    "/feedback?kind=claim",
    "/feedback?page=last",
    "/arrangements",
    "/arrangements?state=agreed",
    "/arrangements/{reference}",
    "/evidence",
    "/engagements",
    "/organisations",
    "/people",
)


@contextmanager
def counted() -> Iterator[list[str]]:
    """Every statement sent meanwhile, the beginning of a transaction left out."""
    sent: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", keep)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", keep)


def arrange(council: Viewer, partner: Viewer, number: int) -> str:
    """An arrangement of two parties; its reference."""
    with viewing(council):
        outer = open_list("registered it")
        inner = open_list("registered it", within=outer.id)
        for opened in (outer, inner):
            grant_access(opened.id, partner.organisation_id, GrantRole.PARTY, "Party to this arrangement")
        made = Arrangement(
            access_list_id=outer.id,
            inner_list_id=inner.id,
            registered_by_id=council.organisation_id,
            kind="joint_team",
            title=f"Arrangement {number}",
            state="agreed",
            terms_number=1,
        )
        db.session.add(made)
        db.session.flush()
        return made.reference


def say(partner: Viewer, reference: str, times: int) -> None:
    """So many statements of the partner about it, each a claim."""
    with viewing(partner):
        about = db.session.scalars(select(Arrangement).where(Arrangement.reference == reference)).one()
        for number in range(times):
            make_statement(about, Capacity.COMMISSIONER, Kind.CLAIM, f"Claim {number}")


def counts(browser: FlaskClient, pages: list[str]) -> dict[str, int]:
    """Statements of each page, on its second visit."""
    found = {}
    for page in pages:
        assert browser.get(page).status_code == 200, page
        with counted() as sent:
            browser.get(page)
        assert len(sent) <= BUDGET, "\n\n".join([page, *sent])
        found[page] = len(sent)
    return found


@pytest.mark.slow
def test_no_page_asks_often_or_more_often_when_it_is_full(app: Portal, world: World) -> None:
    council, partner = world.person("Kent County Council"), world.person("Swindon Borough Council")
    with app.app_context():
        references = [arrange(council, partner, number) for number in range(FEW)]
        say(partner, references[0], FEW)
    browser = world.browser(council)
    pages = [page.format(reference=references[0]) for page in PAGES]
    with app.app_context():
        little = counts(browser, pages)
        for number in range(FEW, MANY):
            arrange(council, partner, number)
        say(partner, references[0], MANY)
        assert counts(browser, pages) == little


def test_a_statement_is_counted(app: Portal, world: World) -> None:
    """The test's own tool sees what it should."""
    world.organisation("Kent County Council")
    with app.app_context(), counted() as sent:
        db.session.scalars(select(Arrangement)).all()
    assert len(sent) == 1
