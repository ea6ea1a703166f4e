"""The plan of a made-up country in the proportions of a real one; everything follows from a row's number.

For every ten statements one arrangement with three parties; a list for each statement and two for each
arrangement; three grants a list; an entry in the ledger for each.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.core.references import ALPHABET

START = datetime(2025, 1, 1, tzinfo=UTC)
ORGANISATIONS = 1_000
NEARLY_ALL, FEW, TENTH, HUNDREDTH, THOUSANDTH, TWO_THOUSANDTHS = 1, 2, 3, 4, 5, 6
VIEWERS = {
    NEARLY_ALL: "sees nearly all",
    FEW: "sees few",
    TENTH: "sees 10%",
    HUNDREDTH: "sees 1%",
    TWO_THOUSANDTHS: "sees 0.2%",
    THOUSANDTH: "sees 0.1%",
}
FEW_ARRANGEMENTS = 5
WORDS = "Our members tell us that the visits help, that the reports come late, and that nobody rings back. " * 3

Row = Mapping[str, Any]


def reference(number: int, salt: int = 7) -> str:
    """A reference that no other number of the table has, spread like a random one."""
    mixed = (number * 2_654_435_761 + salt * 97) % 2**40 if number < 2**20 else (number * 2_654_435_761) % 2**40
    symbols = "".join(ALPHABET[mixed >> 5 * place & 31] for place in range(8))
    return f"{symbols[:4]}-{symbols[4:]}"


@dataclass(frozen=True)
class Country:
    """``statements`` of them, and all that goes with it."""

    statements: int
    password_hash: str
    exact: Callable[[int], int] = int
    """How this database keeps an exact number (SQLite: in millionths)."""

    @property
    def arrangements(self) -> int:
        """How many there are."""
        return max(self.statements // 10, 20)

    def parties_of(self, arrangement: int) -> tuple[int, int, int]:
        """The organisations of an arrangement, the one that registered it first."""
        first = NEARLY_ALL if arrangement % 20 else 10 + arrangement % 490
        third = 500 + arrangement % 500
        if arrangement <= FEW_ARRANGEMENTS:
            third = FEW
        elif arrangement % 10 == 3:
            third = TENTH
        elif arrangement % 100 == 4:
            third = HUNDREDTH
        elif arrangement % 1000 == 5:
            third = THOUSANDTH
        elif arrangement % 500 == 6:
            third = TWO_THOUSANDTHS
        return first, 10 + (arrangement * 7 + 1) % 489 + 0, third

    def parties_once(self, arrangement: int) -> list[int]:
        """The same, each once, where one has two places."""
        return list(dict.fromkeys(self.parties_of(arrangement)))

    def outer(self, arrangement: int) -> int:
        """The list of everybody in an arrangement."""
        return arrangement * 2 - 1

    def inner(self, arrangement: int) -> int:
        """The list of its parties."""
        return arrangement * 2

    def own(self, statement: int) -> int:
        """The list of a statement."""
        return self.arrangements * 2 + statement

    def about(self, statement: int) -> int:
        """The arrangement a statement is about."""
        return (statement - 1) % self.arrangements + 1

    def made(self, number: int) -> datetime:
        """When a row was made."""
        return START + timedelta(seconds=number)
