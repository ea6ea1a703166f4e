"""Two people change one thing: both texts are shown and neither is lost. One person sends twice: it is done once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine, create_engine, inspect, text
from werkzeug.test import TestResponse

from portal.data import Base
from tests.harness.databases import PostgresDatabases, SqliteDatabases
from tests.harness.pages import Form, Page
from tests.house.answering import CHOSEN, PIECES, TYPED, Sent, accepted, fresh, post
from tests.house.crawling import Found, Stage

Databases = SqliteDatabases | PostgresDatabases

QUEUE = "procrastinate_jobs"
SAME_FOR_ALL = {"signin.ask_for_reset": {"job", QUEUE}}
"""Work that is queued each time whoever asks, so that nobody can tell an account by it; few mails come of it."""
AT_ONCE = ("arrangements.new", "feedback.new", "arrangements.add_session", "signin.invite", "audits.write_note")
"""Forms that are sent by two threads at once: each adds a row, and some queue mail."""


def rows_in(engine: Engine) -> dict[str, int]:
    """How many rows each table has, the queue of mail too; sign-in's own are left out."""
    tables = [name for name in Base.metadata.tables if not name.startswith("sign_in_")]
    tables += [QUEUE] if inspect(engine).has_table(QUEUE) else []
    query = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in tables)
    with engine.connect() as connection:
        return {str(name): int(count) for name, count in connection.execute(text(query))}


def counted(database: Databases) -> dict[str, int]:
    engine = create_engine(database.admin_url)
    try:
        return rows_in(engine)
    finally:
        engine.dispose()


def varied(form: Form, sent: Sent, number: int, kept: frozenset[str] = frozenset()) -> Sent:
    """The same answers in other words: typed ones if there are any, else another choice."""
    other = {name: list(values) for name, values in sent.items()}
    typed = [one for one in form.fields.values() if one.kind in TYPED and one.name not in kept]
    for field in typed:
        value = sent[field.name][0]
        if field.name.endswith("-day") and value:
            other[field.name] = [str(1 + number)]
        elif value.isdigit() and field.name.rsplit("-", 1)[-1] not in PIECES:
            other[field.name] = [str(int(value) + number)]
        elif re.search("[a-z]", value):
            other[field.name] = [f"{value} {number}{number}{number}"]
    for field in form.fields.values():
        if not typed and field.kind in CHOSEN:
            offered = [option for option in field.options if option]
            place = offered.index(sent[field.name][0]) if sent.get(field.name, [""])[0] in offered else 0
            other[field.name] = [offered[(place + number) % len(offered)]]
    return other


def send_varied(stage: Stage, found: Found, form: Form, sent: Sent, number: int) -> tuple[TestResponse, Sent]:
    """Send other words, without those that the form does not take."""
    kept: frozenset[str] = frozenset()
    for _ in range(3):
        other = varied(form, sent, number, kept)
        answer = post(stage.visitor(found).browser(), found, form, fresh(other, form))
        if answer.status_code != 422:
            break
        wrong = {name.removesuffix("-error") for name in Page(answer.get_data(as_text=True)).messages()}
        kept |= {name for name in form.fields if name in wrong or name.rsplit("-", 1)[0] in wrong}
    return answer, other


def versioned(stage: Stage) -> list[str]:
    """The endpoints of forms that say which version they change."""
    found = []
    for endpoint in sorted(stage.forms):
        one, _ = accepted(stage, endpoint)
        field = stage.form(one).fields.get("version")
        if field is not None and field.value:
            found.append(endpoint)
    return found


def conflict_faults(stage: Stage, database: Databases, endpoint: str) -> list[str]:
    """What goes wrong when somebody else saves first."""
    found, sent = accepted(stage, endpoint)
    for _ in range(2):
        try:
            opened = stage.form(found)
        except LookupError:
            stage.renew()
            opened = stage.form(found)
        asks = any(field.kind in TYPED | CHOSEN for field in opened.fields.values())
        first, theirs = send_varied(stage, found, opened, sent, 1) if asks else (None, sent)
        if first is None or first.status_code < 400:
            break
        stage.renew()  # an endpoint before this one may have closed what it is about
    if first is not None and first.status_code >= 400:
        said = Page(first.get_data(as_text=True)).messages()
        return [f"{endpoint}: the first answered {first.status_code} {said}"]
    before = counted(database)
    mine = fresh(varied(opened, sent, 2), opened)
    saved = _saved(stage, found)
    if not asks:
        mine["version"] = [str(int(mine["version"][0]) + 1)]
    answer = post(stage.visitor(found).browser(), found, opened, mine)
    faults = [] if answer.status_code == 409 else [f"answered {answer.status_code}"]
    faults += [] if counted(database) == before else ["stored something"]
    page = Page(answer.get_data(as_text=True))
    for name, value in saved.items():
        if theirs.get(name) == [value] != sent[name] and mine[name] != sent[name] and re.search("[a-z]", value):
            both = {"mine": mine[name][0], "theirs": value}
            faults += [f"{name}: {whose} is not shown" for whose, words in both.items() if words not in page.words]
    if faults:
        return [f"{endpoint}: {fault}" for fault in faults]
    return [f"{endpoint}: {fault}" for fault in _sent_on(stage, found, page)] if asks else []


