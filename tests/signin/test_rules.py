"""Addresses to go on to, passwords, rests and clients."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.features.signin import rules

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
REST = timedelta(minutes=15)


@pytest.mark.parametrize(
    "wanted",
    [
        "", None, "arrangements", "http://evil.example/", "https:evil.example", "//evil.example", "///evil.example",
        "/\\evil.example", "\\/evil.example", "/\t/evil.example", "/ /evil.example", "javascript:alert(1)", "/\x00",
        "/a\nb", "//[", "/sign-in?next=/sign-in", "/sign-out", "/reset-password/x", "/" + "a" * 2000,
    ],
)  # fmt: skip
def test_an_address_that_is_not_ours_leads_home(wanted: str | None) -> None:
    assert rules.safe_path(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/arrangements/7K3M-92QD?tab=money#who", "/invitation/abc", "/a//b", "/a:b@c"])
def test_an_address_of_ours_is_kept(wanted: str) -> None:
    assert rules.safe_path(wanted) == wanted


@given(st.text())
def test_whatever_is_asked_for_stays_on_this_site(wanted: str) -> None:
    onward = urlsplit(urljoin("https://accord.example/sign-in", rules.safe_path(wanted)))
    assert (onward.scheme, onward.netloc) == ("https", "accord.example")


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("elevenchars", "12 characters or more"),
        ("x" * 201, "200 characters or fewer"),
        ("aaaaaaaaaaaa", "too easy"),
        ("abcdefghijklm", "too easy"),
        ("password1234!", "too easy"),
        ("P@ssw0rdP@ssw0rd", "too easy"),
        ("202611232026", "too easy"),
        ("qwertyuiopasdf", "too easy"),
        ("annlee@example.org", "your name or your email"),
        ("Ann-Lee-123456", "your name or your email"),
        ("exampleannlee", "your name or your email"),
    ],
)
def test_a_weak_password_is_refused(password: str, says: str) -> None:
    fault = rules.password_fault(password, "Ann Lee", "annlee@example.org")
    assert fault
    assert says in fault


@pytest.mark.parametrize(
    "password", ["three random words", "correct horse battery staple", "Ŵŷnebgŵr-ar-y-bryn", "密码密码很长的一个句子啊"]
)
def test_a_long_unusual_password_will_do(password: str) -> None:
    assert rules.password_fault(password, "Ann Lee", "annlee@example.org") is None


@given(st.text(max_size=300), st.text(max_size=60), st.text(max_size=60))
def test_any_text_can_be_judged(password: str, name: str, email: str) -> None:
    fault = rules.password_fault(password, name, email)
    assert fault is None or len(password) < 12 or len(password) > 200 or fault.startswith("Password")


def test_an_account_rests_after_enough_failures_and_not_for_ever() -> None:
    failures = [NOW - timedelta(minutes=minute) for minute in range(3)]
    assert rules.rests(failures, 3, REST, NOW)
    assert rules.rests(failures, 3, REST, NOW + timedelta(minutes=14, seconds=59))
    assert not rules.rests(failures, 3, REST, NOW + REST)
    assert not rules.rests(failures[:2], 3, REST, NOW)


def test_failures_far_apart_do_not_add_up() -> None:
    assert not rules.rests([NOW, NOW - timedelta(minutes=1), NOW - timedelta(minutes=16)], 3, REST, NOW)


def test_after_a_rest_one_more_failure_is_only_one() -> None:
    later = NOW + REST
    assert not rules.rests([later, NOW, NOW], 3, REST, later + timedelta(seconds=1))


def test_a_client_is_an_address_or_a_household() -> None:
    assert rules.client_network("192.0.2.7") == "192.0.2.7"
    assert rules.client_network("2001:db8:1:2::7") == rules.client_network("2001:db8:1:2:ffff::1")
    assert rules.client_network("2001:db8:1:3::7") != rules.client_network("2001:db8:1:2::7")
    assert rules.client_network(None) == rules.client_network("nonsense") == "unknown"


def test_a_browser_is_named() -> None:
    assert rules.browser_name("Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/130.0") == "Firefox on Windows"
    assert rules.browser_name("Mozilla/5.0 (X11; Linux x86_64) Chrome/130 Safari/537.36 Edg/130") == "Edge on Linux"
    assert rules.browser_name("") == "Unknown browser"
