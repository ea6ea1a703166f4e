"""Made-up extracts in the shape of the real registers, with their known oddities."""

import csv
import io
from pathlib import Path

REAL = Path(__file__).resolve().parents[3] / "shared" / "data"

MYSOCIETY_COLUMNS = [
    "local-authority-code", "official-name", "nice-name", "gss-code", "start-date", "end-date", "replaced-by",
    "nation", "region", "local-authority-type", "alt-names", "former-gss-codes", "current-authority", "BS-6879",
]  # fmt: skip
GOVUK_COLUMNS = [
    "index-entry-number", "entry-number", "entry-timestamp", "key", "local-authority-eng", "local-authority-type",
    "name", "official-name", "start-date", "end-date",
]  # fmt: skip
CHARITY_COLUMNS = [
    "registered_charity_number", "charity_company_registration_number", "charity_name", "charity_type",
    "charity_activities", "date_of_registration", "charity_contact_address", "charity_contact_postcode",
    "charity_contact_web",
]  # fmt: skip


def table(columns: list[str], rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    """The rows as a CSV file; a column that a row does not name is empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def council(code: str, name: str, **more: str) -> dict[str, str]:
    """A row of mySociety's register; keyword ``starts`` is ``start-date`` and so on, ``_`` for ``-``."""
    row = {
        "local-authority-code": code,
        "official-name": name,
        "nation": "England",
        "local-authority-type": "NMD",
        "current-authority": "False" if more.get("end_date") else "True",
        "BS-6879": code,
    }
    return row | {key.replace("_", "-"): value for key, value in more.items()}


def mysociety(*rows: dict[str, str]) -> bytes:
    """An extract of mySociety's register."""
    return table(MYSOCIETY_COLUMNS, list(rows))


def govuk(*rows: tuple[str, str, str, str]) -> bytes:
    """An extract of the English register: (code, official name, start, end) for each row."""
    return table(
        GOVUK_COLUMNS,
        [
            {
                "index-entry-number": str(number),
                "entry-number": str(number),
                "entry-timestamp": "2020-02-29T11:57:30Z",
                "key": code,
                "local-authority-eng": code,
                "local-authority-type": "NMD",
                "name": name.split()[0],
                "official-name": name,
                "start-date": starts,
                "end-date": ends,
            }
            for number, (code, name, starts, ends) in enumerate(rows, 1)
        ],
    )


def charities(*rows: dict[str, str]) -> bytes:
    """An extract of the register of charities; a row needs a number ``no`` and a ``name``."""
    return table(
        CHARITY_COLUMNS,
        [
            {
                "registered_charity_number": row["no"],
                "charity_company_registration_number": row.get("company", "NA"),
                "charity_name": row["name"],
                "charity_type": row.get("type", "Other"),
                "charity_activities": row.get("activities", "Helps people."),
                "date_of_registration": row.get("registered", "1990-01-02"),
                "charity_contact_address": "1 High Street",
                "charity_contact_web": "NA",
            }
            for row in rows
        ],
    )


KETTERING = mysociety(
    council("KET", "Kettering Borough Council", nice_name="Kettering", end_date="2021-04-01", replaced_by="NNT"),
    council("NTH", "Northamptonshire County Council", end_date="2021-04-01", replaced_by="NNT,WNT"),
    council("NNT", "North Northamptonshire Council", start_date="2021-04-01"),
    council("WNT", "West Northamptonshire Council", start_date="2021-04-01"),
    council("SWD", "Swindon Borough Council", start_date="2005-06-20"),
)