def _saved(stage: Stage, found: Found) -> dict[str, str]:
    """What the form says is stored now, of what is typed; nothing if the change has closed it."""
    try:
        fields = stage.form(found).fields.values()
    except LookupError:
        return {}
    return {field.name: field.value for field in fields if field.kind in {"text", "textarea"}}


def _sent_on(stage: Stage, found: Found, page: Page) -> list[str]:
    """From the page of a conflict, one's own words can be saved over the others', unless a rule now forbids it."""
    again = page.posting()[-1]
    browser = stage.visitor(found).browser()
    answer = browser.post(again.action, data=again.filled())
    return [] if answer.status_code in {303, 422} else [f"sent on, it answered {answer.status_code}"]


def test_a_stale_version_shows_both_texts(stage: Stage, database: Databases) -> None:
    endpoints = versioned(stage)
    assert len(endpoints) > 8
    found = [fault for endpoint in endpoints for fault in conflict_faults(stage, database, endpoint)]
    assert not found, "\n".join(found)


def repeated(stage: Stage, database: Databases, endpoint: str) -> list[str]:
    """What goes wrong when the same form is sent twice, one after the other."""
    found, sent = accepted(stage, endpoint)
    for _ in range(2):
        try:
            form = stage.form(found)
            once = fresh(sent, form)
            first = post(stage.visitor(found).browser(), found, form, once)
        except LookupError:
            stage.renew()
            continue
        if first.status_code < 400:
            break
        stage.renew()
    assert first.status_code < 400, f"{endpoint}: {first.status_code}"
    middle = counted(database)
    second = post(stage.visitor(found).browser(), found, form, once)
    after = counted(database)
    grown = {name for name in after if after[name] != middle[name]} - SAME_FOR_ALL.get(endpoint, set())
    faults = [f"{name}: {after[name] - middle[name]} more" for name in sorted(grown)]
    if second.status_code >= 500:
        faults.append(f"answered {second.status_code}")
    told = [(answer.status_code, answer.location) for answer in (first, second)]
    if endpoint in SHOWN_ONCE:
        told = [(303, SHOWN_ONCE[endpoint]), *told[1:]]
    if "submission" in form.fields and found.email and told[0] != told[1]:
        faults.append(f"answered {told[0]}, then {told[1]}")
    return [f"{endpoint}: {fault}" for fault in faults]


SHOWN_ONCE = {"reminders.add_calendar": "/your-calendars"}
"""What answers with a secret, which only the first is shown; whoever sends it again is led to where it is undone."""


def test_the_same_form_sent_twice_is_done_once(stage: Stage, database: Databases) -> None:
    assert [fault for endpoint in sorted(stage.forms) for fault in repeated(stage, database, endpoint)] == []


def at_once(stage: Stage, database: Databases, endpoint: str) -> list[str]:
    """What goes wrong when the same form is sent by two threads at once, compared with one who sends it once."""
    found, sent = accepted(stage, endpoint)
    form = stage.form(found)
    before = counted(database)
    post(stage.visitor(found).browser(), found, form, fresh(sent, form))
    alone = {name: count - before[name] for name, count in counted(database).items()}
    stage.renew()
    once = fresh(sent, form)
    ready = Barrier(2)

    def click(_: int) -> tuple[int, str | None]:
        browser = stage.visitor(found).browser()
        ready.wait(timeout=10)
        answer = post(browser, found, form, once)
        return answer.status_code, answer.location

    with ThreadPoolExecutor(2) as pool:
        answers = set(pool.map(click, range(2)))
    together = {name: count - before[name] for name, count in counted(database).items()}
    faults = [] if len(answers) == 1 and next(iter(answers))[0] == 303 else [f"answered {answers}"]
    faults += [f"{name}: {together[name]} more, not {alone[name]}" for name in alone if together[name] != alone[name]]
    faults += [] if alone["ledger_entry"] else ["nothing was stored"]
    return [f"{endpoint}: {fault}" for fault in faults]


@pytest.mark.parametrize("endpoint", AT_ONCE)
def test_two_clicks_at_once_are_one(stage: Stage, database: Databases, endpoint: str) -> None:
    assert at_once(stage, database, endpoint) == []
