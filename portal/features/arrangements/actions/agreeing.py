"""Sending an arrangement to its parties, and what they say of it."""

from portal import ledger
from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import Conflict, Forbidden, RuleBroken
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.parties import admit
from portal.features.arrangements.actions.terms import ask, freeze, tell
from portal.features.arrangements.actions.watch import look_again
from portal.features.arrangements.models import Arrangement, Confirmation, Decision, State, TermsVersion
from portal.features.arrangements.rules.lifecycle import Step, after, allowed
from portal.features.arrangements.rules.sealed import sealed_confirmation
from portal.features.arrangements.rules.standing import standing
from portal.features.arrangements.rules.tasks import check_sending
from portal.features.arrangements.rules.terms import frozen


def send_arrangement(arrangement: Arrangement, version: int | None = None) -> None:
    """Send it to the parties: they see it from now on and are asked to confirm version 1, which the sender confirms by
    sending. One that a party refused is sent again, as it is now, to the parties that have not confirmed that.

    Raises ``RuleBroken`` while something is missing, ``Conflict``.
    """
    held = queries.held(arrangement)
    if version is not None and held.version != version:
        raise Conflict
    state = after(held.state, Step.SEND)
    workings = queries.workings(held)
    check_sending(workings.facts)
    refused = held.state == State.REFUSED
    held.state = state
    if refused:
        _send_again(held, workings.facts.asked)
        return
    for line in workings.parties:
        if line.organisation_id != held.led_by_id and line.left_on is None:
            admit(held, line.organisation_id, line.roles)
    db.session.flush()
    held.sent_at = clock.now()
    there = [line for line in workings.parties if line.left_on is None]
    ledger.record("arrangement.sent", held, {"parties": sorted(line.reference for line in there)})
    terms = freeze(held, *frozen(workings.terms), [])
    ask(held, workings.facts.asked)
    _say(held, terms, Decision.CONFIRMED, "")
    look_again(held)
    tell("arrangements.sent", held, [line.organisation_id for line in there])


def _send_again(held: Arrangement, asked: list[int]) -> None:
    """The parties see it already. Whoever confirmed this very version need not say so again."""
    ledger.record("arrangement.sent_again", held, {"version": held.terms_number})
    terms = queries.newest_terms(held)
    confirmed = standing(terms.number, asked, queries.words_said(held), {}).confirmed
    ask(held, [organisation_id for organisation_id in asked if organisation_id not in confirmed])
    if current_viewer().organisation_id not in confirmed:
        _say(held, terms, Decision.CONFIRMED, "")
    tell("arrangements.sent", held, asked)
    _settle(held, asked, terms)


def answer_terms(arrangement: Arrangement, digest: str, decision: Decision, comment: str = "") -> None:
    """Confirm or dispute the version with ``digest``, for the viewer's organisation.

    Raises ``Conflict`` if that is not the newest version, ``Forbidden`` for an organisation that is not asked,
    ``RuleBroken`` for a dispute without a word of why, or the same answer twice.
    """
    held = queries.held(arrangement)
    if not allowed(held.state, Step.ANSWER):
        after(held.state, Step.ANSWER)
    terms = queries.terms_version(held, held.terms_number)
    if terms.digest != digest:
        raise Conflict
    workings = queries.workings(held)
    mine = current_viewer().organisation_id
    if mine not in workings.facts.asked:
        raise Forbidden("not asked to confirm")
    if decision == Decision.DISPUTED and not comment:
        raise RuleBroken("comment", "Say what is not as you agreed it")
    said = [word for who, word in queries.words_said(held) if who == mine and word.number == terms.number]
    if said and (said[-1].decision, said[-1].comment) == (decision, comment):
        raise RuleBroken("", f"Your organisation has {decision.value} this version already")
    _say(held, terms, decision, comment)
    _settle(held, workings.facts.asked, terms)


def _say(arrangement: Arrangement, terms: TermsVersion, decision: Decision, comment: str) -> None:
    viewer = current_viewer()
    row = Confirmation(
        access_list_id=arrangement.inner_list_id,
        arrangement_id=arrangement.id,
        organisation_id=viewer.organisation_id,
        person_id=viewer.person_id,
        terms_number=terms.number,
        terms_digest=terms.digest,
        decision=decision.value,
        comment=comment,
        created_at=clock.now(),
    )
    db.session.add(row)
    action = "confirmation.made" if decision == Decision.CONFIRMED else "dispute.made"
    ledger.record(action, row, sealed_confirmation(row) | {"arrangement": arrangement.reference})
    ask(
        arrangement,
        [one.organisation_id for one in queries.asked(arrangement) if one.organisation_id != viewer.organisation_id],
    )
    if decision == Decision.DISPUTED:
        tell("arrangements.disputed", arrangement, [arrangement.led_by_id])


def _settle(arrangement: Arrangement, asked: list[int], terms: TermsVersion) -> None:
    """What a word changes: once every party has confirmed this version it is the agreed one. What is agreed and has
    not started waits again when a party takes its word back; what runs goes on as it was agreed."""
    stands = standing(arrangement.terms_number, asked, queries.words_said(arrangement), {})
    if stands.complete and allowed(arrangement.state, Step.COMPLETE):
        arrangement.state = after(arrangement.state, Step.COMPLETE)
        if arrangement.agreed_number != arrangement.terms_number:
            arrangement.agreed_number = arrangement.terms_number
            # Told on the inner list: it is an answer of whoever confirmed last.
            ledger.record("terms.agreed", terms, {"version": terms.number, "arrangement": arrangement.reference})
            tell("arrangements.agreed", arrangement, asked)
    elif not stands.complete and allowed(arrangement.state, Step.REOPEN):
        arrangement.state = after(arrangement.state, Step.REOPEN)
        arrangement.agreed_number = 0
    look_again(arrangement)


def withdraw_arrangement(arrangement: Arrangement, version: int | None = None) -> None:
    """Withdraw it: nothing of it is lost, nothing of it can change. Raises ``RuleBroken``, ``Conflict``."""
    held = queries.held(arrangement)
    if version is not None and held.version != version:
        raise Conflict
    sent = held.terms_number
    held.state = after(held.state, Step.WITHDRAW)
    ledger.record("arrangement.withdrawn", held, {})
    ask(held, [])
    look_again(held)
    if sent:
        tell("arrangements.withdrawn", held, [line.organisation_id for line in queries.workings(held).parties])
