"""What the ledger holds of rows: of what people wrote the digest, so that nobody's words lie there."""

from collections.abc import Callable, Iterable
from typing import Any

from portal.core.digests import canonical, digest_of
from portal.features.arrangements.models import SessionState
from portal.features.arrangements.rules.money_words import year_words


def sealed_session(session: Any) -> dict[str, Any]:
    """Of a session: its day, state and length, and one digest of everything written about it; of one that was held, who
    logged it. Whom another one waits for, or would if it were put back, may pass to a successor."""
    words = {"topic": session.topic, "people": session.people, "outcome": session.outcome}
    if session.advice:
        words["advice"] = session.advice
    if session.called_off_why:
        words["called_off_why"] = session.called_off_why
    facts = {
        "day": session.on_date,
        "state": session.state,
        "minutes": session.minutes,
        "words_sha256": digest_of(canonical(words)),
    }
    return facts | {"logged_by": session.logged_by_id} if session.state == SessionState.HELD else facts


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
    """Of what a party says of a version: which party, of which version, when, and why if it said why."""
    facts = {
        "version": confirmation.terms_number,
        "digest": confirmation.terms_digest,
        "party": confirmation.organisation_id,
        "said_at": confirmation.created_at,
    }
    if confirmation.comment:
        facts["comment_sha256"] = digest_of(confirmation.comment)
    return facts


def sealed_terms(terms: Any) -> dict[str, Any]:
    """Of a version of the terms: its number and the digest of its text."""
    return {"version": terms.number, "digest": digest_of(terms.terms)}


def sealed_step(step: Any) -> dict[str, Any]:
    """Of a step from state to state that somebody explained: where it led, the day that it set, who took it, and
    why."""
    return {
        "state": step.state,
        "day": step.on_date,
        "note_sha256": digest_of(step.note),
        "taken_by": step.organisation_id,
    }


def sealed_paid(paid: Any) -> dict[str, Any]:
    """Of what was paid in a year: how much, or how many days, and a digest of the note."""
    facts = {"year": year_words(paid.year), "pence": paid.pence, "days": paid.days}
    return _known(facts) | _note(paid.note)


def sealed_figure(figure: Any) -> dict[str, Any]:
    """Of a figure that differs: how much, who says so, and of which year."""
    return _known({"pence": figure.pence, "source": figure.source, "of_year": figure.year})


def sealed_answer(answer: Any) -> dict[str, Any]:
    """Of an answer about tax, risk, property or staff: the question, the answer, and a digest of the note."""
    return {"question": answer.question, "answer": answer.answer} | _note(answer.note)


def _known(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if value is not None}


def _note(words: str) -> dict[str, Any]:
    return {"note_sha256": digest_of(words)} if words else {}


def sealed_judgement(criterion: Any) -> dict[str, Any]:
    """Of the judgement of a criterion: what it is, and the digest of what it rests on."""
    return {"judgement": criterion.judgement, "evidence_sha256": digest_of(criterion.evidence)}


def told_of(rows: Iterable[Any], sealed: Callable[[Any], list[Any]]) -> dict[str, str]:
    """The digest of each row by its reference, for an entry that tells of several."""
    return {str(row.reference): digest_of(canonical(sealed(row))) for row in rows}


def sealed_reading(reading: Any) -> list[Any]:
    """Of a reading: all that it says, of which measure, who recorded it, and what it corrects and why."""
    return [
        reading.measure_id,
        reading.value,
        reading.label,
        reading.second_label,
        reading.period_from,
        reading.on_date,
        reading.source,
        reading.evidence_id,
        reading.replaces_id,
        reading.reason,
        reading.recorded_by_id,
    ]


def sealed_target(target: Any) -> list[Any]:
    """Of a target: what is to be reached of which measure and by when, and what it replaces and why. Whom it waits for
    may pass to a successor."""
    return [
        target.measure_id,
        target.value,
        target.label,
        target.due_on,
        target.set_on,
        target.replaces_id,
        target.reason,
    ]
