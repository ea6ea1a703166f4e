"""What people type, made safe to keep. Nothing is silently thrown away: a bad character is named."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
"""Fillers of Hangul and the empty pattern of Braille."""
_NO_MARK = ("Cc", "Cf", "Cs")
"""Controls, what only steers how others are shown (a soft hyphen, a mark of direction), and halves of characters."""
_NOT_TEXT = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
UNFIT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069{_NOT_TEXT}]")
"""The characters that ``unfit_character`` names, as one pattern: lists show many texts, and some are long."""
_BESIDE = re.compile(r"(?P<before>\D*?)\s*[-−]?\d[\d.,\s]*(?P<after>\D*)", re.ASCII)
_MOST_BESIDE = 20
_LINK = re.compile(r"https?://[^\s<>\"'`\\{}|^@/?#]+([/?#][^\s<>\"'`\\{}|^]*)?", re.IGNORECASE)
"""A host without a name and password before it, then anything that needs no escaping."""


def normal_text(text: str) -> str:
    """``text`` in NFC with line ends as ``\\n`` and outer white space off. Words are not changed otherwise."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def normal_line(text: str) -> str:
    """As ``normal_text``, on one line: runs of white space become one space."""
    return re.sub(r"\s+", " ", normal_text(text))


def unfit_character(text: str) -> str | None:
    """Why ``text`` cannot be stored or shown as it is, in words for its author; ``None`` if it can.

    Refused: NUL and other control characters (PostgreSQL cannot hold NUL), lone surrogates (not
    encodable in UTF-8), and the directional overrides that make a line read otherwise than it is
    stored (Unicode Technical Report 36).
    """
    if (found := UNFIT.search(text)) is None:
        return None
    character = found.group()
    if "\ud800" <= character <= "\udfff":
        return "half of a broken character (often from a damaged emoji)"
    if character in _BIDI:
        return f"a hidden character that changes the direction of text (U+{ord(character):04X})"
    if unicodedata.category(character) == "Cc":
        return f"a hidden control character (U+{ord(character):04X})"
    return f"a character that is not text (U+{ord(character):04X})"


def can_be_seen(text: str) -> bool:
    """Whether ``text`` has a character that leaves a mark by itself. Zero-width characters, spaces and combining marks
    do not, nor do the blanks that Unicode counts as letters and symbols: a title of these has nothing to click."""
    return any(unicodedata.category(one)[0] in "LNPS" and one not in _BLANKS for one in text)


def searched(text: str, most: int) -> str:
    """What somebody looks for who typed ``text``: one line of at most ``most`` characters, without those that leave no
    mark, which come along when words are copied from a document. Empty where nothing is left to look for."""
    marks = (one for one in normal_line(text[: 2 * most]) if unicodedata.category(one) not in _NO_MARK)
    words = normal_line(UNFIT.sub("", "".join(marks)))[:most].rstrip()
    return words if can_be_seen(words) else ""


def typed(text: str, most: int) -> str:
    """As ``searched``, with the characters that leave no mark: what is stored as it was typed may have them too."""
    words = normal_line(UNFIT.sub("", normal_line(text[: 2 * most])))[:most].rstrip()
    return words if searched(words, most) else ""


def spellings(words: str) -> list[str]:
    """How words that were ``typed`` may be stored: as they stand, and without the characters that leave no mark."""
    return list(dict.fromkeys((words, searched(words, len(words)))))


def is_link(text: str) -> bool:
    """Whether ``text`` is the address of a page on the web, http or https, that a browser can open without harm."""
    return _LINK.fullmatch(text) is not None


def email_address(text: str) -> str:
    """``text`` as an email address (RFC 5322, 6531) with its domain in lower case; nothing is looked up. Raises
    ``ValueError`` with what it must be."""
    try:
        return validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        raise ValueError("must be an email address in the correct format, like name@example.org") from None


def leave_out(text: str) -> str:
    """What to say to somebody who typed a unit or a sign with a number that is asked for alone: ``. Leave out “%”``;
    nothing if that is not what is wrong."""
    found = _BESIDE.fullmatch(text.strip())
    beside = [part.strip() for part in found.groups() if part.strip()] if found else []
    return f". Leave out “{beside[0]}”" if len(beside) == 1 and len(beside[0]) <= _MOST_BESIDE else ""
