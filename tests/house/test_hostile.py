"""Every form of every feature is sent nonsense by somebody who may send it.

No form is listed here: all that can be sent to are found on the map of addresses, and their forms by walking through
the demo. Never a fault of ours (5xx); a yes only for what was stored; after a no nothing is stored; what was typed
stands on the page again; each message stands beside its question.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

import pytest
from sqlalchemy import Engine, text
from werkzeug.test import TestResponse

from portal.forms import asked
from portal.forms.characters import safe_to_show
from tests.harness.databases import contents, on_sqlite
from tests.harness.pages import Form, Page
from tests.house.answering import TYPED, Sent, accepted, fresh, post, question, rehearsal
from tests.house.crawling import Found, Stage
from tests.house.hostility import (
    Attempt,
    raw_requests,
    structures,
    texts,
    unfit_texts,
    wrong_choices,
    wrong_types,
)

SIGN_IN_KEEPS = {"sign_in_attempt", "sign_in_session", "submission", "job"}
"""What sign-in writes down also about what it refuses."""
TRUNCATED = 60

Make = Callable[[Form, Sent, int], Iterable[Attempt]]
T = TypeVar("T")


def send(stage: Stage, found: Found, form: Form, attempt: Attempt) -> TestResponse:
    browser = stage.visitor(found).browser()
    if attempt.raw is not None:
        headers = dict(attempt.raw.get("headers", {}))
        given = {"method": "POST", **attempt.raw, "headers": headers}
        return browser.open(found.action, **given)
    if attempt.files and not form.multipart:
        return browser.post(found.action, data={**attempt.sent, **attempt.files}, content_type="multipart/form-data")
    return post(browser, found, form, attempt.sent, **attempt.files)


def faults(found: Found, form: Form, attempt: Attempt, answer: TestResponse, kept: list[str]) -> Iterator[str]:
    """What is wrong with this answer."""
    status = answer.status_code
    if status >= 500:
        yield f"{status}"
    elif status < 400:
        # Without its token a form that changes nothing leaves no trace at all.
        if not kept and attempt.label != "hidden submission left out":
            yield f"{status}, and nothing was stored"
    elif set(kept) - SIGN_IN_KEEPS:
        yield f"{status}, and stored {kept}"
    if status == 422:
        yield from _shown_again(form, attempt, answer)


def _shown_again(form: Form, attempt: Attempt, answer: TestResponse) -> Iterator[str]:
    page = Page(answer.get_data(as_text=True))
    messages = page.messages()
    summary = [link for link in page.links if link.startswith("#") and link != "#main-content"]
    if not messages and "govuk-error-summary" not in answer.get_data(as_text=True):
        yield "422 without a message"
    yield from (f"message {name} is tied to no field" for name in messages if name not in page.described)
    yield from (f"message {name} is empty" for name, words in messages.items() if len(words) < 10)
    yield from (f"the summary leads nowhere: {link}" for link in summary if link[1:] not in page.ids)
    again = next((one for one in page.posting() if set(one.fields) >= set(form.fields) - {"csrf_token"}), None)
    if again is None:
        yield "422 without the form"
        return
    for name, field in again.fields.items():
        if field.kind in {"text", "textarea", "email"} and name in attempt.sent and not attempt.files:
            typed = attempt.sent[name][0]
            # Bytes that are no UTF-8 cannot be shown as they came.
            if "\ud800" not in typed and field.value.strip("\n") != safe_to_show(typed).strip("\n"):
                yield f"{name}: typed {typed[:TRUNCATED]!r}, shown {field.value[:TRUNCATED]!r}"


ONE_IN = 3


def whose_turn(stage: Stage, attempts: Iterable[T], turn: int) -> Iterator[T]:
    """What of ``attempts`` is made: on PostgreSQL all, on SQLite a third of them, the next form another third.

    What may reach a statement meets the stricter database whole. SQLite takes whatever PostgreSQL takes: it has no
    word that it cannot hold, and no number or day that is too great for a column but not for PostgreSQL's.
    """
    sqlite = stage.app.config["SETTINGS"].database.startswith("sqlite")
    return islice(attempts, turn % ONE_IN, None, ONE_IN) if sqlite else iter(attempts)


def try_everything(stage: Stage, make: Make, *, whole: bool = False) -> str:
    """Every fault that these attempts find at every form; ``whole``: whichever database it is, all of them are made."""
    found_faults = []
    tried = 0
    for turn, endpoint in enumerate(sorted(stage.forms)):
        found, sent = accepted(stage, endpoint)
        form = stage.form(found)
        answers = fresh(sent, form)
        attempts = make(form, answers, turn)
        for attempt in attempts if whole else whose_turn(stage, attempts, turn):
            tried += 1
            if attempt.raw is None and "submission" in attempt.sent and not attempt.label.startswith("hidden"):
                attempt.sent = {
                    **attempt.sent,
                    "submission": fresh(sent, form)["submission"] * len(attempt.sent["submission"]),
                }
            with rehearsal() as kept:
                try:
                    answer = send(stage, found, form, attempt)
                    wrong = list(faults(found, form, attempt, answer, kept))
                except Exception as error:
                    wrong = [f"{type(error).__name__}: {str(error)[:200]}"]
            found_faults += [f"{endpoint}: {attempt.label}: {fault}" for fault in wrong]
    assert tried > len(stage.forms) / 2
    return "\n".join(found_faults)


def others(engine: Engine) -> str:
    """The reference of a record that Swindon must not see."""
    with engine.connect() as connection:
        found = connection.execute(
            text(
                "SELECT reference FROM arrangement a WHERE NOT EXISTS (SELECT 1 FROM access_grant g JOIN organisation o"
                " ON o.id = g.organisation_id WHERE g.access_list_id = a.access_list_id AND o.name LIKE 'Swindon%')"
            )
        ).scalars()
        return str(next(iter(found)))


REACH: dict[str, Make] = {
    "texts": texts,
    "wrong types": lambda form, sent, _: wrong_types(form, sent),
}
"""What may come as far as a statement."""
REFUSED: dict[str, Make] = {
    "wrong shapes": structures,
    "raw requests": lambda _, sent, turn: raw_requests(sent, turn),
}
"""What is refused by its shape, before any statement is made of it."""


@pytest.mark.parametrize("kind", REACH)
def test_nonsense_is_told_what_is_wrong(stage: Stage, engine: Engine, kind: str) -> None:
    before = contents(engine)
    assert try_everything(stage, REACH[kind]) == ""
    assert contents(engine) == before


@on_sqlite
@pytest.mark.parametrize("kind", REFUSED)
def test_requests_of_no_form_are_refused(stage: Stage, engine: Engine, kind: str) -> None:
    before = contents(engine)
    assert try_everything(stage, REFUSED[kind], whole=True) == ""
    assert contents(engine) == before


LOOKED_FOR = {"arrangements.find_party": {"names"}}
"""Words that are looked for and not kept: what cannot be kept is left out of them."""


def let_in_unfit(stage: Stage, endpoints: list[str]) -> list[str]:
    """The fields that take a text that cannot be kept, which are those of which the answer does not say that it is
    wrong; and what else is wrong with that answer."""
    found_open = []
    for turn, endpoint in enumerate(endpoints):
        found, sent = accepted(stage, endpoint)
        form = stage.form(found)
        typed = {field.name for field in form.fields.values() if field.kind in TYPED} - LOOKED_FOR.get(endpoint, set())
        for attempt in unfit_texts(form, fresh(sent, form), sorted(typed), turn):
            with rehearsal() as kept:
                try:
                    answer = send(stage, found, form, attempt)
                except Exception as error:
                    found_open.append(f"{endpoint}: {type(error).__name__}")
                    continue
            messages = Page(answer.get_data(as_text=True)).messages() if answer.status_code == 422 else {}
            told = {field.name for message in messages for field in question(form, message)}
            found_open += [f"{endpoint}: {answer.status_code}, {name} not named" for name in sorted(typed - told)]
            found_open += [f"{endpoint}: {fault}" for fault in faults(found, form, attempt, answer, kept)]
    return found_open


@on_sqlite
def test_every_field_refuses_what_cannot_be_kept(stage: Stage) -> None:
    assert "\n".join(let_in_unfit(stage, sorted(stage.forms))) == ""


@on_sqlite
def test_a_field_that_takes_what_cannot_be_kept_is_found(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a character is still refused, so that nothing is stored and each field speaks for itself."""
    half = re.compile("[\ud800-\udfff]")
    monkeypatch.setattr(asked, "fault_in", lambda text: "half of a character" if half.search(text) else None)
    found = let_in_unfit(stage, ["feedback.new"])
    assert {"feedback.new: 422, capacity_words not named", "feedback.new: 422, words not named"} <= set(found)


