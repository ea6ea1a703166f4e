"""Carrying out the plan of an import."""

from collections import defaultdict
from datetime import date

from sqlalchemy import delete, select

from portal.core.errors import RuleBroken
from portal.data import db
from portal.features.organisations.models import (
    NAME_LENGTH,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationTerm,
    RegisterEntry,
    Succession,
)
from portal.features.organisations.queries.directory import chunks, directory_for
from portal.features.organisations.rules.drafts import COUNCIL_SCHEMES, Identifier
from portal.features.organisations.rules.merging import Name, Profile
from portal.features.organisations.rules.names import folded, terms_of
from portal.features.organisations.rules.planning import Plan, Step, plan
from portal.features.organisations.rules.reading import read_file


def plan_import(content: bytes, wanted: str | None = None, as_of: date | None = None) -> Plan:
    """What importing ``content`` would do, with everything there is to say about it. Writes nothing.

    Raises ``Unreadable`` when it is no register we know.
    """
    reading = read_file(content, wanted, as_of)
    return plan(reading, directory_for(reading))


def carry_out(planned: Plan) -> None:
    """Write all of a plan. Raises ``RuleBroken`` if it has errors: then nothing may be written."""
    if not planned.sound:
        raise RuleBroken("", "The file has errors, so none of it was imported")
    ids = _add_organisations(planned.added)
    for step in planned.changed:
        if step.known:
            ids[id(step)] = step.known.id
    _change_organisations(planned.changed)
    _write_entries(planned, ids)
    _write_names(planned, ids)
    _link(planned, ids)
    db.session.flush()


def _add_organisations(steps: list[Step]) -> dict[int, int]:
    """Organisation ids by the ``id()`` of their step."""
    made = [Organisation(sort_name=sort_name(step.after.fields["name"]), **step.after.fields) for step in steps]
    db.session.add_all(made)
    db.session.flush()
    return {id(step): organisation.id for step, organisation in zip(steps, made, strict=True)}


def sort_name(name: str) -> str:
    """What a list of organisations is ordered by."""
    return folded(name)[:NAME_LENGTH]


def _change_organisations(steps: list[Step]) -> None:
    wanted = {step.known.id: step.after.fields for step in steps if step.known}
    for part in chunks(wanted):
        for organisation in db.session.scalars(select(Organisation).where(Organisation.id.in_(part))):
            for field, value in wanted[organisation.id].items():
                if getattr(organisation, field) != value:
                    setattr(organisation, field, value)
            organisation.sort_name = sort_name(organisation.name)


def _write_entries(planned: Plan, ids: dict[int, int]) -> None:
    register = planned.reading.register.key
    wanted = {ids[id(step)]: step.entry for step in (*planned.added, *planned.changed)}
    for step in planned.unchanged:
        if step.known and step.known.entries[register].as_of != step.entry.as_of:
            wanted[step.known.id] = step.entry
    for part in chunks(sorted(wanted)):
        for row in db.session.scalars(
            select(RegisterEntry).where(RegisterEntry.register == register, RegisterEntry.organisation_id.in_(part))
        ):
            entry = wanted.pop(row.organisation_id)
            row.as_of, row.facts = entry.as_of, entry.facts
    db.session.add_all(
        RegisterEntry(organisation_id=organisation, register=register, as_of=entry.as_of, facts=entry.facts)
        for organisation, entry in wanted.items()
    )


def _write_names(planned: Plan, ids: dict[int, int]) -> None:
    gone: dict[int, set[Name]] = {}
    lost: dict[int, set[Identifier]] = {}
    stale: set[int] = set()
    terms: list[OrganisationTerm] = []
    for step in (*planned.added, *planned.changed):
        organisation = ids[id(step)]
        before = step.before or Profile({}, frozenset(), frozenset(), ())
        had_names = step.known.names if step.known else frozenset()
        had_identifiers = step.known.identifiers if step.known else frozenset()
        gone[organisation] = set((before.names - step.after.names) & had_names)
        lost[organisation] = set((before.identifiers - step.after.identifiers) & had_identifiers)
        new_names, new_identifiers = step.after.names - had_names, step.after.identifiers - had_identifiers
        db.session.add_all(
            OrganisationName(organisation_id=organisation, name=name, language=language, kind=kind)
            for name, language, kind in sorted(new_names)
        )
        db.session.add_all(
            OrganisationIdentifier(organisation_id=organisation, scheme=scheme, value=value)
            for scheme, value in sorted(new_identifiers)
        )
        if new_names or new_identifiers or gone[organisation] or lost[organisation]:
            stale.add(organisation)
            names = [name for name, _, _ in (had_names | new_names) - gone[organisation]]
            codes = list((had_identifiers | new_identifiers) - lost[organisation])
            terms += [OrganisationTerm(term=term, organisation_id=organisation) for term in terms_of(names, codes)]
    _remove(gone, lost, stale)
    db.session.add_all(terms)


def _remove(gone: dict[int, set[Name]], lost: dict[int, set[Identifier]], stale: set[int]) -> None:
    doomed_names: list[int] = []
    doomed_identifiers: list[int] = []
    for part in chunks(organisation for organisation in gone if gone[organisation]):
        names = db.session.scalars(select(OrganisationName).where(OrganisationName.organisation_id.in_(part)))
        doomed_names += [row.id for row in names if (row.name, row.language, row.kind) in gone[row.organisation_id]]
    for part in chunks(organisation for organisation in lost if lost[organisation]):
        identifiers = db.session.scalars(
            select(OrganisationIdentifier).where(OrganisationIdentifier.organisation_id.in_(part))
        )
        doomed_identifiers += [row.id for row in identifiers if (row.scheme, row.value) in lost[row.organisation_id]]
    for part in chunks(doomed_names):
        db.session.execute(delete(OrganisationName).where(OrganisationName.id.in_(part)))
    for part in chunks(doomed_identifiers):
        db.session.execute(delete(OrganisationIdentifier).where(OrganisationIdentifier.id.in_(part)))
    for part in chunks(sorted(stale)):
        db.session.execute(delete(OrganisationTerm).where(OrganisationTerm.organisation_id.in_(part)))


def _link(planned: Plan, ids: dict[int, int]) -> None:
    if not planned.successions:
        return
    db.session.flush()
    codes = {code for pair in planned.successions for code in pair}
    organisations: dict[str, int] = {}
    for part in chunks(sorted(codes)):
        rows = db.session.execute(
            select(OrganisationIdentifier.value, OrganisationIdentifier.organisation_id).where(
                OrganisationIdentifier.scheme.in_(COUNCIL_SCHEMES.values()), OrganisationIdentifier.value.in_(part)
            )
        )
        organisations.update({row.value: row.organisation_id for row in rows})
    ends = _ends(organisations)
    db.session.add_all(
        Succession(
            predecessor_id=organisations[predecessor],
            successor_id=organisations[successor],
            on_date=ends[organisations[predecessor]],
        )
        for predecessor, successor in planned.successions
    )


def _ends(organisations: dict[str, int]) -> dict[int, date | None]:
    ends: dict[int, date | None] = defaultdict(lambda: None)
    for part in chunks(sorted(organisations.values())):
        for row in db.session.execute(select(Organisation.id, Organisation.ends_on).where(Organisation.id.in_(part))):
            ends[row.id] = row.ends_on
    return ends
