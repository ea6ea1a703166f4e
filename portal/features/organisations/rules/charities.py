"""Extracts of the Charity Commission's register for England and Wales (Open Government Licence).

Contact addresses are left out on purpose: many are the homes of trustees.
"""

import re
from datetime import date

from portal.features.organisations.models import NameKind, OrganisationType
from portal.features.organisations.rules.cells import Cells
from portal.features.organisations.rules.drafts import Draft, Facts, Register, json_day

ACTIVITIES_LENGTH = 2000
CHARITY_TYPES = frozenset({"Charitable company", "CIO", "Trust", "Other", "Previously excepted"})

_CHARITY = re.compile(r"[1-9]\d{5,6}")
_COMPANY = re.compile(r"(?:[A-Z]{2}\d{6}|\d{8}|[A-Z]{2}\d{5}[A-Z])")


def read(cells: Cells) -> Draft | None:
    """One charity, found by its number (``GB-CHC``) or its company number (``GB-COH``)."""
    number, name = _number(cells), cells.line("charity_name", required=True)
    linked = cells.raw("linked_charity_number")
    if number and linked not in ("", "0"):
        if not re.fullmatch(r"\d{1,5}", linked):
            cells.issues.error(cells.row, "linked_charity_number", linked, "is not a number")
            return None
        number = f"{number}-{linked}"
    company = _company(cells)
    if not (number and name):
        return None
    identifiers = [["GB-CHC", number], *([["GB-COH", company]] if company else [])]
    facts: Facts = {
        "name": name,
        "type": OrganisationType.CHARITY.value,
        "subtype": _kind(cells),
        "identifiers": identifiers,
        "names": [[name, "en", NameKind.OFFICIAL.value]],
    }
    _dates(cells, facts)
    if activities := cells.words("charity_activities", ACTIVITIES_LENGTH):
        facts["activities"] = activities
    if website := cells.words("charity_contact_web", 200):
        facts["website"] = website
    return Draft(cells.row, facts)


def dated(cells: Cells) -> date | None:
    """The latest registration or removal in the row, not after today."""
    columns = ("date_of_registration", "date_of_removal")
    return max((day for column in columns if (day := cells.known_day(column))), default=None)


def _number(cells: Cells) -> str | None:
    text = cells.raw("registered_charity_number")
    whole = re.fullmatch(r"(\d+)\.0+", text)
    if whole:
        cells.issues.warn(cells.row, "registered_charity_number", text, f"is written as a decimal: read as {whole[1]}")
        text = whole[1]
    if _CHARITY.fullmatch(text):
        return text
    reason = "is empty" if not text else "is not a charity number of England and Wales (six or seven digits)"
    cells.issues.error(cells.row, "registered_charity_number", text, reason)
    return None


def _company(cells: Cells) -> str | None:
    column = "charity_company_registration_number"
    text = cells.raw(column).upper().replace(" ", "")
    if not text:
        return None
    if re.fullmatch(r"[1-9]\d{4,6}", text):
        # Companies House numbers have eight characters, so the zeros a spreadsheet took off are certain.
        cells.issues.warn(cells.row, column, text, f"has lost its leading zeros: read as {text.zfill(8)}")
        return text.zfill(8)
    if text.strip("0") == "" or not _COMPANY.fullmatch(text):
        cells.issues.warn(cells.row, column, text, "is not a company number: left out")
        return None
    if text.startswith("0"):
        cells.issues.note(cells.row, column, text, "starts with a zero: kept as text, zeros and all")
    return text


def _kind(cells: Cells) -> str | None:
    kind = cells.line("charity_type", limit=100)
    if kind and kind not in CHARITY_TYPES:
        cells.issues.warn(cells.row, "charity_type", kind, "is not a type of charity we know: kept as it is")
    return kind


def _dates(cells: Cells, facts: Facts) -> None:
    registered, removed = cells.day("date_of_registration"), cells.day("date_of_removal")
    if registered:
        facts["starts_on"] = json_day(registered)
    if cells.has("date_of_removal"):
        facts["ends_on"] = json_day(removed)
    if registered and removed and removed < registered:
        cells.issues.error(cells.row, "date_of_removal", removed.isoformat(), "is before the date of registration")


CHARITIES = Register(
    key="charities",
    title="Charity Commission register of charities",
    columns=frozenset({"registered_charity_number", "charity_name"}),
    read=read,
    dated=dated,
)