def test_what_is_not_offered_is_not_taken(stage: Stage, engine: Engine) -> None:
    before = contents(engine)
    reference = others(engine)
    assert try_everything(stage, lambda form, sent, turn: wrong_choices(form, sent, turn, reference)) == ""
    assert contents(engine) == before


def let_in_without_token(stage: Stage) -> list[str]:
    """The forms that are taken from somebody who may send them but has no token, or a wrong one."""
    found_open = []
    for endpoint in sorted(stage.forms):
        found, sent = accepted(stage, endpoint)
        form = stage.form(found)
        for token in ({}, {"csrf_token": ["wrong"]}):
            answers = {name: values for name, values in fresh(sent, form).items() if name != "csrf_token"} | token
            with rehearsal() as kept:
                answer = post(stage.visitor(found).browser(), found, form, answers)
            if answer.status_code < 400 or set(kept) - SIGN_IN_KEEPS:
                found_open.append(f"{endpoint}: {answer.status_code} {kept}")
    return found_open


@on_sqlite
def test_no_form_is_taken_without_its_token(stage: Stage) -> None:
    assert let_in_without_token(stage) == []


QUERIES = (
    "after=%00&before=%00&page=last",
    "after=0000-0000",
    "before=" + "x" * 10_000,
    "page=-1&page=last&page=NaN",
    "after=%ff%fe&state=%c3%28",
    "after[]=1&after[$ne]=1&%00=%00&=&&&;;",
    "page=last&before=1e400&after=99999999999999999999",
)
ENDS = ("0001-01", "9999-12", "0001-01-01", "9999-12-31")
"""Months and days after or before which there is none."""


