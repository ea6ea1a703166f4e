"""A person with a password, and the mail that went out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import EmailMessage

import pytest

from portal import adapters
from portal.access import Viewer
from portal.adapters.mailing import OutboxMail
from portal.jobs import run_due
from portal.web.application import Portal
from tests.factories.world import World


@pytest.fixture
def ann(world: World) -> Viewer:
    """A manager at Kent."""
    return world.person("Kent", name="Ann Lee")


@pytest.fixture
def mailed(app: Portal) -> Iterator[Callable[[], list[EmailMessage]]]:
    """Runs the jobs that are due and gives the mail they sent."""
    with app.app_context():
        post = adapters.mail()
    assert isinstance(post, OutboxMail)
    post.outbox.clear()

    def run() -> list[EmailMessage]:
        post.outbox.clear()
        run_due(app)
        return list(post.outbox)

    yield run
    post.outbox.clear()
