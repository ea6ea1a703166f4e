"""What the ledger holds of rows: of what people wrote the digest, so that nobody's words lie there."""

from typing import Any

from portal.core.digests import canonical, digest_of


def sealed_session(session: Any) -> dict[str, Any]:
    """Of a session: its day, state and length, and one digest of everything written about it."""
    words = {"topic": session.topic, "people": session.people, "outcome": session.outcome}
    if session.advice:
        words["advice"] = session.advice
    return {
        "day": session.on_date,
        "state": session.state,
        "minutes": session.minutes,
        "words_sha256": digest_of(canonical(words)),
    }


def sealed_follow_up(follow_up: Any) -> dict[str, Any]:
    """Of a follow-up: whose it is, the day it is due and the day it was done, and one digest of what is to be done."""
    words = canonical({"what": follow_up.what, "owner_post": follow_up.owner_post})
    return {
        "owner_id": follow_up.owner_id,
        "day": follow_up.due_on,
        "done_on": follow_up.done_on,
        "words_sha256": digest_of(words),
    }


def sealed_confirmation(confirmation: Any) -> dict[str, Any]:
    """Of what a party says of a version: which version, and why if it said why."""
    facts = {"version": confirmation.terms_number, "digest": confirmation.terms_digest}
    if confirmation.comment:
        facts["comment_sha256"] = digest_of(confirmation.comment)
    return facts


def sealed_terms(terms: Any) -> dict[str, Any]:
    """Of a version of the terms: its number and the digest of its text."""
    return {"version": terms.number, "digest": digest_of(terms.terms)}


def sealed_step(step: Any) -> dict[str, Any]:
    """Of a step from state to state that somebody explained: where it led, the day that it set, and why."""
    return {"state": step.state, "day": step.on_date, "note_sha256": digest_of(step.note)}
