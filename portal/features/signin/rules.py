"""What may pass: addresses to go on to, passwords, and how many tries an account and a client have."""

import ipaddress
import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
ADDRESS_FAILURES = 60
"""Failed sign-ins from one client address within the time of a rest, before it is asked to wait."""
ACCOUNT_MAILS = 3
ADDRESS_MAILS = 20
MAIL_WINDOW = timedelta(hours=1)
"""Reset mails for one account, and asked for from one client address, in this time."""
ATTEMPTS_KEPT = timedelta(days=1)
SESSIONS_KEPT = timedelta(days=90)
"""How long what is over is kept: attempts, and sign-ins after their end."""
INVITATIONS_A_DAY = 100
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=1)

_LEAST_DIFFERENT = 5
_LONGEST_NEXT = 2000
_COMMON_WORDS = (
    "password", "passw0rd", "letmein", "welcome", "qwerty", "qwertyuiop", "asdfghjkl", "zxcvbnm", "iloveyou", "admin",
    "administrator", "football", "liverpool", "arsenal", "chelsea", "monkey", "dragon", "sunshine", "princess",
    "summer", "winter", "spring", "fall", "changeme", "secret", "council", "accord", "trustno", "superman", "starwars",
    "whatever", "computer", "internet", "charlie", "michael", "january", "february", "october", "november", "december",
    "monday", "friday", "please", "correcthorsebatterystaple", "onetwothree", "abc", "abcd", "abcdef", "abcdefgh",
    "abcdefghijkl", "test", "testing", "guest", "login", "master", "hello", "blink", "flower", "cheese", "england",
)  # fmt: skip
_RUNS = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_LEET = str.maketrans("0134578@$!", "oieastbasi")


def safe_path(wanted: str | None) -> str:
    """``wanted`` if it is a path on this site to go on to, else ``/``.

    Browsers read ``//host``, ``/\\host`` and a path with control characters as other sites, so those are refused.
    """
    if not wanted or len(wanted) > _LONGEST_NEXT or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    if "\\" in wanted or any(ord(character) <= 32 or ord(character) == 127 for character in wanted):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    own_doors = ("/sign-in", "/sign-out", "/reset-password")
    if parts.scheme or parts.netloc or parts.path.startswith(own_doors):
        return "/"
    return wanted


def password_fault(password: str, *about: str) -> str | None:
    """What is wrong with a new password, or ``None``. ``about``: the person's name and e-mail address.

    Length and guessability only, after NCSC and NIST SP 800-63B §3.1.1.2: no demand for kinds of characters.
    """
    if len(password) < SHORTEST_PASSWORD:
        return f"Password must be {SHORTEST_PASSWORD} characters or more"
    if len(password) > LONGEST_PASSWORD:
        return f"Password must be {LONGEST_PASSWORD} characters or fewer"
    plain = password.casefold()
    if len(set(plain)) < _LEAST_DIFFERENT or _is_run(plain) or _is_common(plain):
        return "Password is too easy to guess. Try three random words"
    if _repeats_person(plain, about):
        return "Password must not be your name or your email address"
    return None


def _is_run(plain: str) -> bool:
    return any(plain in run or plain in run[::-1] for run in _RUNS)


def _is_common(plain: str) -> bool:
    """Whether nothing but common words, said once or more, and digits and signs around them is there."""
    for reading in (plain, plain.translate(_LEET)):
        rest = reading
        for word in sorted(_COMMON_WORDS, key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(re.sub(r"[\d\W_]", "", rest)) < 3:
            return True
    return False


def _repeats_person(plain: str, about: Sequence[str]) -> bool:
    for text in about:
        whole = text.casefold()
        parts = [part for part in re.split(r"[\W_]+", whole) if len(part) >= 3]
        rest = plain.replace(whole, "") if whole else plain
        for part in sorted(parts, key=len, reverse=True):
            rest = rest.replace(part, "")
        if rest != plain and len(re.sub(r"[\d\W_]", "", rest)) < 4:
            return True
    return False


def rests(failures: Sequence[datetime], most: int, rest: timedelta, at: datetime) -> bool:
    """Whether an account rests at ``at``. ``failures``: moments of its failed sign-ins, newest first.

    It does when ``most`` of them came within ``rest``, for that long after the last of them.
    """
    if len(failures) < most:
        return False
    newest, oldest = failures[0], failures[most - 1]
    return newest - oldest < rest and at - newest < rest


def browser_name(agent: str) -> str:
    """A browser's and a system's name from what the browser says of itself, for a person to know theirs again."""
    browsers = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
               ("Mac OS", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip
    browser = next((name for mark, name in browsers if mark in agent), "")
    system = next((name for mark, name in systems if mark in agent), "")
    return f"{browser} on {system}" if browser and system else browser or system or "Unknown browser"


def client_network(address: str | None) -> str:
    """What stands for one client: its IPv4 address, or the /64 of its IPv6 address, which is what a house is given."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)


def successor_among(passed: Iterable[Any], mine: Collection[str]) -> str:
    """The reference of the first of one's own organisations that took over from one that ended; nothing if none did."""
    return next((row.successor_reference for row in passed if row.successor_reference in mine), "")