def lists(stage: Stage) -> Iterator[tuple[str, str, set[str]]]:
    """(who, address, names of its filters) of every page that can be read, records' pages by one of each kind."""
    seen = set()
    for email, visitor in stage.visitors.items():
        for address, names in visitor.seen.items():
            endpoint = visitor.endpoint(address)
            if (endpoint, bool(names)) not in seen:
                seen.add((endpoint, bool(names)))
                yield email, address, names


def test_absurd_questions_are_answered_plainly(stage: Stage) -> None:
    wrong = []
    tried = 0
    for turn, (email, address, names) in enumerate(lists(stage)):
        browser = stage.visitors[email].browser()
        values = ("%00", "x" * 10_000, "%ed%a0%80", "-1", "NaN", "'%22%3Cscript%3E", "0000-0000", "%E2%80%AE", *ENDS)
        filters = ["&".join(f"{name}={value}" for name in names) for value in values] if names else []
        for query in whose_turn(stage, (*QUERIES, *filters), turn):
            tried += 1
            try:
                with browser.get(f"{address.split('?')[0]}?{query}") as answer:
                    if answer.status_code >= 500 or "<script>" in answer.get_data(as_text=True):
                        wrong.append(f"{address} ? {query[:60]}: {answer.status_code}")
            except Exception as error:
                wrong.append(f"{address} ? {query[:60]}: {type(error).__name__}")
    assert tried > 100
    assert not wrong, "\n".join(wrong)


MARK = "</textarea><script>alert(1)</script>\"'&amp;{{7*7}} \u05e9\u05dc \U0001f469\U0001f3fd =1+1"


@on_sqlite
def test_what_was_stored_is_shown_as_it_was_typed(stage: Stage) -> None:
    """The same hostile words in every field that takes them, kept this time; then every page is read: it is pages that
    make words harmless, whichever database they come from."""
    taken = 0
    for endpoint in sorted(stage.forms):
        if endpoint.startswith("signin."):
            continue
        found, sent = accepted(stage, endpoint)
        try:
            form = stage.form(found)
        except LookupError:
            continue
        words = {name for name, field in form.fields.items() if field.kind in {"text", "textarea"}}
        if not words:
            continue
        for _ in range(3):
            marked = fresh(sent | {name: [MARK] for name in words}, form)
            answer = post(stage.visitor(found).browser(), found, form, marked)
            if answer.status_code != 422:
                break
            wrong = {name.removesuffix("-error") for name in Page(answer.get_data(as_text=True)).messages()}
            words -= {name for name in words if name in wrong or name.rsplit("-", 1)[0] in wrong}
        taken += answer.status_code < 400 and bool(words)
    assert taken > 10
    shown = 0
    for visitor in stage.visitors.values():
        for address in visitor.seen:
            with visitor.browser().get(address) as page:
                assert page.status_code < 500, address
                if page.mimetype == "text/html":
                    html = page.get_data(as_text=True)
                    assert "<script>alert" not in html, address
                    assert "49 \u05e9" not in html, address
                    shown += "&lt;script&gt;alert(1)" in html
    assert shown > 5
