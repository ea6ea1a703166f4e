"""Walking through the demo as its people, to find each form there is without being told of any."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import HTTPException

from portal import adapters
from portal.access import Viewer, viewing
from portal.adapters.mailing import OutboxMail
from portal.data import db
from portal.demo.cast import DOMAIN, PASSWORD
from portal.features.arrangements import actions
from portal.features.arrangements.models import Arrangement, Direction, Kind, Measure, Role, Scale
from portal.features.organisations import Membership, Organisation, Person
from portal.features.reminders.tokens import stop_token
from portal.jobs import run_due
from portal.web.application import SAFE_METHODS, Portal
from tests.factories.world import csrf_token
from tests.harness.pages import Form, Page

PEOPLE = (
    "manager.swindon",
    "manager.auditor",
    "manager.dartford-forum",
    "manager.dartford",
    "manager.weald-care",
    "manager.kent",
    "manager.odpm",
    "manager.uttlesford",
    "manager.bedfordshire",
    "manager.cumbria",
    "manager.north-northamptonshire",
)
SAME = 2
"""How many pages of one kind a person looks at: of one address with the same questions asked."""
SAME_PAGE = 10
"""How many pages of one address, whatever is asked of it: a list with eight filters has hundreds of ways."""
SAME_FOR_ALL = 4
"""How many pages with the same questions asked all people look at together, beside the first of each address."""
STARTS = ("/arrangements", "/", "/invitations", "/your-sign-ins", "/choose-organisation", "/people")
SEARCHED = "council"


@dataclass(frozen=True)
class Found:
    """A form, where it stands, and who may send it: somebody of the demo, or nobody (an empty address)."""

    endpoint: str
    page: str
    action: str
    email: str


@dataclass
class Ways:
    """What all people have walked through together: how often each kind of question was asked, and what gives files."""

    asked: Counter[str] = field(default_factory=Counter)
    files: set[str | None] = field(default_factory=set)

    def leads_on(self, endpoint: str, kind: str, query: str, *, new: bool) -> bool:
        """Whether it is worth somebody's while to go there, as it is where they have not been at all (``new``); counts
        that they went."""
        if endpoint in self.files or (self.asked[kind] >= SAME_FOR_ALL and not new):
            return False
        self.asked[kind] += bool(query)
        return True


class Visitor:
    """Somebody of the demo, signed in once; each browser they open is as it was just after that."""

    def __init__(self, app: Portal, email: str) -> None:
        self.app, self.email = app, email
        self.seen: dict[str, set[str]] = {}
        "Each page that was walked to, and the names of the filters on it."
        first = signed_in(app, email) if email else app.test_client()
        first.get("/choose-organisation" if email else "/sign-in")
        cookie = first.get_cookie(app.config["SESSION_COOKIE_NAME"])
        assert cookie is not None
        self._cookie = cookie.value

    def browser(self) -> FlaskClient:
        """A browser with nothing in it but this person's sign-in."""
        made = self.app.test_client()
        made.set_cookie(self.app.config["SESSION_COOKIE_NAME"], self._cookie)
        return made

    def endpoint(self, address: str) -> str | None:
        """Which view shows this page."""
        return endpoint_of(self.app, address, "GET")

    def page(self, address: str, files: set[str | None] | None = None) -> Page | None:
        """The page, or nothing if it is no page of words; ``files``: takes note of what gives a file."""
        with self.browser().get(address) as answer:
            if answer.status_code != 200 or answer.mimetype != "text/html":
                if answer.status_code == 200 and files is not None:
                    files.add(self.endpoint(address))
                return None
            return Page(answer.get_data(as_text=True))

    def walk(self, starts: Sequence[str], wanted: set[str], ways: Ways) -> Iterator[Found]:
        """Every form that is reached by following links and by asking every question of a search, until there is
        one for each wanted endpoint; what is found is taken out of ``wanted``."""
        waiting, seen, kinds = deque(starts), set(starts), Counter[str]()
        while waiting and wanted:
            address = waiting.popleft()
            page = self.page(address, ways.files)
            if page is None:
                continue
            self.seen[address] = {name for form in page.forms if form.method == "get" for name in form.fields}
            for form in page.posting():
                endpoint = endpoint_of(self.app, form.action or address, "POST")
                if endpoint is not None:
                    wanted.discard(endpoint)
                    yield Found(endpoint, address, form.action or address, self.email)
            for target in [*page.links, *(one for form in page.forms for one in _asked(form, address))]:
                parts = urlsplit(target)
                endpoint = endpoint_of(self.app, parts.path, "GET")
                if parts.netloc or endpoint in {None, "static"} or target in seen:
                    continue
                seen.add(target)
                kind = f"{endpoint} {sorted(parse_qs(parts.query))}"
                few = kinds[kind] < SAME and kinds[str(endpoint)] < SAME_PAGE
                if few and ways.leads_on(str(endpoint), kind, parts.query, new=not kinds[str(endpoint)]):
                    kinds[kind] += 1
                    kinds[str(endpoint)] += 1
                    waiting.append(target)


