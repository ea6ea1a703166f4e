"""What an import has to say about a file, row by row."""

from dataclasses import dataclass, field
from enum import StrEnum


class Level(StrEnum):
    """An error stops the whole import. A warning is imported. A note is the same small thing in many rows."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Issue:
    """One thing found: ``row`` counts as a spreadsheet does, the header being row 1; ``None`` is the whole file."""

    level: Level
    row: int | None
    column: str
    value: str
    message: str


@dataclass
class Issues:
    """The issues of one import, in the order they were found."""

    found: list[Issue] = field(default_factory=list)

    def add(self, level: Level, row: int | None, column: str, value: str, message: str) -> None:
        """Put one issue on record."""
        self.found.append(Issue(level, row, column, value, message))

    def error(self, row: int | None, column: str, value: str, message: str) -> None:
        """Something that cannot be imported: nothing of the file will be."""
        self.add(Level.ERROR, row, column, value, message)

    def warn(self, row: int | None, column: str, value: str, message: str) -> None:
        """Something odd that was imported as the message says."""
        self.add(Level.WARNING, row, column, value, message)

    def note(self, row: int | None, column: str, value: str, message: str) -> None:
        """Something harmless that many rows share; shown once with the numbers of its rows."""
        self.add(Level.NOTE, row, column, value, message)

    def of(self, level: Level) -> list[Issue]:
        """The issues of one level."""
        return [issue for issue in self.found if issue.level == level]


def row_ranges(rows: list[int]) -> str:
    """``[2, 3, 4, 9]`` as ``2–4, 9``."""
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in spans)
