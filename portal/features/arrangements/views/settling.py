"""Money and staff: what is agreed about tax, risk, property and people, question by question."""

from typing import Any

from flask import abort, render_template

from portal.access import Permission, requires
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import SettleForm
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.settled import QUESTIONS, Question
from portal.features.arrangements.views.blueprint import asked, at, bp, go
from portal.features.arrangements.views.onward import onward

TITLE = "Money and staff: what is agreed"


@bp.get("/arrangements/<ref:ref>/settled")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def settled(arrangement: Arrangement) -> Any:
    """Every question and its answer, to change."""
    workings = queries.workings(arrangement)
    given = {row.question: row for row in workings.settled}
    sums = [row for row in workings.money if row.pence is not None]
    by_sum = {"vat"} if sums and all(row.vat for row in sums) else set()
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title=TITLE,
        lead="Short answers to what auditors ask. Answer those that matter here. Observers do not see them.",
        cards=[
            {
                "title": "All of them are optional",
                "facts": [
                    (
                        question.asks,
                        _answer(question, given.get(key), said_already=key in by_sum),
                        [("Change" if key in given else "Answer", at("settle", arrangement, question=key))],
                    )
                    for key, question in QUESTIONS.items()
                ],
                "links": [],
            }
        ],
        adds=[],
        onward=onward(arrangement, workings.facts, "settled"),
    )


def _answer(question: Question, row: Any, *, said_already: bool) -> str:
    """What is agreed, with its note."""
    if row is None:
        return "You said it with each sum" if said_already else "Not answered"
    return f"{question.words(row.answer)}. {row.note}" if row.note else question.words(row.answer)


@bp.route("/arrangements/<ref:ref>/settled/<string:question>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def settle(arrangement: Arrangement, question: str) -> Any:
    """Answer one question."""
    if question not in QUESTIONS:
        abort(404)
    record = queries.answer_to(arrangement, question)
    form = SettleForm(QUESTIONS[question], record=record)
    if form.validate_on_submit():
        with form.rules():
            version = form.posted_version() if record else 0
            actions.settle(arrangement, question, version, form.answer.data, form.note.data)
        if not form.errors:
            return go("settled", arrangement)
    return asked(form, arrangement, QUESTIONS[question].about, at("settled", arrangement), changes_terms=True)
