"""Lists that add to councils already here: Welsh names, other names and other codes."""

import re

from portal.features.organisations.models import NameKind
from portal.features.organisations.rules.cells import Cells
from portal.features.organisations.rules.drafts import Draft, Register


def read_welsh_names(cells: Cells) -> Draft | None:
    """Welsh official names, found by the English one. A slash with spaces around it parts two names."""
    english, welsh = cells.line("official-name", required=True), cells.line("official-name-cy", required=True)
    if not (english and welsh):
        return None
    names = [part.strip() for part in re.split(r"\s+/\s+", welsh) if part.strip()]
    if len(names) > 1:
        cells.issues.warn(cells.row, "official-name-cy", welsh, f"holds {len(names)} names: each was kept")
    kinds = [NameKind.OFFICIAL, *[NameKind.ALTERNATIVE] * (len(names) - 1)]
    listed = [[name, "cy", kind.value] for name, kind in zip(names, kinds, strict=True)]
    return Draft(cells.row, {"names": listed}, called=english)


def read_name(cells: Cells) -> Draft | None:
    """One more name for the council with a code."""
    code, name = cells.code("local-authority-code", required=True), cells.line("la-name", required=True)
    if not (code and name):
        return None
    return Draft(cells.row, {"names": [[name, "und", NameKind.ALTERNATIVE.value]]}, code=code)


def read_gss(cells: Cells) -> Draft | None:
    """One more GSS code, present or former, for the council with a code."""
    code, gss = cells.code("local-authority-code", required=True), cells.code("gss-code")
    if code and not gss:
        cells.issues.note(cells.row, "gss-code", "", "is empty: nothing to add")
    return Draft(cells.row, {"identifiers": [["GSS", gss]]}, code=code) if code and gss else None


WELSH_NAMES = Register(
    key="welsh-names",
    title="Welsh Government’s list of council names in Welsh",
    columns=frozenset({"official-name", "official-name-cy"}),
    read=read_welsh_names,
    adds=False,
)
COUNCIL_NAMES = Register(
    key="council-names",
    title="mySociety’s lookup of council names",
    columns=frozenset({"la-name", "local-authority-code"}),
    read=read_name,
    adds=False,
)
COUNCIL_GSS = Register(
    key="council-gss",
    title="mySociety’s lookup of GSS codes",
    columns=frozenset({"gss-code", "local-authority-code"}),
    read=read_gss,
    adds=False,
)
