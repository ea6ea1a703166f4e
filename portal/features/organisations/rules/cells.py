"""One row of a register, read cell by cell; whatever is odd about a cell goes on record with its row and column."""

import re
from dataclasses import dataclass
from datetime import date

from portal.core import clock
from portal.core.text import normal_line, unfit_character
from portal.features.organisations.models import NAME_LENGTH
from portal.features.organisations.rules.issues import Issues
from portal.features.organisations.rules.oddities import (
    MISSING,
    BadDay,
    mended,
    read_day,
    serial_day,
    signs_of_damage,
    spreadsheet_year,
)

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{0,59}")


@dataclass(frozen=True)
class Cells:
    """The cells of row ``row`` by column name. A column the file does not have reads as unknown."""

    row: int
    values: dict[str, str]
    issues: Issues

    def has(self, column: str) -> bool:
        """Whether the file has the column at all."""
        return column in self.values

    def raw(self, column: str) -> str:
        """The cell without outer white space; empty when it is missing or says so (``NA``), which is noted."""
        cell = self.values.get(column, "")
        text = cell.strip()
        if text != cell and text:
            self.issues.note(self.row, column, cell, "has white space around it: left off")
        if text in MISSING:
            self.issues.note(self.row, column, text, f"says {text}: read as unknown")
            return ""
        return text

    def line(self, column: str, *, required: bool = False, limit: int = NAME_LENGTH) -> str | None:
        """The cell as one line of text. Spaces are put in order and certain damage mended, each on record."""
        text = self.raw(column)
        if not text and required:
            self.issues.error(self.row, column, "", "is empty")
        return self.tidied(column, text, limit) if text else None

    def tidied(self, column: str, text: str, limit: int = NAME_LENGTH) -> str | None:
        """``text``, the whole or a part of a cell, as one line; ``None`` when it cannot be used."""
        text = self._whole(column, text)
        if reason := unfit_character(text):
            self.issues.error(self.row, column, text, f"holds {reason}")
            return None
        if text.startswith("="):
            self.issues.error(self.row, column, text, "is a formula. Save the file with values only")
            return None
        if text[0] in "+@":
            self.issues.warn(self.row, column, text, "starts as a formula does: kept as text")
        tidy = normal_line(text)
        if tidy != text:
            self.issues.warn(self.row, column, text, f"has unusual spaces: read as “{tidy}”")
        if len(tidy) > limit:
            self.issues.error(self.row, column, tidy, f"is longer than {limit} characters")
            return None
        return tidy

    def words(self, column: str, limit: int) -> str | None:
        """Longer text, kept as the register has it; damage is mended or named, and too much of it cut off."""
        text = self.raw(column)
        if not text:
            return None
        text = self._whole(column, text)
        if reason := unfit_character(text):
            self.issues.warn(self.row, column, text, f"holds {reason}: left out")
            return None
        if len(text) > limit:
            self.issues.warn(self.row, column, text, f"is longer than {limit} characters: the rest is left out")
        return text[:limit]

    def code(self, column: str, *, required: bool = False) -> str | None:
        """A code in capitals: letters, digits and ``. / -`` only."""
        text = self.raw(column)
        if not text:
            if required:
                self.issues.error(self.row, column, "", "is empty")
            return None
        if not _CODE.fullmatch(text):
            self.issues.error(self.row, column, text, "is not a code: use letters, digits and hyphens")
            return None
        return text.upper()

    def day(self, column: str, *, shifted: bool = False) -> date | None:
        """A day, or ``None`` when unknown. Days that a spreadsheet made out of a year are not believed.

        ``shifted``: also distrust the same days a century later (see ``spreadsheet_year``).
        """
        text = self.raw(column)
        if not text:
            return None
        if re.fullmatch(r"(?:1[89]|20)\d{2}", text):
            self.issues.warn(self.row, column, text, "is a year, not a date: the day is left unknown")
            return None
        if serial := serial_day(text):
            self.issues.warn(self.row, column, text, f"is a spreadsheet serial number: read as {serial.isoformat()}")
            return serial
        try:
            day = read_day(text)
        except BadDay as problem:
            self.issues.error(self.row, column, text, str(problem))
            return None
        if year := spreadsheet_year(day, shifted=shifted):
            century = " and then moved a century" if day.year > 2000 else ""
            self.issues.warn(
                self.row,
                column,
                text,
                f"is not a real date: a spreadsheet read {year} as serial number {year}{century}. Left unknown",
            )
            return None
        return day

    def known_day(self, column: str) -> date | None:
        """The day in a cell if it can be believed and is not still to come, without a word on record."""
        try:
            day = read_day(self.values.get(column, "").strip())
        except BadDay:
            return None
        return day if day <= clock.today() and not spreadsheet_year(day, shifted=False) else None

    def _whole(self, column: str, text: str) -> str:
        if (better := mended(text)) is not None:
            self.issues.warn(self.row, column, text, f"has damaged characters: mended to “{better}”")
            text = better
        for sign in signs_of_damage(text):
            self.issues.warn(self.row, column, text, f"has damaged characters: {sign}. Kept as it is")
        return text
