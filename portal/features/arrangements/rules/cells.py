"""What a cell of a table says, read with suspicion. A reader raises ``ValueError`` with what it must be."""

from datetime import date

from portal.core.bounds import LINE, LONGEST_WORDS
from portal.core.money import MAX_PENCE, exact, read_pence
from portal.core.periods import Period
from portal.core.text import normal_line
from portal.features.arrangements.rules.periods import read_period

_LONGEST_NAME = LINE + 100


def read_line(text: str) -> str:
    """Text on one line, as long as a form takes it."""
    line = normal_line(text)
    if len(line) > LINE:
        raise ValueError(f"must be {LINE} characters or fewer, and has {len(line)}")
    return line


def read_words(text: str) -> str:
    """Text as long as a form takes it."""
    if len(text) > LONGEST_WORDS:
        raise ValueError(f"must be {LONGEST_WORDS:,} characters or fewer, and has {len(text):,}")
    return text


def read_name(text: str) -> str:
    """The name of an organisation, as it is spelt, with its reference where that is said."""
    line = normal_line(text)
    if len(line) > _LONGEST_NAME:
        raise ValueError(f"must be a name of {_LONGEST_NAME} characters or fewer")
    return line


def read_start(text: str) -> date | None:
    """A day, or the first of a month or year."""
    period = _period(text)
    return period.start if period else None


def read_end(text: str) -> date | None:
    """A day, or the last of a month or year."""
    period = _period(text)
    return period.end if period else None


def _period(text: str) -> Period | None:
    if not text:
        return None
    try:
        return read_period(text)
    except ValueError:
        raise ValueError("must be a day, like 17 January 2005 or 2005-01-17, a month or a year") from None


def read_amount(text: str) -> int | None:
    """An amount in pounds, as pence."""
    if not text:
        return None
    try:
        pence = read_pence(text)
    except ValueError:
        raise ValueError("must be an amount in pounds, like 2,600,000 or £3,500.50") from None
    if not 0 <= pence <= MAX_PENCE:
        raise ValueError(f"must be between £0 and {exact(MAX_PENCE)}")
    return pence
