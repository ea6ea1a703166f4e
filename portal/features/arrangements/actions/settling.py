"""Answering the questions about tax, risk, property and staff."""

from portal import ledger
from portal.core.errors import Conflict
from portal.data import db
from portal.features.arrangements import queries
from portal.features.arrangements.actions.terms import changing
from portal.features.arrangements.models import Arrangement, SettledAnswer
from portal.features.arrangements.rules import money_checks
from portal.features.arrangements.rules.sealed import sealed_answer
from portal.features.arrangements.rules.settled import QUESTIONS


def settle(arrangement: Arrangement, question: str, version: int | None, answer: str, note: str = "") -> None:
    """Answer one question of the list, or answer it anew; nought is the version of an answer not given yet.

    Raises ``Invalid``, ``Conflict``.
    """
    money_checks.check_settled(question, answer)
    with changing(arrangement) as held:
        row = queries.answer_to(held, question)
        if version is not None and version != (row.version if row else 0):
            raise Conflict
        if row is None:
            row = SettledAnswer(access_list_id=held.inner_list_id, arrangement_id=held.id, question=question)
            db.session.add(row)
        row.answer, row.note = answer, note
        if db.session.is_modified(row):
            facts = {"about": QUESTIONS[question].about, "arrangement": held.reference}
            ledger.record("settled.answered", row, sealed_answer(row) | facts)
