"""The retired GOV.UK registers of councils (Open Government Licence): England, and principal authorities of Wales."""

from datetime import date

from portal.features.organisations.models import NameKind, OrganisationType
from portal.features.organisations.rules.cells import Cells
from portal.features.organisations.rules.councils import read_type
from portal.features.organisations.rules.drafts import Draft, Facts, Register, json_day
from portal.features.organisations.rules.names import folded
from portal.features.organisations.rules.oddities import BadDay, read_day


def read_england(cells: Cells) -> Draft | None:
    """One English council."""
    facts = _common(cells, "local-authority-eng", "GB-LAE", "England")
    if facts is not None:
        kind, subtype = read_type(cells)
        facts |= {"type": kind.value, "subtype": subtype}
    return _draft(cells, facts)


def read_wales(cells: Cells) -> Draft | None:
    """One Welsh council, with its names in both languages."""
    facts = _common(cells, "principal-local-authority", "GB-PLA", "Wales")
    if facts is not None:
        facts |= {"type": OrganisationType.COUNCIL.value, "subtype": "Welsh unitary authority"}
        facts["names"] += _names(cells, cells.line("official-name-cy"), "name-cy", "cy")
    return _draft(cells, facts)


def dated(cells: Cells) -> date | None:
    """The day of the row's entry: the register's knowledge reaches to its latest entry."""
    try:
        return read_day(cells.values.get("entry-timestamp", "").strip())
    except BadDay:
        return None


def _common(cells: Cells, code_column: str, scheme: str, nation: str) -> Facts | None:
    code = cells.code(code_column, required=True)
    name = cells.line("official-name", required=True)
    key = cells.raw("key").upper()
    if code and key and key != code:
        cells.issues.error(cells.row, "key", key, f"is not the code in {code_column}, {code}")
    if not (code and name):
        return None
    facts: Facts = {"name": name, "nation": nation, "identifiers": [[scheme, code]]}
    facts["names"] = _names(cells, name, "name", "en")
    starts, ends = cells.day("start-date", shifted=True), cells.day("end-date")
    if starts:
        facts["starts_on"] = json_day(starts)
    if cells.has("end-date"):
        facts["ends_on"] = json_day(ends)
    if starts and ends and ends < starts:
        cells.issues.error(cells.row, "end-date", ends.isoformat(), f"is before the start date {starts.isoformat()}")
    return facts


def _names(cells: Cells, official: str | None, short_column: str, language: str) -> list[list[str]]:
    short = cells.line(short_column)
    names = [[official, language, NameKind.OFFICIAL.value]] if official else []
    if short and folded(short) != folded(official or ""):
        names.append([short, language, NameKind.SHORT.value])
    return names


def _draft(cells: Cells, facts: Facts | None) -> Draft | None:
    entry = cells.raw("entry-number")
    if not entry.isdecimal() or len(entry) > 9:
        cells.issues.error(cells.row, "entry-number", entry, "is not a whole number")
        return None
    return None if facts is None else Draft(cells.row, facts, code=facts["identifiers"][0][1], entry=int(entry))


_COLUMNS = frozenset({"entry-number", "entry-timestamp", "key", "name", "official-name"})

GOVUK_ENGLAND = Register(
    key="govuk-eng",
    title="GOV.UK register of local authorities in England",
    columns=_COLUMNS | {"local-authority-eng"},
    read=read_england,
    dated=dated,
    log=True,
)
GOVUK_WALES = Register(
    key="govuk-wales",
    title="GOV.UK register of principal local authorities in Wales",
    columns=_COLUMNS | {"principal-local-authority", "official-name-cy"},
    read=read_wales,
    dated=dated,
    log=True,
)
