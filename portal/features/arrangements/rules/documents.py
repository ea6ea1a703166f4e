"""An arrangement as a document that other programs read; ``docs/formats.md`` tells what is in it."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from portal.core.digests import moment_text
from portal.core.tables import Row, Table, Unreadable
from portal.core.text import unfit_character
from portal.features.arrangements.models import Role
from portal.features.arrangements.rules.governance import AGREED
from portal.features.arrangements.rules.records_read import BROUGHT, STAYS
from portal.features.arrangements.rules.terms import FIELDS, MENTORING, NOTHING, PAYING, Terms, thawed, way_of
from portal.features.arrangements.rules.words import number_words

FORMAT, VERSION = "accord arrangements", 1
OUTER = frozenset({"about", "legal", "parties", "measures", "targets", "criteria"})
"""The sections of the terms that those who only watch see."""
OUTSIDE = ("readings", "milestones", "criteria", "evidence", "evidence_files")
RECORDS = (
    "contacts", "confirmations", "steps", "sessions", "follow_ups", "differing_figures", "paid", "assessment", *OUTSIDE,
)  # fmt: skip
"""What is told row by row; who only watches gets what is in ``OUTSIDE``."""
HEADER = ("reference", "title", "organisations", "terms", "records")
"""The columns of the table that a document is read as: one row for each arrangement."""


def document_of(
    arrangement: Any,
    terms: Terms,
    rows: Mapping[str, list[Any]],
    above: Mapping[str, Sequence[Any]],
    references: Mapping[int, str],
    most: int,
) -> Any:
    """One arrangement in plain JSON, with what of it the viewer sees; ``rows`` are those of ``queries.document_rows``,
    ``above`` those of features above, ``references`` those of organisations by their ids. Of each sort there are
    ``most``; what was cut is named in ``cut``."""
    inside = bool(rows["inside"])
    cut = sorted(name for name, found in {**rows, **above}.items() if len(found) > most)
    told: dict[str, Any] = {
        "reference": arrangement.reference,
        "state": arrangement.state,
        "registered_by": references.get(arrangement.registered_by_id, ""),
        "registered_at": _plain(arrangement.created_at),
        "organisations": _organisations(rows["organisations"]),
        "terms": {name: part for name, part in terms.items() if inside or name in OUTER},
    }
    if inside:
        told |= {name: _plain(getattr(arrangement, name)) for name in ("review_due_on", "ending_on")}
        told["agreed_version"] = arrangement.agreed_number
        told["versions"] = [_row(row) | {"terms": thawed(row.terms)} for row in rows["versions"][:most]]
        told["governance"] = next((_row(row) for row in rows["governance"]), None)
    told |= {name: _rows(rows[name], most) for name in RECORDS if inside or name in OUTSIDE}
    told["earlier_targets"] = [
        _row(row) | way_of(row, rows["agreed_points"]) for row in rows["agreed_targets"] if row.replaced_on is not None
    ]
    told |= {name: _rows(found, most) for name, found in above.items() if found or inside}
    return told | ({"cut": cut} if cut else {})


def _rows(rows: Sequence[Any], most: int) -> list[dict[str, Any]]:
    return [_row(row) for row in rows[:most]]


def _organisations(rows: Iterable[Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for row in rows:
        one = found.setdefault(row.organisation, {"name": row.name, "identifiers": []})
        if row.identifier:
            one["identifiers"].append(row.identifier)
    return found


def _row(row: Any) -> dict[str, Any]:
    return {name: _plain(value) for name, value in row._asdict().items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment_text(value)
    if isinstance(value, date):
        return value.isoformat()
    return number_words(value).replace(",", "") if isinstance(value, Decimal) else value


def open_document(content: bytes, above: Collection[str] = ()) -> Table:
    """The arrangements in a document, as a table with ``HEADER``: a row each; terms, organisations and what comes in
    beside, with ``above`` for features above, as JSON.

    Raises ``Unreadable``.
    """
    try:
        read = json.loads(content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
        fault = next((found for text in _texts(read) if (found := unfit_character(text))), "")
    except (ValueError, RecursionError) as problem:
        raise Unreadable("The file is not a JSON file that can be read. Download it again") from problem
    if fault:
        raise Unreadable(f"The file has {fault}. Take it out and choose the file again")
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise Unreadable("The file is JSON but no list of arrangements that was downloaded from here")
    if read.get("version") != VERSION:
        raise Unreadable(f"The file is of a version that cannot be read here: it must be {VERSION}")
    found = read.get("arrangements")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable("The file has no list of arrangements in it")
    return Table(list(HEADER), "", (Row(number, _cells(one, above)) for number, one in enumerate(found, 1)))


def _texts(value: Any) -> Iterator[str]:
    """Every text in a document, the names of its fields too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)


