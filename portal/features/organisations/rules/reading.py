"""From the bytes of a file to drafts of organisations: which register it is, every row read, doubles sorted out."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from portal.core.tables import DELIMITERS, Table, Unreadable, open_table
from portal.features.organisations.rules.cells import Cells
from portal.features.organisations.rules.charities import CHARITIES
from portal.features.organisations.rules.drafts import Draft, Facts, Identifier, Register
from portal.features.organisations.rules.govuk import GOVUK_ENGLAND, GOVUK_WALES
from portal.features.organisations.rules.issues import Issues
from portal.features.organisations.rules.lookups import COUNCIL_GSS, COUNCIL_NAMES, WELSH_NAMES
from portal.features.organisations.rules.mysociety import MYSOCIETY
from portal.features.organisations.rules.names import folded

# Registers with more columns come first, so that a list with two of them is not taken for a whole register.
REGISTERS = {
    register.key: register
    for register in (GOVUK_ENGLAND, GOVUK_WALES, MYSOCIETY, CHARITIES, WELSH_NAMES, COUNCIL_NAMES, COUNCIL_GSS)
}


@dataclass(frozen=True)
class Reading:
    """What a file says. ``as_of`` is the day its knowledge reaches to, ``None`` when nothing in it tells."""

    register: Register
    as_of: date | None
    rows: int
    drafts: list[Draft]
    issues: Issues


def read_file(content: bytes, wanted: str | None = None, as_of: date | None = None) -> Reading:
    """Read a register. ``wanted`` is a key of ``REGISTERS`` to insist on, ``as_of`` overrides the file's own date.

    Raises ``Unreadable`` when the file is not one we know or has no rows; whatever is wrong with
    single rows is in ``issues`` instead.
    """
    table = open_table(content)
    register = recognise(table.header, wanted)
    issues = Issues()
    if table.delimiter != ("\t" if register is WELSH_NAMES else ","):
        issues.note(1, "", "", f"separates its columns with {DELIMITERS[table.delimiter]}: read as such")
    drafts: list[Draft] = []
    rows, latest = 0, None
    for cells in _whole_rows(table, issues):
        rows += 1
        if draft := register.read(cells):
            drafts.append(draft)
        day = register.dated(cells) if register.dated else None
        latest = max(filter(None, (latest, day)), default=None)
    if not rows:
        raise Unreadable("The file has a header and no rows: there is nothing to import")
    drafts = _one_each(drafts, register, issues) if register.adds else _gathered(drafts)
    return Reading(register, as_of or latest, rows, drafts, issues)


def recognise(header: list[str], wanted: str | None = None) -> Register:
    """The register a header belongs to. Raises ``Unreadable``, naming what is missing or what we know."""
    doubled = sorted({column for column in header if column and header.count(column) > 1})
    if doubled:
        raise Unreadable("The header names a column twice: " + ", ".join(doubled))
    if wanted:
        register = REGISTERS[wanted]
        if missing := sorted(register.columns - set(header)):
            raise Unreadable(f"This is not the {register.title}: the header lacks " + ", ".join(missing))
        return register
    for register in REGISTERS.values():
        if register.columns <= set(header):
            return register
    known = "\n".join(
        f"  {register.key}: {register.title} ({', '.join(sorted(register.columns))})" for register in REGISTERS.values()
    )
    raise Unreadable(f"We do not know this file by its header. We can read:\n{known}")


def _whole_rows(table: Table, issues: Issues) -> Iterable[Cells]:
    width = len(table.header)
    for row in table.rows:
        cells = row.cells
        if not any(cell.strip() for cell in cells):
            if cells:
                issues.note(row.number, "", "", "is empty: skipped")
            continue
        while len(cells) > width and not cells[-1].strip():
            cells = cells[:-1]
        if len(cells) != width:
            issues.error(row.number, "", "", f"has {len(cells)} cells where the header has {width}")
            continue
        yield Cells(row.number, dict(zip(table.header, cells, strict=True)), issues)


def _one_each(drafts: list[Draft], register: Register, issues: Issues) -> list[Draft]:
    """One draft for each organisation, and each identifier on one draft only."""
    kept: dict[Identifier, Draft] = {}
    for draft in drafts:
        key = draft.identifiers[0]
        if not (first := kept.get(key)):
            kept[key] = draft
            continue
        org_id = "-".join(key)
        if register.log:
            newer, older = (draft, first) if draft.entry > first.entry else (first, draft)
            kept[key] = newer
            issues.warn(older.row, "", org_id, f"is an older entry than row {newer.row}: the newer one was used")
        elif draft.facts == first.facts:
            issues.warn(draft.row, "", org_id, f"repeats row {first.row}: read once")
        else:
            issues.error(draft.row, "", org_id, f"is in row {first.row} too, with other facts")
    return _without_shared(list(kept.values()), issues)


def _without_shared(drafts: list[Draft], issues: Issues) -> list[Draft]:
    holders = {draft.identifiers[0]: draft.row for draft in drafts}
    names: dict[str, int] = {}
    result = []
    for draft in drafts:
        own = [draft.identifiers[0]]
        for identifier in draft.identifiers[1:]:
            holder = holders.setdefault(identifier, draft.row)
            if holder == draft.row:
                own.append(identifier)
            else:
                issues.warn(draft.row, "", "-".join(identifier), f"belongs to row {holder}: not given to a second one")
        row = names.setdefault(folded(draft.facts["name"]), draft.row)
        if row != draft.row:
            issues.warn(draft.row, "", draft.facts["name"], f"is the name of row {row} too: both were kept")
        result.append(replace(draft, facts=draft.facts | {"identifiers": [list(one) for one in own]}))
    return result


def _gathered(drafts: list[Draft]) -> list[Draft]:
    """All that a list says of one organisation in one draft."""
    gathered: dict[tuple[str | None, str | None], Draft] = {}
    for draft in drafts:
        key = (draft.code, folded(draft.called) if draft.called else None)
        if not (first := gathered.get(key)):
            gathered[key] = draft
            continue
        facts: Facts = {
            field: first.facts.get(field, []) + [one for one in said if one not in first.facts.get(field, [])]
            for field, said in draft.facts.items()
        }
        gathered[key] = replace(first, facts=first.facts | facts)
    return list(gathered.values())
