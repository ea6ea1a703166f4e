"""The form as a whole: its tokens, what it refuses, its page."""

import io
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.forms.tiny import hostile_strings, tiny_client


class Ids(HTMLParser):
    """Collects ids, and the ids that something points at."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: list[str] = []
        self.controls: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        self.wanted += found.get("aria-describedby", "").split()
        self.wanted += [found["for"]] if "for" in found else []
        self.wanted += [found["href"][1:]] if found.get("href", "").startswith("#") else []
        if tag in ("input", "textarea", "select") and found.get("type") != "hidden":
            self.controls.append(found["id"])


@pytest.fixture
def client() -> FlaskClient:
    return tiny_client()


def answers(response: TestResponse) -> dict[str, Any]:
    found: dict[str, Any] = response.get_json()
    return found


def hidden(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found
    return found[1]


@pytest.mark.parametrize(
    "sent", [None, {}, {"starts_on-day": "1", "kind": "x", "agree": "?", "email": "x", "amount": "x"}]
)
def test_every_label_hint_message_and_link_leads_somewhere(client, sent):
    html = (client.get("/all") if sent is None else client.post("/all", data=sent)).text
    page = Ids(html)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.wanted) <= set(page.ids)
    assert set(page.controls) <= set(page.wanted)
    assert "style=" not in html
    assert "<script" not in html


def test_the_token_is_fresh_on_each_page_and_the_same_when_shown_again(client: FlaskClient) -> None:
    first, second = (hidden(client.get("/all").text, "submission") for _ in range(2))
    assert first != second
    again = client.post("/all", data={"submission": first})
    assert again.status_code == 422
    assert hidden(again.text, "submission") == first


def test_a_form_without_a_token_is_given_one(client: FlaskClient) -> None:
    assert len(hidden(client.post("/all", data={"about": "x"}).text, "submission")) == 32


@pytest.mark.parametrize(
    "sent",
    [
        {"title": "T", "is_admin": "1"},
        {"title": ["T", "U"]},
        {"title": "T", "submission": ["a" * 32, "b" * 32]},
        {"title": "T", "starts_on-day": ["1", "2"]},
        {"title": "T", "starts_on": "2005-01-17"},
        {"title": "T", "submission": "no such token"},
        {"title": "T", "version": "1"},
        {"title": "T", "roles": ["p"] * 201},
        {f"field{number}": "x" for number in range(10_000)},
    ],
)
def test_what_was_not_asked_for_is_refused(client, sent):
    assert client.post("/all", data=sent).status_code == 400


def test_a_file_is_taken_only_where_one_is_asked_for(client: FlaskClient) -> None:
    right = client.post("/all", data={"title": "T", "file": (io.BytesIO(b"x"), "a.pdf")})
    assert right.status_code == 200
    assert "a.pdf" in answers(right)["file"]
    for name in ("title", "other"):
        assert client.post("/all", data={name: (io.BytesIO(b"x"), "a.pdf")}).status_code == 400
    both = {"file": [(io.BytesIO(b"x"), "a.pdf"), (io.BytesIO(b"x"), "b.pdf")]}
    assert client.post("/all", data=both).status_code == 400


def test_several_ticks_and_a_named_button_are_expected(client: FlaskClient) -> None:
    answer = client.post("/all", data={"title": "T", "roles": ["p", "m"], "later": "yes"})
    assert answers(answer)["roles"] == "['p', 'm']"


def test_json_is_no_answer(client: FlaskClient) -> None:
    assert client.post("/all", json={"title": "T"}).status_code == 422
    assert client.post("/all", json=["title"]).status_code == 422


def test_nothing_typed_is_lost(client: FlaskClient) -> None:
    typed = {"about": "One\r\ntwo <b>", "amount": "lots", "starts_on-day": "1", "starts_on-month": "Feb", "party": "2"}
    page = client.post("/all", data=typed | {"roles": ["m"], "password": "hush-hush"})
    assert page.status_code == 422
    for text in ("One\ntwo &lt;b&gt;</textarea>", 'value="lots"', 'value="Feb"', '<option value="2" selected>'):
        assert text in page.text
    assert re.search(r'value="m" checked', page.text)
    assert "hush-hush" not in page.text


def test_an_empty_post_does_not_pass_for_what_is_stored(client: FlaskClient) -> None:
    assert client.post("/versioned", data={}).status_code == 422


def test_a_version_is_held_to_the_record(client: FlaskClient) -> None:
    assert hidden(client.get("/versioned").text, "version") == "3"
    assert client.post("/versioned", data={"title": "Mine", "version": "3"}).text == "saved"
    stale = client.post("/versioned", data={"title": "Mine", "version": "2"})
    assert stale.status_code == 409
    assert answers(stale)["comparison"] == [["Title", "Mine", "Theirs"]]
    for text in ("", "x", "-1", "9" * 30, "1 2"):
        assert client.post("/versioned", data={"title": "Mine", "version": text}).status_code == 400


def test_broken_rules_become_messages(client: FlaskClient) -> None:
    page = client.post("/rule", data={"title": "T"})
    assert page.status_code == 422
    assert '<a href="#title">Another one has this title</a>' in page.text
    assert "<li>And this is wrong</li>" in page.text
    assert "<li>All of it</li>" in page.text


def test_naughty_strings_are_sent_and_survived(client: FlaskClient) -> None:
    for text in hostile_strings():
        raw = text.encode("utf-8", "surrogatepass")[:2000]
        answer = client.post("/all", data=dict.fromkeys(("title", "about", "starts_on-year", "kind", "email"), raw))
        assert answer.status_code in (200, 422), text


def test_bytes_that_are_no_text_are_named(client: FlaskClient) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xed\xa0\x80\xff\r\n--x--\r\n'
    sent = client.post("/all", data=body, content_type="multipart/form-data; boundary=x")
    assert sent.status_code == 422
    assert "could not read" in sent.text


def test_bytes_that_are_no_text_in_a_plain_form_are_kept_as_they_were_written(client: FlaskClient) -> None:
    sent = client.post("/all", data=b"title=%ED%A0%80", content_type="application/x-www-form-urlencoded")
    assert answers(sent)["title"] == "'%ED%A0%80'"