def _refuse(word: str) -> None:
    raise ValueError(word)


def _cells(one: Mapping[str, Any], above: Collection[str]) -> list[str]:
    terms = one.get("terms")
    about = terms.get("about") if isinstance(terms, dict) else None
    title = about.get("title") if isinstance(about, dict) else ""
    plain = [value if isinstance(value, str) else "" for value in (one.get("reference"), title)]
    records = {name: one[name] for name in (*BROUGHT, *above) if name in one}
    records["stays"] = {name: len(found) for name in STAYS if isinstance(found := one.get(name), list)}
    cut = one.get("cut")
    records["cut"] = [name for name in (*BROUGHT, *STAYS, *above) if isinstance(cut, list) and name in cut]
    told = (one.get("organisations"), terms, records)
    return [*plain, *(json.dumps(part, default=str) for part in told)]


def renamed(terms: Any, keys: Mapping[str, str]) -> Any:
    """Terms with other keys for organisations; one that ``keys`` does not have keeps its own. What is no terms stays as
    it is."""
    if not isinstance(terms, dict):
        return terms
    made = dict(terms)
    for section, ends in (("legal", ("accountable_body",)), ("money", PAYING), ("pairs", MENTORING)):
        part = terms.get(section)
        if section == "legal":
            made[section] = _renamed_row(part, ends, keys)
        elif isinstance(part, dict):
            made[section] = {key: _renamed_row(row, ends, keys) for key, row in part.items()}
    if isinstance(terms.get("parties"), dict):
        made["parties"] = {keys.get(key, key): party for key, party in terms["parties"].items()}
    return {section: part for section, part in made.items() if section in terms}


def _renamed_row(row: Any, ends: Iterable[str], keys: Mapping[str, str]) -> Any:
    if not isinstance(row, dict):
        return row
    found = row | {end: keys.get(str(row[end]), row[end]) for end in ends if end in row}
    if isinstance(row.get("shares"), dict):
        found["shares"] = {keys.get(key, key): share for key, share in row["shares"].items()}
    return found


def with_unagreed(terms: Any, records: Mapping[str, Any]) -> Any:
    """Terms with what stands only beside them: governance and criteria of which the parties were not asked when they
    were sent. Where they come in they are for the parties to agree."""
    if not isinstance(terms, dict):
        return terms
    made, governance, criteria = dict(terms), records.get("governance"), records.get("criteria")
    if "governance" not in terms and isinstance(governance, dict):
        said = {name: governance[name] for name in AGREED if governance.get(name) not in NOTHING}
        made |= {"governance": said} if said else {}
    known = terms.get("criteria", {})
    if isinstance(criteria, list) and isinstance(known, dict):
        rows = [one for one in criteria if isinstance(one, dict) and isinstance(one.get("reference"), str)]
        more = {one["reference"]: {name: one.get(name) for name in FIELDS["criteria"]} for one in rows}
        made |= {"criteria": more | known} if more.keys() - known.keys() else {}
    return made


def named_in(terms: Any, organisations: Any) -> dict[str, str]:
    """How each party of a document is called, with its reference there, by its key."""
    parties = terms.get("parties") if isinstance(terms, dict) else None
    if not isinstance(parties, dict):
        return {}
    known = organisations if isinstance(organisations, dict) else {}
    return {key: _called(key, known.get(key)) for key in parties}


def _called(key: str, told: Any) -> str:
    name = told.get("name") if isinstance(told, dict) else None
    return f"{name[:200]} ({key})" if isinstance(name, str) and name else key


def why_not_ours(terms: Any, own: str) -> str:
    """Why an organisation, by its key, cannot bring terms in as its own; nothing where it can."""
    parties = terms.get("parties") if isinstance(terms, dict) else None
    party = parties.get(own) if isinstance(parties, dict) else None
    if not isinstance(party, dict):
        return "your organisation is not a party"
    if party.get("left_on"):
        return "your organisation has left"
    return "your organisation only watches" if party.get("roles") == [Role.OBSERVER.value] else ""
