"""The part of the directory that an import touches, in a number of statements that does not grow with its rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

from sqlalchemy import select

from portal.data import db
from portal.features.organisations.models import (
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    RegisterEntry,
    Succession,
)
from portal.features.organisations.rules.drafts import Facts, Identifier
from portal.features.organisations.rules.merging import Entry, Name
from portal.features.organisations.rules.planning import Directory, Known, codes_of, likely_names
from portal.features.organisations.rules.reading import Reading

CHUNK = 500

Item = TypeVar("Item")


def chunks(items: Iterable[Item]) -> Iterator[list[Item]]:
    """``items`` in lists of at most ``CHUNK``: as many values as one statement takes on every database."""
    rest = iter(items)
    while part := list(islice(rest, CHUNK)):
        yield part


def directory_for(reading: Reading) -> Directory:
    """Every organisation that a row of ``reading`` may be about, with what registers said of it so far."""
    by_identifier = _holders(_identifiers_in(reading))
    by_name = _by_name(reading)
    ids = {*by_identifier.values(), *by_name.values()}
    if reading.register.successors:
        register = reading.register.key
        ids.update(db.session.scalars(select(RegisterEntry.organisation_id).where(RegisterEntry.register == register)))
    organisations = {known.id: known for part in chunks(sorted(ids)) for known in _known(part)}
    for known in organisations.values():
        by_identifier.update(dict.fromkeys(known.identifiers, known.id))
    return Directory(organisations, by_identifier, by_name, _successions(ids))


def _identifiers_in(reading: Reading) -> dict[str, set[str]]:
    wanted: dict[str, set[str]] = defaultdict(set)
    for draft in reading.drafts:
        for scheme, value in (*draft.identifiers, *codes_of(draft.code)):
            wanted[scheme].add(value)
        for code in draft.facts.get("successors", []):
            for scheme, value in codes_of(code):
                wanted[scheme].add(value)
    return wanted


def _holders(wanted: dict[str, set[str]]) -> dict[Identifier, int]:
    found = {}
    for scheme, values in wanted.items():
        for part in chunks(sorted(values)):
            rows = db.session.execute(
                select(OrganisationIdentifier.value, OrganisationIdentifier.organisation_id).where(
                    OrganisationIdentifier.scheme == scheme, OrganisationIdentifier.value.in_(part)
                )
            )
            found.update({(scheme, row.value): row.organisation_id for row in rows})
    return found


def _by_name(reading: Reading) -> dict[str, int]:
    wanted = {name for draft in reading.drafts if draft.called for name in likely_names(draft.called)}
    found = {}
    for part in chunks(sorted(wanted)):
        rows = db.session.execute(
            select(Organisation.sort_name, Organisation.id)
            .where(Organisation.sort_name.in_(part), Organisation.nation == "Wales")
            .order_by(Organisation.id)
        )
        found.update({row.sort_name: row.id for row in rows})
    return found


def _known(ids: list[int]) -> list[Known]:
    names: dict[int, set[Name]] = defaultdict(set)
    for holder, name, language, kind in db.session.execute(
        select(
            OrganisationName.organisation_id, OrganisationName.name, OrganisationName.language, OrganisationName.kind
        ).where(OrganisationName.organisation_id.in_(ids))
    ):
        names[holder].add((name, language, kind))
    identifiers: dict[int, set[Identifier]] = defaultdict(set)
    for holder, scheme, value in db.session.execute(
        select(
            OrganisationIdentifier.organisation_id, OrganisationIdentifier.scheme, OrganisationIdentifier.value
        ).where(OrganisationIdentifier.organisation_id.in_(ids))
    ):
        identifiers[holder].add((scheme, value))
    entries: dict[int, dict[str, Entry]] = defaultdict(dict)
    for holder, register, as_of, facts in db.session.execute(
        select(RegisterEntry.organisation_id, RegisterEntry.register, RegisterEntry.as_of, RegisterEntry.facts).where(
            RegisterEntry.organisation_id.in_(ids)
        )
    ):
        entries[holder][register] = Entry(register, as_of, facts)
    return [
        Known(
            row.id,
            _facts(row, names[row.id], identifiers[row.id]),
            entries[row.id],
            frozenset(names[row.id]),
            frozenset(identifiers[row.id]),
        )
        for row in db.session.execute(
            select(
                Organisation.id,
                Organisation.name,
                Organisation.type,
                Organisation.subtype,
                Organisation.starts_on,
                Organisation.ends_on,
                Organisation.nation,
                Organisation.region,
            )
            .where(Organisation.id.in_(ids))
            .order_by(Organisation.id)
        )
    ]


def _facts(row: object, names: set[Name], identifiers: set[Identifier]) -> Facts:
    facts: Facts = {}
    for field in ("name", "type", "subtype", "nation", "region"):
        if (value := getattr(row, field)) is not None:
            facts[field] = str(value)
    for field in ("starts_on", "ends_on"):
        if (day := getattr(row, field)) is not None:
            facts[field] = day.isoformat()
    facts["names"] = [[name, language, kind.value] for name, language, kind in sorted(names)]
    facts["identifiers"] = [list(identifier) for identifier in sorted(identifiers)]
    return facts


def _successions(predecessors: set[int]) -> frozenset[tuple[int, int]]:
    return frozenset(
        (row.predecessor_id, row.successor_id)
        for part in chunks(sorted(predecessors))
        for row in db.session.execute(
            select(Succession.predecessor_id, Succession.successor_id).where(Succession.predecessor_id.in_(part))
        )
    )
