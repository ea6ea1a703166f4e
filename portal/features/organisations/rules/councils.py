"""What is common to the registers of councils: their types and what the types are to this portal."""

from portal.features.organisations.models import OrganisationType
from portal.features.organisations.rules.cells import Cells

COUNCIL_TYPES = {
    "CC": "City corporation",
    "COMB": "Combined authority",
    "CTY": "County",
    "LBO": "London borough",
    "MD": "Metropolitan district",
    "NID": "NI district",
    "NMD": "Non-metropolitan district",
    "SCO": "Scottish unitary authority",
    "SRA": "Strategic Regional Authority",
    "UA": "Unitary authority",
    "WPA": "Welsh unitary authority",
}
"""Type codes of the local authority registers and what they stand for."""

# The Greater London Authority is neither a council nor a combined authority in law.
_NOT_COUNCILS = {"COMB": OrganisationType.COMBINED_AUTHORITY, "SRA": OrganisationType.OTHER}


def read_type(cells: Cells, column: str = "local-authority-type") -> tuple[OrganisationType, str | None]:
    """The type and its name in words. An unknown code is reported and kept as the subtype."""
    code = cells.code(column)
    if code is None:
        return OrganisationType.COUNCIL, None
    if code not in COUNCIL_TYPES:
        cells.issues.warn(cells.row, column, code, "is not a type we know: imported as “other”")
        return OrganisationType.OTHER, code
    return _NOT_COUNCILS.get(code, OrganisationType.COUNCIL), COUNCIL_TYPES[code]
