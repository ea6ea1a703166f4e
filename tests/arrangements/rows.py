"""Reading rows of arrangements in tests, and people who bring files of them in."""

from __future__ import annotations

import re
from html import unescape
from io import BytesIO
from typing import Any

from sqlalchemy import select

from portal.access import viewing
from portal.data import db
from portal.features.arrangements.models import Arrangement, Party, PartyRole
from portal.features.arrangements.rules.arrangement_rows import Asked, Said, read_arrangement
from portal.features.arrangements.rules.party_rows import ABOUT_EACH
from portal.features.organisations import Organisation
from tests.arrangements.people import Person
from tests.conftest import REAL
from tests.factories.world import World

SHARED = REAL / "3-shared-services"
ASKED = Asked("shared_service", {"mentoring": "Mentoring", "shared_service": "Shared service"}, ("other",))
NAMES = (
    "title", "parties", "roles", "key", "kind", "purpose", "starts_on", "ends_on", "legal_basis", "accountable_body",
    "amount", "payer", "payee", "money", "success_gate", "services", "reference", "only", *ABOUT_EACH,
)  # fmt: skip


def cells(**given: str) -> dict[str, str]:
    return dict.fromkeys(NAMES, "") | {"title": "Waste"} | given


def read(asked: Asked = ASKED, **given: str) -> Said:
    return read_arrangement(cells(**given), asked)


class Importer(Person):
    """Somebody who brings a file in."""

    def uploads(self, content: bytes, name: str = "ours.csv") -> str:
        """Upload a file; where its columns are chosen."""
        return self.sends("/arrangements/import", upload=(BytesIO(content), name))

    def chooses(self, content: bytes, columns: dict[str, int] | None = None, **answers: Any) -> str:
        """Upload a file, take its columns as guessed or as given, and say what it does not say; where names or the
        check are."""
        page = re.sub(r"\w+$", "columns", self.uploads(content))
        given = self.guessed(page) if columns is None else {f"column_{name}": str(at) for name, at in columns.items()}
        defaults = {"kind": "shared_service", "own_roles": "provider", "partner_roles": "recipient", "parted": "listed"}
        rows = self.sends(page, 303, "", **given)
        asked = self.reads(rows) if rows.endswith("/rows") else ""
        said = {name: value for name, value in defaults.items() if f'name="{name}"' in asked}
        return self.led(self.sends(rows, 303, "", **{**said, **answers}) if asked else rows)

    def led(self, address: str) -> str:
        """Where an address leads."""
        answer = self.browser.get(address)
        return answer.headers["Location"] if answer.status_code == 303 else address

    def describes(self, page: str, called: str = "", kind: str = "", status: int = 303, **answers: str) -> str:
        """Say of the one organisation that is to be added what it is called and what it is, or of several what they
        are; where that leads."""
        html = unescape(self.reads(page))
        names = dict(re.findall(r'name="(called_\w+)"[^>]* value="([^"]*)"', html))
        described = {name: called or value for name, value in names.items()}
        types = {name.replace("called_", "type_"): kind for name in names if kind}
        return self.sends(page, status, "", **{**described, **types, **answers})

    def guessed(self, page: str) -> dict[str, str]:
        """What is chosen already on a page of selects."""
        found = re.findall(r'<select[^>]* name="(\w+)"(.*?)</select>', self.reads(page), re.DOTALL)
        chosen = {name: re.search(r'value="([^"]+)" selected', options) for name, options in found}
        return {name: one[1] for name, one in chosen.items() if one}

    def matches(self, page: str, words: dict[str, str] | None = None, status: int = 303, **more: str) -> str:
        """Answer the names of a file as they are guessed, and those in ``words`` (end of the name, part of the answer);
        where that leads. Nothing is asked where the file says it all."""
        if page.endswith("/check"):
            return page
        html = unescape(self.reads(page))
        answers = self.guessed(page)
        for label, field, options in re.findall(
            r'<label[^>]*for="(name_\w+)">(.*?) *(?:\(optional\))?</label>.*?<select(.*?)</select>', html, re.DOTALL
        ):
            for part, wanted in (words or {}).items():
                if field.endswith(part):
                    found = next(
                        value
                        for value, text in re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', options)
                        if wanted in text
                    )
                    answers[label] = found
        return self.sends(page, status, "", **answers, **more)


class Desk:
    """The partnership manager of Kent with a file, and councils in the directory."""

    def __init__(self, world: World) -> None:
        self.world = world
        for name in ("Medway Council", "Swindon Borough Council", "Blackpool Borough Council", "Wyre Borough Council"):
            world.organisation(name)
        self.viewer = world.person("Kent County Council", name="Kim of Kent")
        self.kim = Importer(world.browser(self.viewer))

    def rows(self, *columns: Any) -> list[tuple[Any, ...]]:
        """What stands in the database, as Kim sees it."""
        with self.world.app.app_context(), viewing(self.viewer):
            return [tuple(row) for row in db.session.execute(select(*columns).order_by(columns[0]))]

    @property
    def parties(self) -> dict[str, dict[str, list[str]]]:
        """Roles of the parties of every arrangement, by title and name."""
        found: dict[str, dict[str, list[str]]] = {}
        with self.world.app.app_context(), viewing(self.viewer):
            for title, name, role in db.session.execute(
                select(Arrangement.title, Organisation.name, PartyRole.role)
                .join(Party, Party.arrangement_id == Arrangement.id)
                .join(Organisation, Organisation.id == Party.organisation_id)
                .join(PartyRole, PartyRole.party_id == Party.id)
                .order_by(Arrangement.id, Party.id, PartyRole.role)
            ):
                found.setdefault(title, {}).setdefault(name, []).append(role)
        return found
