"""People of case 1 at their browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from typing import TYPE_CHECKING, Any

from flask.testing import FlaskClient
from sqlalchemy import event, select

from portal.access import Viewer
from portal.data import db
from portal.features.organisations import Organisation
from tests.factories.world import World

if TYPE_CHECKING:
    from tests.arrangements.conftest import Case

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)"')

LENGTH = {"length": "other", "other_length": "90 minutes"}


class Person:
    """Somebody at a browser."""

    def __init__(self, browser: FlaskClient) -> None:
        self.browser = browser

    def reads(self, address: str, status: int = 200) -> str:
        """The words of a page."""
        answer = self.browser.get(address)
        assert answer.status_code == status, (address, answer.status_code, answer.get_data(as_text=True)[-2000:])
        return answer.get_data(as_text=True)

    def sends(self, address: str, status: int = 303, page: str = "", **answers: Any) -> str:
        """Fill in the form at ``address`` and send it; where it leads, or the page shown again."""
        html = page or self.reads(address)
        form = html[html.index("<main") :]
        hidden = {name: unescape(value) for name, value in HIDDEN.findall(form)}
        answer = self.browser.post(address, data={**hidden, **answers}, content_type="multipart/form-data")
        text = answer.get_data(as_text=True)
        assert answer.status_code == status, (address, answer.status_code, errors(text))
        return answer.headers["Location"] if status == 303 else text


def errors(html: str) -> list[str]:
    """The messages at the top of a page, or its end if there are none."""
    start = html.find("govuk-error-summary__list")
    return re.findall(r"<li>(.*?)</li>", html[start : html.find("</ul>", start)]) if start > 0 else [html[-1500:]]


def day(name: str, d: int, m: int, y: int) -> dict[str, Any]:
    """A day as a form asks for it."""
    return {f"{name}-day": str(d), f"{name}-month": str(m), f"{name}-year": str(y)}


def sits(case: Case, world: World, viewer: Viewer) -> Person:
    """``viewer``, signed in."""
    return Person(world.browser(viewer))


def reference_of(case: Case, name: str) -> str:
    """The reference of the organisation called ``name``."""
    with case.at(case.swindon):
        return db.session.scalars(select(Organisation.reference).where(Organisation.name == name)).one()


@contextmanager
def counted(case: Case) -> Iterator[list[str]]:
    """Every statement that is sent to the database meanwhile."""
    sent: list[str] = []
    with case.app.app_context():
        engine = db.engine

    def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", count)


def statements(case: Case, person: Person, address: str) -> int:
    """How often a page asks the database."""
    with counted(case) as sent:
        person.reads(address)
    return len(sent)
