"""Starting an arrangement and saying what it is."""

from collections.abc import Collection, Sequence
from typing import Any

from portal import ledger
from portal.access import current_viewer, open_list
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.facts import About, write
from portal.features.arrangements.actions.parties import join, pass_accountability
from portal.features.arrangements.actions.services import cover
from portal.features.arrangements.actions.terms import changing
from portal.features.arrangements.actions.titles import keep_words, write_words
from portal.features.arrangements.models import Arrangement, Role, State
from portal.features.arrangements.rules import checks
from portal.features.arrangements.rules.kinds import split
from portal.features.arrangements.rules.legal import NOT_KNOWN, basis_words, check_bases

REASON_OWNER = "Registered this arrangement"


def create_arrangement(about: About, roles: Sequence[str], services: Collection[str] = ()) -> Arrangement:
    """Write down an idea that only the viewer's organisation sees; it is the first party, with ``roles``, and the
    accountable body where that is one of them. ``services`` are slugs.

    Raises ``Invalid``.
    """
    checks.check_about(about.starts_on, about.ends_on)
    checks.check_roles(roles, owner=True)
    outer = open_list(REASON_OWNER)
    inner = open_list(REASON_OWNER, within=outer.id)
    arrangement = Arrangement(
        access_list_id=outer.id,
        inner_list_id=inner.id,
        registered_by_id=current_viewer().organisation_id,
        state=State.IDEA.value,
        terms_number=0,
        service_changes=0,
        **about.__dict__,
    )
    db.session.add(arrangement)
    told: dict[str, Any] = {"kind": about.kind, "title": about.title}
    if Role.ACCOUNTABLE_BODY in roles:
        arrangement.accountable_body_id = told["accountable_body"] = current_viewer().organisation_id
    ledger.record("arrangement.drafted", arrangement, told)
    cover(arrangement, services)
    write_words(arrangement)
    join(arrangement, {current_viewer().organisation_id: roles})
    return arrangement


def describe_arrangement(
    arrangement: Arrangement, version: int | None, about: About, services: Collection[str] | None = None
) -> None:
    """Say what it is about, and which services it covers; without ``services``, slugs, these stay as they are.

    Raises ``Invalid``, ``Conflict``.
    """
    checks.check_about(about.starts_on, about.ends_on)
    with changing(arrangement, version) as held:
        if services is not None:
            cover(held, services)
        if about.title != held.title:
            keep_words(held, about.title)
        write(held, about)  # last: a SELECT after it would flush, and nothing would seem modified
        if db.session.is_modified(held):
            facts = {"kind": about.kind, "title": about.title}
            covers = {} if services is None else {"services": sorted(services)}
            ledger.record("arrangement.described", held, facts | covers)


def set_legal_basis(
    arrangement: Arrangement,
    version: int | None,
    note: str,
    accountable_body_id: int | None,
    bases: Collection[str] = (),
) -> None:
    """Say under what power it is done, by slugs of the list and in one's own words or that it is not known
    (``NOT_KNOWN``), and who accounts for the money: that party has the role then, and no other.

    Raises ``Invalid``, ``Conflict``.
    """
    with changing(arrangement, version) as held:
        offered = queries.legal_bases_offered(split(held.legal_bases))
        check_bases(bases, [one.slug for one in offered], note)
        chosen = [one for one in offered if one.slug in bases]
        checks.check_accountable(accountable_body_id, queries.workings(held).facts.parties)
        if accountable_body_id != held.accountable_body_id:
            pass_accountability(held, accountable_body_id)
        held.legal_bases = NOT_KNOWN if NOT_KNOWN in bases else ",".join(one.slug for one in chosen)
        held.legal_note = note
        held.legal_basis = basis_words([one.name for one in chosen], note)
        held.accountable_body_id = accountable_body_id
        if db.session.is_modified(held):
            facts = {"legal_bases": split(held.legal_bases), "accountable_body": accountable_body_id}
            ledger.record("arrangement.founded", held, facts)