def _asked(form: Form, address: str) -> Iterator[str]:
    """Where a form that asks for a page leads: as it stands, and with every question answered somehow."""
    if form.method == "post":
        return
    sent = form.filled()
    for one in form.fields.values():
        if one.kind in {"radio", "checkbox"} and not one.chosen:
            sent[one.name] = one.options[:1]
    searched = sent | {
        one.name: [SEARCHED] for one in form.fields.values() if one.kind in {"text", "search", "textarea"}
    }
    for action in [form.action or urlsplit(address).path, *form.elsewhere]:
        yield f"{action}?{urlencode(sent, doseq=True)}"
        yield f"{action}?{urlencode(searched, doseq=True)}"


def signed_in(app: Portal, email: str) -> FlaskClient:
    """A browser in which this person of the demo has signed in."""
    browser = app.test_client()
    token = csrf_token(browser, "/sign-in")
    answer = browser.post("/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token})
    assert answer.status_code == 303, answer.status_code
    return browser


def endpoint_of(app: Portal, address: str, method: str) -> str | None:
    """Which view answers there."""
    try:
        return str(app.url_map.bind("localhost").match(urlsplit(address).path, method)[0])
    except HTTPException:
        return None


def posting_endpoints(app: Portal) -> set[str]:
    """Every endpoint that a form can be sent to."""
    return {rule.endpoint for rule in app.url_map.iter_rules() if (rule.methods or set()) - SAFE_METHODS}


@dataclass
class Stage:
    """The demo with one more draft, one open invitation and one forgotten password, kept to be gone back to; every
    form there is, and a visitor who may send it."""

    app: Portal
    forms: dict[str, list[Found]]
    visitors: dict[str, Visitor]
    renew: Callable[[], None]
    known: dict[str, tuple[Found, dict[str, list[str]]]] = field(default_factory=dict)

    def visitor(self, found: Found) -> Visitor:
        """Who sends this form."""
        return self.visitors[found.email]

    def form(self, found: Found) -> Form:
        """The form as it stands on its page now. Raises ``LookupError`` if it is not there."""
        page = self.visitor(found).page(found.page)
        for one in page.posting() if page else ():
            if (one.action or found.page) == found.action:
                return one
        raise LookupError(found)


def set_up(app: Portal) -> tuple[dict[str, list[Found]], dict[str, Visitor]]:
    """Prepare what the demo has not got, walk, and give the forms by endpoint. Raises ``AssertionError`` if an
    endpoint that takes a form has none."""
    visitors = {"": Visitor(app, "")}
    starts = _prepare(app)
    wanted = posting_endpoints(app)
    found: dict[str, list[Found]] = {}
    ways = Ways()
    for email in ("", *(f"{name}@{DOMAIN}" for name in PEOPLE)):
        if wanted:
            visitor = visitors.setdefault(email, Visitor(app, email))
            for one in visitor.walk(STARTS if email else ["/sign-in", *starts], wanted, ways):
                found.setdefault(one.endpoint, []).append(one)
    assert not wanted, f"no form was found that leads to {sorted(wanted)}"
    return found, visitors


def _prepare(app: Portal) -> list[str]:
    """A draft that can be sent, an invitation and a reset; gives the addresses of the links in their mail, and of the
    one that stops reminders."""
    mail = outbox(app)
    mail.clear()
    browser = signed_in(app, f"manager.swindon@{DOMAIN}")
    new = {"name": "Somebody New", "email": "new@example.org", "role": "viewer"}
    assert browser.post("/invitations/new", data=new | _token(browser, "/invitations/new")).status_code == 303
    kept = {"name": "Somebody Else", "email": "else@example.org", "role": "viewer"}
    assert browser.post("/invitations/new", data=kept | _token(browser, "/invitations/new")).status_code == 303
    nobody = app.test_client()
    forgot = {"email": f"member.kent@{DOMAIN}"} | _token(nobody, "/reset-password")
    assert nobody.post("/reset-password", data=forgot).status_code == 303
    run_due(app)
    links = [re.search(r"https?://[^/\s]+(/\S+)", message.get_content()) for message in mail]
    mail.clear()
    with app.app_context():
        draft(app)
        stop = f"/reminders/stop/{stop_token(viewer_of(f'member.kent@{DOMAIN}').actor_id)}"
        address = f"{measure_address()}/readings/import"
    series(browser, address)
    sessions(browser, f"{address.partition('/measures')[0]}/sessions/import")
    named(browser, found="find", new="add")
    named(signed_in(app, f"manager.kent@{DOMAIN}"), found="note", new="out")
    return [stop, *(link[1] for link in links if link)]


def measure_address() -> str:
    """Where a measure of Kent's mentoring of Swindon is."""
    with viewing(viewer_of(f"manager.swindon@{DOMAIN}")):
        found = db.session.execute(
            select(Arrangement.reference, Measure.reference)
            .join(Measure, Measure.arrangement_id == Arrangement.id)
            .where(Arrangement.title.startswith("Kent mentors"))
            .order_by(Measure.id)
        ).first()
    assert found is not None
    return f"/arrangements/{found[0]}/measures/{found[1]}"


def series(browser: FlaskClient, address: str) -> None:
    """Begin an import of readings and stop before its last step."""
    file = BytesIO(b"area,year,stars\nSwindon,2006,One star\nKent,2006,Three stars\n"), "stars.csv"
    uploaded = browser.post(address, data={"upload": file} | _token(browser, address))
    columns = uploaded.headers["Location"]
    chosen = {"column_period": "1", "column_value": "2", "column_area": "0"} | _token(browser, columns)
    rows = browser.post(columns, data=chosen).headers["Location"]
    answers = {"rows_area": "0", "source": "The commission", "begins": "4"} | _token(browser, rows)
    assert browser.post(rows, data=answers).headers["Location"].endswith("/check")


def sessions(browser: FlaskClient, address: str) -> None:
    """Begin an import of sessions and stop before its last step."""
    file = BytesIO(b"date,topic,minutes\n2005-06-01,Budgets,90\n2005-06-02,Orders,60\n"), "sessions.csv"
    columns = browser.post(address, data={"upload": file} | _token(browser, address)).headers["Location"]
    chosen = {"column_on_date": "0", "column_topic": "1", "column_length": "2"} | _token(browser, columns)
    rows = browser.post(columns, data=chosen).headers["Location"]
    answers = {"unit": "minutes"} | _token(browser, rows)
    assert browser.post(rows, data=answers).headers["Location"].endswith("/check")


def named(browser: FlaskClient, **answers: str) -> None:
    """Begin an import of arrangements and say what two names in it mean; stop before what comes next."""
    address = "/arrangements/import"
    file = BytesIO(b"title,partners\nWaste,Nowhere Council; Nobody Energy\n"), "ours.csv"
    columns = browser.post(address, data={"upload": file} | _token(browser, address)).headers["Location"]
    chosen = {"column_title": "0", "column_parties": "1"} | _token(browser, columns)
    rows = browser.post(columns, data=chosen).headers["Location"]
    roles = {"own_roles": "provider", "partner_roles": "recipient"}
    said = {"kind": "shared_service", "parted": "listed", **roles} | _token(browser, rows)
    names = browser.get(browser.post(rows, data=said).headers["Location"]).headers["Location"]
    fields = re.findall(r'<select[^>]* name="(name_\w+)"', browser.get(names).text)
    matched = dict(zip(fields, answers.values(), strict=True)) | _token(browser, names)
    assert browser.post(names, data=matched).status_code == 303


def outbox(app: Portal) -> list[Any]:
    """The mail that was sent in this test."""
    with app.app_context():
        post = adapters.mail()
    assert isinstance(post, OutboxMail)
    return post.outbox


def _token(browser: FlaskClient, page: str) -> dict[str, str]:
    return {"csrf_token": csrf_token(browser, page)}


def viewer_of(email: str) -> Viewer:
    """Somebody of the demo, acting for the first organisation they belong to."""
    with viewing(Viewer(0, "operator", "Operator")):
        person, organisation, role = db.session.execute(
            select(Person, Organisation, Membership.role)
            .join(Membership, Membership.person_id == Person.id)
            .join(Organisation, Organisation.id == Membership.organisation_id)
            .where(Person.email == email)
            .order_by(Membership.id)
            .limit(1)
        ).one()
        named = organisation.id, organisation.reference, organisation.name
        return Viewer(person.id, person.actor_id, person.name, *named, role)


def draft(app: Portal) -> str:
    """The reference of a new draft of Swindon's with one other party, and one that has ended, which can be sent."""
    with viewing(viewer_of(f"manager.swindon@{DOMAIN}")) as swindon:
        about = actions.About(
            kind=Kind.MENTORING, title="Thanet mentors Swindon", purpose="To learn.", starts_on=date(2006, 1, 1)
        )
        made = actions.create_arrangement(about, [Role.RECIPIENT, Role.MENTEE], ["waste"])
        thanet = db.session.scalars(select(Organisation).where(Organisation.name.startswith("Thanet"))).one()
        actions.add_party(made, thanet, [Role.PROVIDER, Role.MENTOR])
        oldham = db.session.scalars(select(Organisation).where(Organisation.name.startswith("Oldham"))).one()
        actions.add_party(made, oldham, [Role.OBSERVER])
        ended = db.session.scalars(select(Organisation).where(Organisation.name == "Kettering Borough Council")).one()
        actions.add_party(made, ended, [Role.FUNDER])
        actions.set_legal_basis(made, None, "Local Government Act 1972, section 113", swindon.organisation_id)
        actions.add_money(made, actions.Money(thanet.id, thanet.id, pence=100, basis="cost_share"))
        actions.add_pair(made, actions.Pair(thanet.id, "Finance", swindon.organisation_id, "Finance"))
        facts = actions.MeasureFacts(
            "Calls answered", Scale.NUMBER, Direction.HIGHER, unit="calls", baseline="3", baseline_on=date(2005, 12, 1)
        )
        measure = actions.add_measure(made, facts)
        actions.set_target(made, measure.reference, "5", date(2007, 12, 31))
        actions.add_milestone(made, actions.MilestoneFacts("First report", date(2006, 6, 1)))
        actions.add_criterion(made, "Calls are answered")
        return made.reference
