"""Check answers and send; confirm or dispute; withdraw."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import flash, render_template, url_for

from portal.access import Permission, current_viewer, requires
from portal.core.errors import Conflict
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import AnswerForm, SureOfVersionForm
from portal.features.arrangements.models import Arrangement, Decision
from portal.features.arrangements.rules.lifecycle import Step, allowed
from portal.features.arrangements.rules.moves import MOVES
from portal.features.arrangements.rules.tasks import lacking, tasks_of
from portal.features.arrangements.rules.terms import organisations_in, thawed
from portal.features.arrangements.rules.terms_shown import Shown, shown
from portal.features.arrangements.rules.terms_words import compare
from portal.features.arrangements.rules.words import earlier_words
from portal.features.arrangements.views.blueprint import asked, at, bp, go

CONFLICT = 409
PART_PAGES = {
    "about": "about",
    "parties": "parties",
    "money": "edit_money",
    "settled": "settled",
    "legal": "legal",
    "visits": "mentoring",
    "pairs": "mentoring",
    "measures": "measures",
    "targets": "measures",
    "governance": "governance",
    "criteria": "criteria",
}
"""Where each part of the terms is changed. But for money, the page has the name of its task."""


@bp.route("/arrangements/<ref:ref>/check", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_SEND, on=Arrangement)
def check(arrangement: Arrangement) -> Any:
    """Everything on one page before it goes to the parties."""
    workings = queries.workings(arrangement)
    form = SureOfVersionForm(record=arrangement)
    if form.validate_on_submit():
        with form.rules():
            actions.send_arrangement(arrangement, form.posted_version())
        if not form.errors:
            flash("The arrangement is sent to the parties", "success")
            return go("show", arrangement)
    names = {line.reference: line.name for line in workings.parties} | queries.names_in_terms()
    pages = {task.name: url_for(task.endpoint, ref=arrangement.reference) for task in tasks_of(workings.facts)}
    told = [line for line in workings.parties if line.organisation_id != arrangement.led_by_id and line.left_on is None]
    return render_template(
        "arrangements/check.html",
        form=form,
        arrangement=arrangement,
        parts=sorted(_parts(workings, names), key=lambda part: _place(part.name, workings)),
        pages={name: at(page, arrangement) for name, page in PART_PAGES.items()},
        missing=[(words, pages[name]) for name, words in lacking(workings.facts)],
        told=[one for _, one in workings.told],
        sends=allowed(arrangement.state, Step.SEND),
        parties=told,
        silent=queries.silent_parties(told),
    ), form.status


def _parts(workings: queries.Workings, names: Mapping[str, str]) -> list[Shown]:
    """The parts of the terms, with what stands on the record beside the measures: readings from before the
    baselines."""
    earlier = [(f"{row.name}, before the baseline", earlier_words(row)) for row in workings.earlier]
    parts = shown(workings.terms, names, as_entered=True)
    return [replace(one, rows=[*one.rows, *earlier]) if one.name == "measures" else one for one in parts]


def _place(part: str, workings: queries.Workings) -> int:
    """Where a part of the terms stands in the task list; what is in none comes last."""
    names = [task.name for task in tasks_of(workings.facts)]
    task = "money" if part == "money" else PART_PAGES[part]
    return names.index(task) if task in names else len(names)


@bp.route("/arrangements/<ref:ref>/answer", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CONFIRM, on=Arrangement)
def answer(arrangement: Arrangement) -> Any:
    """Say whether this version is what one's organisation agreed."""
    form = AnswerForm()
    status = None
    if form.validate_on_submit():
        try:
            with form.rules():
                actions.answer_terms(arrangement, form.digest.data or "", form.decision.data, form.comment.data)
            if not form.errors:
                confirmed = form.decision.data == Decision.CONFIRMED
                said = "confirmed" if confirmed else "disputed"
                flash(f"{current_viewer().organisation_name} has {said} version {arrangement.terms_number}", "success")
                return go("show", arrangement)
        except Conflict:
            status = CONFLICT
    newest = queries.newest_terms(arrangement)
    form.digest.data = newest.digest
    before, terms = _last_confirmed(arrangement), thawed(newest.terms)
    organisations = organisations_in(terms, *([before[1]] if before else []))
    names = queries.names_by_reference(organisations) | queries.names_in_terms()
    return render_template(
        "arrangements/answer.html",
        form=form,
        arrangement=arrangement,
        version=newest,
        parts=shown(terms, names),
        before=before[0] if before else None,
        changes=compare(before[1], terms, names) if before else [],
        overtaken=status is not None,
    ), status or form.status


def _last_confirmed(arrangement: Arrangement) -> tuple[int, Any] | None:
    """The newest earlier version that the viewer's organisation confirmed, else the first one it was sent."""
    mine = current_viewer().organisation_id
    said = [word.number for who, word in queries.words_said(arrangement) if who == mine]
    earlier = [number for number in said if number < arrangement.terms_number]
    number = max(earlier, default=0)
    return (number, thawed(queries.terms_version(arrangement, number).terms)) if number else None


@bp.route("/arrangements/<ref:ref>/withdraw", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_SEND, on=Arrangement)
def withdraw(arrangement: Arrangement) -> Any:
    """Withdraw it for good."""
    form = SureOfVersionForm(record=arrangement)
    move = MOVES[Step.WITHDRAW]
    if form.validate_on_submit():
        with form.rules():
            actions.withdraw_arrangement(arrangement, form.posted_version())
        if not form.errors:
            flash(move.done, "success")
            return go("show", arrangement)
    return asked(
        form,
        arrangement,
        move.title,
        at("show", arrangement),
        lead=move.effect,
        button=move.button,
        warning=True,
        blocked=not allowed(arrangement.state, Step.WITHDRAW),
    )
