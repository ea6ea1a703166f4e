"""The page of each thing that can go wrong."""

import re
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient
from flask_wtf import CSRFProtect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import TooManyRequests

from portal import forms
from portal.core.errors import Conflict, Forbidden, NotFound, RuleBroken
from portal.data import db
from portal.web import errors, filters, sent
from tests.forms.tiny import ROOT

RAISED: dict[str, Exception] = {
    "forbidden": Forbidden(),
    "invalid": RuleBroken("ends_on", "The end date must be after the start date"),
    "database": OperationalError("SELECT 1", {}, Exception("secret host name")),
    "bug": ZeroDivisionError("secret detail"),
    "busy": TooManyRequests(retry_after=130),
    "stale": StaleDataError("UPDATE"),
}


class Record:
    version = 3
    title = "What they saved"


class TitleForm(forms.PortalForm):
    versioned = True

    title = forms.LineField("Title", required="Enter a title")
    about = forms.WordsField("About")


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__, template_folder=str(ROOT / "templates"))
    app.config.update(SECRET_KEY="only for a test, and long enough", SQLALCHEMY_DATABASE_URI="sqlite://")
    app.config.update(MAX_CONTENT_LENGTH=50_000)
    app.jinja_env.globals["asset"] = lambda path: f"/static/{path}"
    db.init_app(app)
    CSRFProtect(app)
    filters.register(app)
    errors.register(app)

    @app.get("/records/<reference>")
    def record(reference: str) -> str:
        raise NotFound

    @app.get("/status/<int:code>")
    def status(code: int) -> str:
        abort(code)

    @app.get("/raise/<name>")
    def raise_(name: str) -> str:
        raise RAISED[name]

    @app.route("/edit", methods=["GET", "POST"])
    def edit() -> Any:
        form = TitleForm(record=Record())
        if form.validate_on_submit():
            with form.rules():
                return "saved"
        return {"version": form.version.data, "token": form.csrf_token.current_token}

    @app.post("/late")
    def late() -> Any:
        form = TitleForm(record=Record())
        form.validate()
        raise Conflict

    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def token(client: FlaskClient) -> str:
    found: str = client.get("/edit").json["token"]  # type: ignore[index]
    return found


def hidden(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html))


def test_not_yours_and_not_there_are_the_same_page_byte_for_byte(client: FlaskClient) -> None:
    pages = [
        client.get(path) for path in ("/records/7K3M-92QD", "/records/0000-0000", "/nowhere/at-all", "/status/404")
    ]
    assert {page.status_code for page in pages} == {404}
    assert len({page.data for page in pages}) == 1


@pytest.mark.parametrize("code", [400, 401, 403, 404, 405, 406, 410, 413, 415, 418, 422, 429, 500, 501, 503])
def test_every_status_has_a_plain_page(client: FlaskClient, code: int) -> None:
    page = client.get(f"/status/{code}")
    assert page.status_code == code
    assert re.search(r"<h1[^>]*>[A-Z]", page.text)
    assert "<script" not in page.text
    assert "style=" not in page.text


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("forbidden", 403, "You cannot do this"),
        ("invalid", 400, "The end date must be after the start date"),
        ("database", 503, "not available"),
        ("bug", 500, "there is a problem"),
        ("busy", 429, "Wait 3 minutes"),
    ],
)
def test_what_is_raised_becomes_a_page_without_its_details(
    client: FlaskClient, name: str, code: int, words: str
) -> None:
    page = client.get(f"/raise/{name}")
    assert page.status_code == code
    assert words in page.text
    assert "secret" not in page.text


def test_headers_that_say_what_to_do_are_kept(client: FlaskClient) -> None:
    assert client.get("/raise/busy").headers["Retry-After"] == "130"
    assert client.get("/raise/database").headers["Retry-After"] == "60"
    assert "GET" in client.delete("/records/x", data={"csrf_token": token(client)}).headers["Allow"]


def test_too_big_says_the_limit(client: FlaskClient) -> None:
    page = client.post("/edit", data={"about": "x" * 60_000})
    assert page.status_code == 413
    assert "50 KB" in page.text


def test_a_conflict_shows_both_texts_and_can_be_sent_on(client: FlaskClient) -> None:
    sent = {"title": "What I typed", "about": "One\r\ntwo", "version": "2", "submission": "a" * 32}
    page = client.post("/edit", data=sent | {"csrf_token": token(client)})
    assert page.status_code == 409
    assert "What I typed" in page.text
    assert "What they saved" in page.text
    again = hidden(page.text)
    assert again["version"] == "3"
    assert again["submission"] != sent["submission"]
    assert again["about"] == "One\ntwo"
    assert client.post("/edit", data=again).text == "saved"


def test_a_conflict_found_late_shows_what_was_typed(client: FlaskClient) -> None:
    page = client.post("/late", data={"title": "What I typed", "version": "3", "csrf_token": token(client)})
    assert page.status_code == 409
    assert "What I typed" in page.text
    assert client.get("/raise/stale").status_code == 409


def test_a_page_open_too_long_keeps_what_was_typed(client: FlaskClient) -> None:
    sent = {"title": "T <b>", "about": "One\r\ntwo", "version": "3", "password": "hush", "csrf_token": "old"}
    page = client.post("/edit?from=%2Fhome", data=sent, headers={"Sec-Fetch-Site": "same-origin"})
    assert page.status_code == 400
    assert '>Title</dt><dd class="govuk-summary-list__value accord-as-typed">T &lt;b&gt;<' in page.text
    assert ">One\ntwo</dd>" in page.text
    assert '<form method="post" action="/edit?from=%2Fhome"' in page.text
    assert "hush" not in page.text
    assert "Password" in page.text
    again = hidden(page.text)
    assert again["csrf_token"] not in ("", "old")
    assert client.post("/edit", data=again | {"title": "T", "about": "x"}).text == "saved"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
    ],
)
def test_what_another_site_sends_cannot_be_sent_on(client: FlaskClient, headers: dict[str, str]) -> None:
    page = client.post("/edit", data={"title": "Not mine"}, headers=headers)
    assert page.status_code == 400
    assert "Not mine" not in page.text
    assert "Send it now" not in page.text


def test_secrets_are_known_by_their_names() -> None:
    assert all(
        sent.secret(name) for name in ("password", "new_password", "password_confirm", "code", "otp", "totp_code")
    )
    assert not any(sent.secret(name) for name in ("postcode", "title", "passenger_numbers"))
