"""Organisations entered by hand: demo data, and bodies that are in no register."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal import ledger
from portal.access import current_viewer
from portal.core.errors import RuleBroken
from portal.core.text import normal_line, unfit_character
from portal.data import db
from portal.features.organisations.actions.people import own_record
from portal.features.organisations.models import (
    NAME_LENGTH,
    NameKind,
    Organisation,
    OrganisationIdentifier,
    OrganisationName,
    OrganisationTerm,
    OrganisationType,
    Succession,
)
from portal.features.organisations.queries import (
    likely_organisations,
    organisation_by_org_id,
    organisation_by_reference,
)
from portal.features.organisations.rules.names import folded, terms_of, without_repeats

Identifiers = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class OrganisationFacts:
    """What is known of an organisation besides its name and type."""

    identifiers: Identifiers = ()
    other_names: Iterable[tuple[str, str, NameKind]] = ()
    """(name, language, kind) of each."""
    subtype: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    nation: str | None = None
    region: str | None = None


def create_organisation(name: str, type_: OrganisationType, facts: OrganisationFacts | None = None) -> Organisation:
    """Enter an organisation. An import of a register that knows one of its identifiers brings it up to date.

    Raises ``RuleBroken`` at ``name``, ``ends_on`` or ``identifiers``.
    """
    facts = facts or OrganisationFacts()
    tidy = normal_line(name)
    if not tidy or len(tidy) > NAME_LENGTH or unfit_character(tidy):
        raise RuleBroken("name", f"Enter the organisation’s name, {NAME_LENGTH} characters or fewer")
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        raise RuleBroken("ends_on", "The end date must be the same as or after the start date")
    identifiers = [(scheme.upper(), value.upper()) for scheme, value in facts.identifiers]
    for scheme, value in identifiers:
        if organisation_by_org_id(f"{scheme}-{value}") is not None:
            raise RuleBroken("identifiers", f"{scheme}-{value} belongs to another organisation")
    organisation = Organisation(
        name=tidy,
        sort_name=folded(tidy)[:NAME_LENGTH],
        type=type_,
        subtype=facts.subtype,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        nation=facts.nation,
        region=facts.region,
    )
    db.session.add(organisation)
    db.session.flush()
    names = dict.fromkeys([(tidy, "en", NameKind.OFFICIAL), *facts.other_names])
    terms = terms_of([one for one, _, _ in names], identifiers)
    db.session.add_all(
        OrganisationName(organisation_id=organisation.id, name=one, language=language, kind=kind)
        for one, language, kind in names
    )
    db.session.add_all(
        OrganisationIdentifier(organisation_id=organisation.id, scheme=scheme, value=value)
        for scheme, value in identifiers
    )
    db.session.add_all(OrganisationTerm(term=term, organisation_id=organisation.id) for term in terms)
    db.session.flush()
    return organisation


def add_organisation(name: str, type_: OrganisationType, subtype: str | None, spellings: Iterable[str]) -> Organisation:
    """Enter a body that is in no register, in the name of the viewer's organisation, whose ledger tells of it; one that
    is spelt so already is not entered twice. ``spellings`` are other ways in which it is written.

    Raises ``RuleBroken`` at ``name``.
    """
    guess = likely_organisations([name])[name]
    if guess.sure:
        return organisation_by_reference(guess.offered[0].reference)
    others = [(one, "en", NameKind.ALTERNATIVE) for one in without_repeats(list(spellings), {folded(name)})]
    made = create_organisation(name, type_, OrganisationFacts(other_names=others, subtype=subtype))
    facts = {"organisation": made.name, "organisation_reference": made.reference}
    ledger.record("organisation.added", own_record(current_viewer().organisation_id), facts)
    return made


def record_succession(predecessor: Organisation, successor: Organisation, on_date: date | None) -> None:
    """Say that one organisation took over from another. Raises ``RuleBroken`` if they are the same."""
    if predecessor.id == successor.id:
        raise RuleBroken("successor", "An organisation cannot take over from itself")
    db.session.add(Succession(predecessor_id=predecessor.id, successor_id=successor.id, on_date=on_date))
    db.session.flush()
