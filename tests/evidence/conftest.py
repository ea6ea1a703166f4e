"""Files to upload, and a record's list to keep them on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from werkzeug.datastructures import FileStorage

from portal import adapters
from portal.access import Viewer, grant_access, open_list, viewing
from portal.core import clock
from portal.data import GrantRole
from portal.features.evidence import add_evidence
from portal.web.application import Portal
from tests.factories.world import World


class Shelf:
    """A list that Kent opened and Swindon is a party to, and the evidence on it."""

    def __init__(self, app: Portal, world: World) -> None:
        self.app = app
        self.kent = world.person("Kent County Council")
        self.swindon = world.person("Swindon Borough Council")
        self.stranger = world.person("Uttlesford District Council")
        with self.at(self.kent):
            opened = open_list("registered the arrangement")
            grant_access(opened.id, self.swindon.organisation_id, GrantRole.PARTY, "recipient of the arrangement")
            self.list_id = opened.id

    @contextmanager
    def at(self, viewer: Viewer) -> Iterator[Viewer]:
        """As ``viewer``, outside a request."""
        with self.app.app_context(), viewing(viewer):
            yield viewer

    def add(self, content: bytes, filename: str = "minutes.txt", title: str = "Minutes of the board") -> str:
        """Evidence added by Kent; its reference."""
        with self.at(self.kent):
            return add_evidence(self.list_id, title, (None, None), upload(content, filename)).reference


def upload(content: bytes, filename: str) -> FileStorage:
    """A file as a browser sends it."""
    return FileStorage(BytesIO(content), filename=filename)


@pytest.fixture
def shelf(app: Portal, world: World) -> Shelf:
    """The list and its people."""
    return Shelf(app, world)


def kept_files(app: Portal) -> list[str]:
    """The keys of every file in the store."""
    with app.app_context():
        return [key for keys in adapters.storage().keys_before(clock.now() + timedelta(days=9), 500) for key in keys]


@pytest.fixture(autouse=True)
def _empty_store(app: Portal) -> None:
    with app.app_context():
        for keys in adapters.storage().keys_before(clock.now() + timedelta(days=9), 500):
            for key in keys:
                adapters.storage().delete(key)
