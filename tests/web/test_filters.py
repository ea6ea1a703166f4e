"""How values are written on a page."""

from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.web import filters


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.hrefs: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.hrefs += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data


def parsed(html: str) -> Tags:
    tags = Tags()
    tags.feed(str(html))
    tags.close()
    return tags


PIECES = st.sampled_from(
    ["<script>", "</p>", "<!--", "http://", "HTTPS://a.b", "javascript:alert(1)", '"', "'", "&", "&lt;", " onclick=x ",
     "\n", "\n\n", "\x00", "\u202e", "\ud800", "(", ")", ".", "data:text/html,", "<a href=", ">"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=30).map("".join)))
def test_linked_lets_out_no_tag_but_paragraph_break_and_link(text: str) -> None:
    html = filters.linked(text)
    html.encode()
    page = parsed(html)
    assert page.tags <= {"p", "br", "a"}
    assert page.attributes <= {"class", "rel", "href"}
    assert all(href.lower().startswith(("http://", "https://")) for href in page.hrefs)


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("See https://example.org/a.", "https://example.org/a"),
        ("(at http://example.org/a_(b))", "http://example.org/a_(b)"),
        ("https://example.org/?a=1&b=2, and more", "https://example.org/?a=1&b=2"),
        ("HTTPS://EXAMPLE.ORG!", "HTTPS://EXAMPLE.ORG"),
    ],
)
def test_linked_leaves_the_sentence_punctuation_outside(text: str, href: str) -> None:
    page = parsed(filters.linked(text))
    assert page.hrefs == [href]
    assert page.text == text


@pytest.mark.parametrize("text", ["javascript:alert(1)", "ftp://a.b", "http://", "mailto:a@b.c", "www.example.org"])
def test_linked_makes_no_link_of_anything_else(text: str) -> None:
    assert parsed(filters.linked(text)).hrefs == []


def test_linked_keeps_lines_and_paragraphs() -> None:
    assert filters.linked("one\ntwo\n\nthree") == (
        '<p class="govuk-body">one<br>\ntwo</p>\n<p class="govuk-body">three</p>'
    )
    assert filters.linked(None) == filters.linked("  \n ") == ""


def test_days_and_moments_are_written_in_london() -> None:
    assert filters.day(date(2005, 1, 17)) == "17 January 2005"
    assert filters.day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"
    assert filters.moment(datetime(2026, 1, 5, 0, 5, tzinfo=UTC)) == "5 January 2026 at 12:05am"
    assert filters.moment(datetime(2026, 7, 5, 12, 0, tzinfo=UTC)) == "5 July 2026 at 1:00pm"
    assert filters.moment(date(2005, 1, 17)) == "17 January 2005"
    assert filters.day(None) == filters.moment(None) == ""


def test_money_and_sizes() -> None:
    assert filters.exact(260_000_000) == "£2,600,000"
    assert filters.prose(260_000_000) == "£2.6 million"
    assert filters.exact(None) == filters.prose(None) == filters.size(None) == ""
    assert [filters.size(count) for count in (0, 1, 999, 1000, 3_200_000, 99_600_000, 12 * 10**12)] == [
        "0 bytes", "1 byte", "999 bytes", "1 KB", "3.2 MB", "100 MB", "12000 GB",
    ]  # fmt: skip
