"""mySociety's register of past, present and coming councils (CC BY 4.0), ``uk_local_authorities_future.csv``."""

import re
from datetime import date

from portal.features.organisations.models import NameKind
from portal.features.organisations.rules.cells import Cells
from portal.features.organisations.rules.councils import read_type
from portal.features.organisations.rules.drafts import COUNCIL_SCHEMES, Draft, Facts, Register, json_day
from portal.features.organisations.rules.names import folded, pieces_of, split_names, without_repeats

_GSS = re.compile(r"[EWSN]\d{8}")
_CODE = re.compile(r"[A-Z][A-Z0-9-]{1,9}")


def read(cells: Cells) -> Draft | None:
    """One council. ``None`` when the row cannot be used; why is then among the issues."""
    code = cells.code("local-authority-code", required=True)
    name = cells.line("official-name", required=True)
    nation = cells.line("nation", required=True, limit=60)
    scheme = COUNCIL_SCHEMES.get(nation or "")
    if nation and scheme is None:
        cells.issues.error(cells.row, "nation", nation, "is not one of " + ", ".join(COUNCIL_SCHEMES))
    if not (code and name and nation and scheme):
        return None
    kind, subtype = read_type(cells)
    facts: Facts = {"name": name, "type": kind.value, "subtype": subtype, "nation": nation}
    if region := cells.line("region", limit=60):
        facts["region"] = region
    facts["identifiers"] = [[scheme, code], *(["GSS", gss] for gss in _gss_codes(cells))]
    facts["names"] = _names(cells, name, nation)
    _dates(cells, facts)
    facts["successors"] = _successors(cells, code, facts.get("ends_on"))
    _cross_checks(cells, code)
    return Draft(cells.row, facts, code=code)


def dated(cells: Cells) -> date | None:
    """The latest believable day in the row, not after today: the register knew at least that much."""
    return max((day for column in ("start-date", "end-date") if (day := cells.known_day(column))), default=None)


def _dates(cells: Cells, facts: Facts) -> None:
    starts, ends = cells.day("start-date", shifted=True), cells.day("end-date")
    if starts:
        facts["starts_on"] = json_day(starts)
    if cells.has("end-date"):
        facts["ends_on"] = json_day(ends)
    if starts and ends and ends < starts:
        cells.issues.error(cells.row, "end-date", ends.isoformat(), f"is before the start date {starts.isoformat()}")


def _gss_codes(cells: Cells) -> list[str]:
    codes: list[str] = []
    for column in ("gss-code", "former-gss-codes"):
        for code in re.split(r"[,;\s]+", cells.raw(column).upper()):
            if code and not _GSS.fullmatch(code):
                cells.issues.warn(cells.row, column, code, "is not a GSS code (a letter and eight digits): left out")
            elif code:
                codes.append(code)
    return list(dict.fromkeys(codes))


def _names(cells: Cells, official: str, nation: str) -> list[list[str]]:
    names = [[official, "en", NameKind.OFFICIAL.value]]
    short = cells.line("nice-name")
    if short:
        names.append([short, "en", NameKind.SHORT.value])
    found = _listed_names(cells)
    # Alternative names of Welsh councils are in either language and the register does not say which.
    language = "und" if nation == "Wales" else "en"
    others = without_repeats(found, {folded(official), folded(short or "")})
    return names + [[name, language, NameKind.ALTERNATIVE.value] for name in others]


def _listed_names(cells: Cells) -> list[str]:
    listed = cells.raw("alt-names")
    pieces, found = pieces_of(listed), split_names(listed)
    if len(found) < len(pieces):
        dropped = ",".join(piece for piece in pieces if piece not in found)
        cells.issues.warn(
            cells.row, "alt-names", dropped, "is one name with its spaces lost, and already listed: read as one name"
        )
    if inside := [piece for piece in found if ", " in piece]:
        cells.issues.note(
            cells.row, "alt-names", "; ".join(inside), "has commas inside names: a comma before a space parts nothing"
        )
    return [name for piece in found if (name := cells.tidied("alt-names", piece))]


def _successors(cells: Cells, own: str, ends_on: str | None) -> list[str]:
    text = cells.raw("replaced-by").upper()
    codes = list(dict.fromkeys(code for code in re.split(r"[,;/\s]+", text) if code))
    good = []
    for code in codes:
        if code == own:
            cells.issues.warn(cells.row, "replaced-by", text, "names the council itself: left out")
        elif not _CODE.fullmatch(code):
            cells.issues.error(cells.row, "replaced-by", text, "is not a list of council codes")
        else:
            good.append(code)
    if len(good) > 1:
        cells.issues.warn(
            cells.row, "replaced-by", text, f"is a list: read as {len(good)} successors, " + " and ".join(good)
        )
    if good and not ends_on:
        cells.issues.warn(cells.row, "replaced-by", text, "names a successor, but there is no end date")
    if ends_on and not good:
        cells.issues.note(cells.row, "replaced-by", "", "is empty though the council has ended: no successor is known")
    return good


def _cross_checks(cells: Cells, code: str) -> None:
    other = cells.raw("BS-6879").upper()
    if other and other != code:
        cells.issues.warn(
            cells.row, "BS-6879", other, f"is not this council's code, {code}. The column is not imported"
        )
    said = cells.raw("current-authority")
    ended = cells.known_day("end-date")
    if said in ("True", "False") and (said == "True") == bool(ended):
        cells.issues.warn(cells.row, "current-authority", said, "does not agree with the end date, which was believed")


MYSOCIETY = Register(
    key="mysociety",
    title="mySociety’s UK local authorities",
    columns=frozenset({"local-authority-code", "official-name", "nation"}),
    read=read,
    dated=dated,
    successors=True,
)
