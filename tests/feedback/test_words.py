"""Whatever people type is kept exactly or refused in words, and is shown as text and nothing else."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from pathlib import Path

import pytest
from sqlalchemy import select

from portal.core.text import can_be_seen, normal_text
from portal.data import db
from portal.features.feedback import Statement
from portal.features.feedback.models import WORDS_LENGTH
from portal.forms.characters import fault_in
from tests.factories.world import csrf_token
from tests.feedback.conftest import Case

GIVEN = Path(__file__).resolve().parents[3] / "shared" / "data" / "6-evidence-files" / "hostile-strings" / "blns.json"
OWN = [
    "<script>alert(1)</script>",
    "</blockquote></main><img src=x onerror=alert(1)>",
    "{{ 7*7 }} {% include 'layout/page.html' %}",
    "'; DROP TABLE statement; --",
    "tŷ 😀 田中 مرحبا",
    "a\u202eb",
    "a\x00b",
    'javascript:alert(1) https://example.org/?a="><script>',
    "=1+1",
    "\u200b",
    "x" * 4000,
    "line one\r\nline two\n\n\n\nline three",
    "Å\u0327",
]


def strings() -> list[str]:
    given = json.loads(GIVEN.read_text(encoding="utf-8")) if GIVEN.exists() else []
    return [text for text in [*OWN, *given] if text.strip()]


def packed(texts: list[str]) -> list[str]:
    """Fit texts put together, one under the other, as few as the length of a statement allows."""
    packs = [""]
    for text in texts:
        longer = f"{packs[-1]}\n{text}"
        if len(normal_text(longer)) > WORDS_LENGTH:
            packs.append(text)
        else:
            packs[-1] = longer
    return packs


def test_naughty_words_are_kept_exactly_or_refused_clearly(case: Case) -> None:
    browser = case.world.browser(case.forum)
    page = f"/arrangements/{case.about}/feedback/new"
    token = csrf_token(browser, page)
    alone = [text for text in strings() if fault_in(text.replace("\r", "")) or not can_be_seen(normal_text(text))]
    unfit = [text for text in alone if fault_in(normal_text(text)) or not can_be_seen(normal_text(text))]
    kept = {}
    for words in [*alone, *packed([text for text in strings() if text not in alone])]:
        data = {
            "csrf_token": token,
            "capacity": "other",
            "capacity_words": "neighbour",
            "kind": "claim",
            "words": words,
        }
        answer = browser.post(page, data=data)
        assert answer.status_code == (422 if words in unfit else 303), repr(words)
        if answer.status_code == 303:
            kept[answer.location.rsplit("/", 1)[1]] = words
        else:
            assert re.search(r"Your words has|Enter what you want to say", answer.text), repr(words)
    assert kept
    assert unfit
    with case.at(case.forum):
        for reference, words in kept.items():
            stored = db.session.scalars(select(Statement.words).where(Statement.reference == reference)).one()
            assert stored == normal_text(words)
            assert unicodedata.is_normalized("NFC", stored)
    for reference, words in kept.items():
        shown = browser.get(f"/feedback/{reference}")
        assert shown.status_code == 200
        said = shown.text.split("<blockquote", 1)[1].split("</blockquote>", 1)[0].split(">", 1)[1]
        assert set(re.findall(r"</?([a-z]+)", said)) <= {"p", "br", "a"}, repr(words)
        assert not re.search(r"<a[^>]*href=\"(?!https?://)", said)
        assert letters(html.unescape(re.sub(r"<[^>]*>", "", said))) == letters(normal_text(words)), repr(words)
    listed = browser.get("/feedback")
    assert listed.status_code == 200
    assert "<script>alert" not in listed.text
    assert "onerror=alert(1)>" not in html.escape(listed.text, quote=False).replace("&amp;gt;", "")


def letters(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("address", ["?kind=%00", "?state=x", "?about=%3Cscript%3E", "?after=x", "?before=", "?page=2"])
def test_odd_addresses_of_the_list(address: str, case: Case) -> None:
    case.say()
    assert case.world.browser(case.forum).get("/feedback" + address).status_code in {200, 404}
