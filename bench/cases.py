"""What is asked of the portal, as whom, and how a browser is signed in for it."""

import re
import secrets
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.drive import Build, Connection, request
from bench.world import NEARLY_ALL, World, reference

PASSWORD = "correct horse battery staple"
FORM = "application/x-www-form-urlencoded"
SEE_OTHER = 303

_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass(frozen=True)
class Case:
    """One address. ``bare`` names the page of ``bench.bare`` that does the same work."""

    name: str
    path: str
    bare: str = ""


@dataclass(frozen=True)
class Form:
    """A form to be sent at ``path``, with what is typed into it."""

    name: str
    path: str
    fields: dict[str, str]


def pages(world: World) -> list[Case]:
    """The pages that are read. The story is of an arrangement that every viewer of the benchmark may read but two."""
    about = reference(1, 2)
    return [
        Case("home", "/"),
        Case("list, first page", "/feedback", "full"),
        Case("list, claims", "/feedback?kind=claim"),
        Case("list, waiting for a reply", "/feedback?state=put"),
        Case("list, last page", "/feedback?page=last"),
        Case("arrangements", "/arrangements", "full"),
        Case("arrangements, a word that all have", "/arrangements?title=harb"),
        Case("arrangements, a rare word", "/arrangements?title=lighthouses"),
        Case("board", "/arrangements/board"),
        Case("map", "/arrangements/map"),
        Case("story", f"/arrangements/{about}", "detail"),
    ]


class Browser:
    """Someone signed in, by the portal's own sign-in page, with a real password."""

    def __init__(self, port: int, person: int = NEARLY_ALL) -> None:
        self._connection = Connection(port)
        self.cookie, self._token = "", ""
        self.visit("/sign-in")
        self.sign_in = self._posting("/sign-in", {"email": f"manager-{person}@example.org", "password": PASSWORD})
        status, headers, _ = self._connection.send(self.sign_in)
        if status != SEE_OTHER:
            raise RuntimeError(f"signing in answered {status}")
        self._keep(headers)

    def visit(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """One page; remembers the cookie and the form token it brings."""
        status, headers, body = self._connection.send(request("GET", path, self.cookie))
        self._keep(headers)
        if found := _TOKEN.search(body):
            self._token = found.group(1).decode()
        return status, headers, body

    def send(self, made: bytes) -> tuple[int, dict[str, str], bytes]:
        """One request made beforehand."""
        return self._connection.send(made)

    def fetch(self, path: str) -> tuple[int, dict[str, str], bytes]:
        """One file, compressed if the server keeps it so."""
        return self._connection.send(request("GET", path, extra="Accept-Encoding: gzip\r\n"))

    def reading(self, path: str) -> Build:
        """A request for ``path``, over and over."""
        made = request("GET", path, self.cookie)
        return lambda _number: made

    def sending(self, form: Form) -> Build:
        """A form sent, with the page's own form token and a fresh submission token each time."""
        self.visit(form.path)
        cookie, token = self.cookie, self._token

        def build(_number: int) -> bytes:
            sent = {**form.fields, "csrf_token": token, "submission": secrets.token_hex(16)}
            return request("POST", form.path, cookie, urlencode(sent).encode())

        return build

    def _posting(self, path: str, fields: dict[str, str]) -> bytes:
        return request("POST", path, self.cookie, urlencode({**fields, "csrf_token": self._token}).encode())

    def _keep(self, headers: dict[str, str]) -> None:
        if cookie := headers.get("set-cookie", "").partition(";")[0]:
            self.cookie = cookie


class BareBrowser:
    """The same for the bare pages."""

    def __init__(self, port: int) -> None:
        _, headers, _ = Connection(port).send(request("GET", "/sign-in"))
        self._cookie = headers["set-cookie"].partition(";")[0]

    def reading(self, path: str) -> Build:
        """A request for ``path``, over and over."""
        made = request("GET", path, self._cookie)
        return lambda _number: made

    def sending(self, path: str) -> Build:
        """Two rows written, over and over."""
        fields = {"token": "t0ken", "title": "A statement", "partner": "Partner 7", "body": "The visits help. " * 20}
        made = request("POST", path, self._cookie, urlencode(fields).encode())
        return lambda _number: made


def forms() -> list[Form]:
    """What is sent: a row with its ledger entry; and a statement with a list of its own, grants, who is asked, mail."""
    about = f"/arrangements/{reference(1, 2)}"
    day = {"on_date-day": "1", "on_date-month": "2", "on_date-year": "2026"}
    words = "The visits help, and the reports come on time. Our members say so at every meeting."
    return [
        Form(
            "reading recorded",
            f"{about}/measures/{reference(1, 9)}/readings/add",
            day | {"value": "81", "source": "We"},
        ),
        Form(
            "statement made",
            f"{about}/feedback/new",
            {"capacity": "commissioning_partner", "kind": "experience", "words": words},
        ),
    ]
