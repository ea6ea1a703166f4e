"""Holding an arrangement while it changes, and making a new version of its terms when what was sent has changed."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import Conflict
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.watch import look_again
from portal.features.arrangements.models import Arrangement, AskedConfirmation, Confirmation, TermsVersion
from portal.features.arrangements.rules.lifecycle import Step, after, under_way
from portal.features.arrangements.rules.sealed import sealed_confirmation, sealed_terms
from portal.features.arrangements.rules.succeeding import carried
from portal.features.arrangements.rules.terms import frozen, sections_changed, thawed
from portal.features.organisations import managers_of
from portal.jobs import enqueue_each


@contextmanager
def changing(arrangement: Arrangement, version: int | None = None) -> Iterator[Arrangement]:
    """Hold the arrangement for a change to what is agreed; afterwards make a new version of the terms if it was sent.

    Raises ``Conflict`` if ``version`` is given and is not the present one, ``RuleBroken`` once it is over.
    """
    held = queries.held(arrangement)
    hold_to(held, version)
    after(held.state, Step.CHANGE)
    if held.terms_due:
        renew_by_law(held)
    yield held
    db.session.flush()
    if held.terms_number:
        _renew(held)
        look_again(held)


def fresh(model: Any, held: Arrangement, reference: str, version: int | None) -> Any:
    """A row of the arrangement, as it is now. Raises ``NotFound``; ``Conflict`` if ``version`` is another than its."""
    row = queries.row_of(model, held, reference)
    hold_to(row, version)
    return row


def hold_to(row: Any, version: int | None) -> None:
    """Raise ``Conflict`` if ``version`` is given and is another than that of ``row``."""
    if version is not None and row.version != version:
        raise Conflict


def hold(arrangement: Arrangement) -> Arrangement:
    """Hold the arrangement while something under it changes that is no part of its terms.

    Raises ``RuleBroken`` once nothing of it can change.
    """
    held = queries.held(arrangement)
    after(held.state, Step.CHANGE)
    return held


def _renew(arrangement: Arrangement) -> None:
    last = queries.terms_version(arrangement, arrangement.terms_number)
    workings = queries.workings(arrangement)
    text, digest = frozen(workings.terms)
    if digest == last.digest:
        return
    spoken = any(word.number == last.number for _, word in queries.words_said(arrangement))
    freeze(arrangement, text, digest, sections_changed(thawed(last.terms), workings.terms))
    arrangement.state = after(arrangement.state, Step.CHANGE)
    if not under_way(arrangement.state):
        return
    ask(arrangement, workings.facts.asked)
    arrangement.renewed = True
    if spoken:
        tell("arrangements.changed", arrangement, workings.facts.asked)


def renew_by_law(
    arrangement: Arrangement, was_asked: Collection[int] = (), predecessor_id: int = 0, successor_id: int = 0
) -> None:
    """After a succession: make the next version, to which what the parties said of the one before is carried, the
    predecessor's word as its successor's. Whoever has said nothing is asked.

    ``was_asked``: who was asked before it. Nobody has to agree again, because the law made the change:
    ``portal.features.arrangements.actions.succeeding`` says which.
    """
    arrangement.terms_due = False
    last = queries.terms_version(arrangement, arrangement.terms_number)
    workings = queries.workings(arrangement)
    text, digest = frozen(workings.terms)
    if digest == last.digest:
        return
    asked = workings.facts.asked
    holding = carried(queries.words_that_hold(arrangement), was_asked or asked, predecessor_id, successor_id)
    freeze(arrangement, text, digest, sections_changed(thawed(last.terms), workings.terms), by_law=True)
    for organisation_id, word in holding.items():
        if organisation_id in asked:
            _say_again(arrangement, digest, organisation_id, word)
    if arrangement.agreed_number == last.number:
        arrangement.agreed_number = arrangement.terms_number
    if under_way(arrangement.state):
        ask(arrangement, [organisation_id for organisation_id in asked if organisation_id not in holding])


def _say_again(arrangement: Arrangement, digest: str, organisation_id: int, word: Confirmation) -> None:
    row = Confirmation(
        access_list_id=arrangement.inner_list_id,
        arrangement_id=arrangement.id,
        organisation_id=organisation_id,
        person_id=word.person_id,
        terms_number=arrangement.terms_number,
        terms_digest=digest,
        decision=word.decision,
        comment=word.comment,
        carried_from=word.carried_from or word.terms_number,
        created_at=clock.now(),
    )
    db.session.add(row)
    facts = {"arrangement": arrangement.reference, "from": row.carried_from, "decision": row.decision}
    ledger.record("confirmation.carried", row, facts | sealed_confirmation(row))


def freeze(
    arrangement: Arrangement, text: str, digest: str, changed: list[str], *, by_law: bool = False
) -> TermsVersion:
    """Keep the terms as the next version."""
    arrangement.terms_number += 1
    made = TermsVersion(
        access_list_id=arrangement.inner_list_id,
        arrangement_id=arrangement.id,
        number=arrangement.terms_number,
        digest=digest,
        terms=text,
        changed=",".join(changed),
        made_by_id=current_viewer().organisation_id,
        by_law=by_law,
    )
    db.session.add(made)
    ledger.record("terms.made", made, sealed_terms(made) | {"changed": changed})
    return made


def ask(arrangement: Arrangement, organisation_ids: list[int]) -> None:
    """Ask exactly these organisations to confirm the newest version."""
    waiting = {row.organisation_id: row for row in queries.asked(arrangement)}
    for organisation_id, row in waiting.items():
        if organisation_id not in organisation_ids:
            db.session.delete(row)
    for organisation_id in organisation_ids:
        if organisation_id not in waiting:
            db.session.add(
                AskedConfirmation(
                    access_list_id=arrangement.inner_list_id,
                    arrangement_id=arrangement.id,
                    organisation_id=organisation_id,
                )
            )
    db.session.flush()


def tell(job: str, arrangement: Arrangement, organisation_ids: list[int], *, everybody: bool = False) -> None:
    """Mail each manager of these organisations; each mail is a job of its own. The one that acts is told only when
    ``everybody`` is, because nobody there did anything."""
    acting = None if everybody else current_viewer().organisation_id
    told = [organisation_id for organisation_id in organisation_ids if organisation_id != acting]
    if told:
        enqueue_each(
            job,
            [
                {
                    "reference": arrangement.reference,
                    "organisation_id": member.organisation_id,
                    "membership": member.reference,
                }
                for member in managers_of(told)
            ],
        )
