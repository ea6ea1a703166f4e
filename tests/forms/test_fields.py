"""Each kind of question: what it reads, what it refuses and in which words."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from portal import forms
from tests.forms.tiny import EverythingForm, bound, hostile_strings, tiny_app

APP = tiny_app()
TEXT_FIELDS = ("title", "about", "amount", "visits", "rating", "email", "password", "note", "kind", "party", "agree")
DAY_PARTS = ("starts_on-day", "starts_on-month", "starts_on-year")


def answer(name: str, text: object, **more: object) -> tuple[Any, list[str]]:
    """(data, messages) of one field of the form when only it is filled."""
    with APP.test_request_context("/all", method="POST"):
        form = bound(EverythingForm, {"title": "T", **more, name: text})
        form.validate()
        field = form[name.partition("-")[0]]
        return field.data, field.errors


def day(day: str, month: str, year: str) -> forms.DayField:
    with APP.test_request_context("/all", method="POST"):
        form = bound(
            EverythingForm, {"title": "T", "starts_on-day": day, "starts_on-month": month, "starts_on-year": year}
        )
        form.validate()
        return form.starts_on


def test_a_line_is_put_on_one_line_in_normal_form() -> None:
    assert answer("title", "  ty\u0302\r\n  bach ") == ("tŷ bach", [])


@pytest.mark.parametrize("text", ["\u200b\u200b", "\u2060", "\u3164", "\u2800 \u00ad", "\u0301", "\ufeff\u200d"])
def test_what_cannot_be_seen_is_no_answer(text: str) -> None:
    assert answer("title", text) == ("", ["Enter a title"])
    assert answer("about", text) == ("", [])
    assert answer("title", f"{text}ab")[1] == []


def test_several_lines_keep_their_lines() -> None:
    assert answer("about", "one\r\ntwo\r\n\r\nthree\n") == ("one\ntwo\n\nthree", [])


def test_an_empty_question_says_what_to_enter() -> None:
    assert answer("title", "  ")[1] == ["Enter a title"]
    assert answer("about", "") == ("", [])


def test_too_long_says_how_long() -> None:
    assert answer("title", "x" * 201)[1] == ["Title must be 200 characters or fewer. You have typed 201"]
    assert answer("title", "x" * 200)[1] == []


@pytest.mark.parametrize(
    ("text", "named"),
    [("a\x00b", "U+0000"), ("\ud800a", "damaged emoji"), ("a\u202eb", "U+202E"), ("a\ufffdb", "could not read")],
)
def test_an_unfit_character_is_named_and_shown(text, named):
    with APP.test_request_context("/all", method="POST"):
        form = bound(EverythingForm, {"title": text})
        form.validate()
        assert named in form.title.errors[0]
        assert (
            form.title.shown
            == f"{text[0] if text[0] == 'a' else chr(0xFFFD)}{chr(0xFFFD) if text[0] == 'a' else 'a'}"
            + ("b" if text[0] == "a" else "")
        )


@pytest.mark.parametrize(
    ("text", "pence"),
    [("£2.6m", 260_000_000), ("2,600,000", 260_000_000), ("3500.50", 350_050), ("1.34bn", 134_000_000_000), ("0", 0)],
)
def test_money_is_read_as_people_type_it(text, pence):
    assert answer("amount", text) == (pence, [])


@pytest.mark.parametrize("text", ["lots", "1,2,3", "NaN", "Infinity", "1e5", "3.505"])
def test_what_is_not_money_is_refused(text):
    assert answer("amount", text) == (None, ["Amount must be an amount of money, like 3,500 or 2.6m"])


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("amount", "60%", "Amount must be an amount of money, like 3,500 or 2.6m. Leave out “%”"),
        ("amount", "£3,500 pounds", "Amount must be an amount of money, like 3,500 or 2.6m. Leave out “pounds”"),
        ("amount", "€500", "Amount must be in pounds, like 3,500 or 2.6m"),
        ("visits", "3 visits", "Visits a week must be a whole number, like 12. Leave out “visits”"),
        ("rating", "£2", "Rating must be a number, like 12.5. Leave out “£”"),
    ],
)
def test_a_sign_or_unit_too_many_is_named(name, text, message):
    assert answer(name, text) == (None, [message])


def test_money_has_bounds() -> None:
    assert answer("amount", "-5") == (None, ["Amount must be £0 or more"])
    assert answer("amount", "9" * 39) == (None, ["Amount must be £10,000,000,000,000 or less"])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0", "between 1 and 7"),
        ("8", "between 1 and 7"),
        ("1.5", "a whole number, like 12"),
        ("١", "a whole number, like 12"),
        ("1_0", "a whole number, like 12"),
        ("9" * 30, "between 1 and 7"),
    ],
)
def test_whole_numbers_have_bounds(text, message):
    assert answer("visits", text) == (None, [f"Visits a week must be {message}"])


def test_numbers_are_read() -> None:
    assert answer("visits", "7") == (7, [])
    assert answer("rating", "3.50") == (Decimal("3.50"), [])
    assert answer("rating", "3.505")[1] == ["Rating must have 2 or fewer digits after the decimal point"]
    assert answer("rating", "NaN")[1] == ["Rating must be a number, like 12.5"]
    assert answer("rating", "-1")[1] == ["Rating must be between 0 and 4"]


@pytest.mark.parametrize("month", ["1", "01", "Jan", "january", "JAN."])
def test_a_month_may_be_a_number_or_a_word(month):
    assert day("17", month, "2005").data == date(2005, 1, 17)


@pytest.mark.parametrize(
    ("parts", "message", "target"),
    [
        (("17", "", "2005"), "Start date must include a month", "starts_on-month"),
        (("", "", "2005"), "Start date must include a day and month", "starts_on-day"),
        (("31", "2", "2005"), "Start date must be a real date", "starts_on-day"),
        (
            ("17", "13", "2005"),
            "Start date: the month must be a number from 1 to 12, or a month's name",
            "starts_on-month",
        ),
        (
            ("17", "ma", "2005"),
            "Start date: the month must be a number from 1 to 12, or a month's name",
            "starts_on-month",
        ),
        (("17", "1", "05"), "Start date: the year must have 4 numbers, like 2005", "starts_on-year"),
        (("17", "1", "0000"), "Start date must be a real date", "starts_on-year"),
        (("17", "1", "1066"), "Start date must be on or after 1 January 1800", "starts_on-day"),
        (("x", "1", "2005"), "Start date must be a real date", "starts_on-day"),
    ],
)
def test_a_wrong_day_says_which_part_and_leads_to_it(parts, message, target):
    field = day(*parts)
    assert (field.data, field.errors, field.error_id) == (None, [message], target)
    assert tuple(field.shown.values()) == parts


def test_a_day_that_is_needed_is_asked_for() -> None:
    class Needed(forms.PortalForm):
        held_on = forms.DayField("Held on", required="Enter the day it was held")

    with APP.test_request_context("/all", method="POST"):
        form = bound(Needed, {})
        assert not form.validate()
        assert form.mistakes == [("held_on-day", "Enter the day it was held")]


def test_choices_are_held_to_what_was_offered() -> None:
    assert answer("kind", "pilot") == ("pilot", [])
    assert answer("kind", "") == (None, [])
    assert answer("kind", "admin") == (None, ["Choose from the options shown"])
    assert answer("party", "3") == (None, ["Choose from the options shown"])
    assert answer("roles", ["m", "p", "m"]) == (["m", "p"], [])
    assert answer("roles", ["m", "x"])[1] == ["Choose from the options shown"]
    assert answer("agree", "yes") == (True, [])
    assert answer("agree", "on")[1] == ["Tick or clear the box: I may say this"]


def test_choices_may_be_given_late_and_become_members() -> None:
    class Colour(StrEnum):
        RED = "red"

    class Late(forms.PortalForm):
        colour = forms.ChoiceField("Colour", required="Choose a colour", coerce=Colour)

    with APP.test_request_context("/all", method="POST"):
        form = bound(Late, {"colour": "red"})
        form.colour.choices = [(Colour.RED, "Red")]
        assert form.validate()
        assert form.colour.data is Colour.RED
        assert form.colour.mine() == form.colour.words(Colour.RED) == "Red"


def test_addresses_are_checked_by_form_only() -> None:
    assert answer("email", "Name@EXAMPLE.org") == ("Name@example.org", [])
    message = "Email address must be an email address in the correct format, like name@example.org"
    assert answer("email", "name@") == (None, [message])


def test_a_password_is_kept_as_typed_and_never_shown() -> None:
    assert answer("password", "  two  words ") == ("  two  words ", [])
    with APP.test_request_context("/all", method="POST"):
        form = bound(EverythingForm, {"password": "hidden-thing"})
        assert form.password.mine() == ""
        assert not hasattr(form.password, "shown")


def test_what_is_stored_fills_the_fields() -> None:
    stored = {
        "amount": 350_050,
        "starts_on": date(2005, 1, 17),
        "rating": Decimal("1.50"),
        "kind": "pilot",
        "roles": ["m"],
    }
    with APP.test_request_context("/all"):
        form = EverythingForm(data=stored)
        assert form.amount.shown == "3,500.50"
        assert form.starts_on.shown == {"day": "17", "month": "1", "year": "2005"}
        assert form.rating.shown == "1.5"
        assert form.kind.chosen("pilot")
        assert form.roles.chosen("m")
        assert not form.roles.chosen("p")


def test_naughty_strings_make_a_message_or_data_and_never_a_fault() -> None:
    with APP.test_request_context("/all", method="POST"):
        for text in hostile_strings():
            form = EverythingForm(formdata=MultiDict(dict.fromkeys([*TEXT_FIELDS, *DAY_PARTS, "roles", "file"], text)))
            form.validate()
            assert page_of(form)


@given(st.text(), st.sampled_from(TEXT_FIELDS + DAY_PARTS))
def test_any_text_is_survived(text, name):
    with APP.test_request_context("/all", method="POST"):
        form = EverythingForm(formdata=MultiDict({"title": "T", name: text}))
        form.validate()
        assert page_of(form)


@given(st.dates(), st.booleans())
def test_every_day_comes_back_as_it_went(value, word):
    with APP.test_request_context("/all"):
        field = EverythingForm(data={"starts_on": value}).starts_on
        parts = field.shown
        if word:
            parts["month"] = field.words(value).split()[1][:3]
        again = bound(EverythingForm, {f"starts_on-{part}": text for part, text in parts.items()})
        again.validate()
        inside = again.starts_on.earliest <= value <= again.starts_on.latest
        assert again.starts_on.data == (value if inside else None)


@given(st.integers(0, 10**15))
def test_every_amount_comes_back_as_it_went(pence):
    with APP.test_request_context("/all"):
        shown = EverythingForm(data={"amount": pence}).amount.shown
        again = bound(EverythingForm, {"amount": shown})
        again.validate()
        assert again.amount.data == pence


def page_of(form: forms.PortalForm) -> str:
    """The form as a page, which must be encodable."""
    template = APP.jinja_env.from_string(
        '{% from "parts/fields.html" import form_start, field %}{{ form_start(form) }}'
        "{% for f in form if f.kind is defined %}{{ field(f) }}{% endfor %}"
    )
    html = template.render(form=form)
    html.encode()
    return html
