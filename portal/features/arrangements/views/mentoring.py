"""Mentoring: expected visits, and pairs."""

from typing import Any

from flask import flash, render_template

from portal.access import Permission, requires
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import (
    EndPairForm,
    PairForm,
    SureOfVersionForm,
    VisitsForm,
)
from portal.features.arrangements.models import Arrangement, MentoringPair, Role
from portal.features.arrangements.rules.words import number_words, pair_words, period_words, upper_first
from portal.features.arrangements.views.blueprint import asked, at, bp, given, go
from portal.features.arrangements.views.onward import later, onward

FOLDED = ("mentor_person", "mentee_person", "rhythm", "days_per_month", "first_on", "last_on")
MORE = "Names, days and how often, where they differ from what you said of all visits"


@bp.get("/arrangements/<ref:ref>/mentoring")
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def mentoring(arrangement: Arrangement) -> Any:
    """Expected visits, and who mentors whom."""
    workings = queries.workings(arrangement)
    month = arrangement.visits_per_month
    visits = {
        "title": "Expected visits",
        "facts": [("How often", arrangement.rhythm), ("Visits a month", "" if month is None else f"About {month}")],
        "links": [("Change", at("visits", arrangement))],
    }
    return render_template(
        "arrangements/rows.html",
        arrangement=arrangement,
        title="Mentoring pairs and expected visits",
        lead="A pair is two posts, so it stays when people change. You can change their names at any time. When other"
        " posts meet, end it and add another pair. Observers do not see pairs.",
        cards=[
            visits,
            *(
                {
                    "title": f"{row.mentor_post} mentors {row.mentee_post}",
                    "facts": [
                        ("Mentor", _who(row.mentor_person, workings.names.get(row.mentor_id, ""))),
                        ("Person mentored", _who(row.mentee_person, workings.names.get(row.mentee_id, ""))),
                        ("About", row.focus),
                        ("How often", row.rhythm),
                        ("Days a month", number_words(row.days_per_month)),
                        ("When", upper_first(period_words(row.first_on, row.last_on))),
                    ],
                    "links": [
                        ("Change", at("change_pair", arrangement, row=row.reference)),
                        ("End it", at("end_pair", arrangement, row=row.reference)),
                        ("Remove", at("remove_pair", arrangement, row=row.reference)),
                    ],
                }
                for row in workings.pairs
            ),
        ],
        adds=[("Add a mentoring pair", at("add_pair", arrangement))],
        onward=onward(arrangement, workings.facts, "mentoring"),
    )


def _who(person: str, organisation: str) -> str:
    return f"{person}, {organisation}" if person else organisation


def _pair(form: PairForm) -> actions.Pair:
    return actions.Pair(
        mentor_id=form.chosen("mentor") or 0,
        mentor_post=form.mentor_post.data,
        mentee_id=form.chosen("mentee") or 0,
        mentee_post=form.mentee_post.data,
        focus=form.focus.data,
        mentor_person=form.mentor_person.data,
        mentee_person=form.mentee_person.data,
        rhythm=form.rhythm.data,
        days_per_month=form.days_per_month.data,
        first_on=form.first_on.data,
        last_on=form.last_on.data,
    )


@bp.route("/arrangements/<ref:ref>/pairs/add", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def add_pair(arrangement: Arrangement) -> Any:
    """Add who mentors whom."""
    workings = queries.workings(arrangement)
    usual = {"mentor": workings.only(Role.MENTOR), "mentee": workings.only(Role.MENTEE)}
    form = PairForm(workings.taking_part(), **usual)
    if form.validate_on_submit():
        with form.rules():
            actions.add_pair(arrangement, _pair(form))
        if not form.errors:
            flash("The mentoring pair is added", "success")
            return go("add_pair" if form.pressed else "mentoring", arrangement)
    return asked(
        form,
        arrangement,
        "Add a mentoring pair",
        at("mentoring", arrangement),
        buttons=[("another", "Save and add another")],
        folds=[(MORE, FOLDED)],
        later=None if workings.pairs else later(arrangement, workings.facts, "mentoring"),
    )


@bp.route("/arrangements/<ref:ref>/pairs/<ref:row>", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def change_pair(arrangement: Arrangement, row: str) -> Any:
    """Change who mentors whom."""
    form = PairForm(queries.workings(arrangement).taking_part(), record=queries.row_of(MentoringPair, arrangement, row))
    if form.validate_on_submit():
        with form.rules():
            actions.change_pair(arrangement, row, form.posted_version(), _pair(form))
        if not form.errors:
            return go("mentoring", arrangement)
    return asked(form, arrangement, "Change a mentoring pair", at("mentoring", arrangement))


@bp.route("/arrangements/<ref:ref>/pairs/<ref:row>/end", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def end_pair(arrangement: Arrangement, row: str) -> Any:
    """Say the last day of a pair."""
    pair = queries.row_of(MentoringPair, arrangement, row)
    form = EndPairForm(record=pair)
    if form.validate_on_submit():
        with form.rules():
            actions.end_pair(arrangement, row, form.posted_version(), given(form.last_on))
        if not form.errors:
            return go("mentoring", arrangement)
    title = f"End the pair “{pair_words(pair)}”"
    lead = "It stays on the record with its sessions. Then add another pair, if other posts meet from now on."
    return asked(form, arrangement, title, at("mentoring", arrangement), lead=lead, button="Save the last day")


@bp.route("/arrangements/<ref:ref>/pairs/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def remove_pair(arrangement: Arrangement, row: str) -> Any:
    """Take a pair out."""
    pair = queries.row_of(MentoringPair, arrangement, row)
    form = SureOfVersionForm(record=pair)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_pair(arrangement, row, form.posted_version())
        if not form.errors:
            return go("mentoring", arrangement)
    title = f"Remove the pair “{pair.mentor_post} and {pair.mentee_post}”?"
    return asked(form, arrangement, title, at("mentoring", arrangement), button="Remove it", warning=True)


@bp.route("/arrangements/<ref:ref>/visits", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_EDIT, on=Arrangement)
def visits(arrangement: Arrangement) -> Any:
    """How often people visit."""
    form, workings = VisitsForm(record=arrangement), queries.workings(arrangement)
    if form.validate_on_submit():
        with form.rules():
            month = form.visits_per_month.data
            actions.set_visits(arrangement, form.posted_version(), form.rhythm.data, month)
        if not form.errors:
            if not arrangement.renewed:
                flash("“Expected visits” is saved", "success")
            begins = not (workings.pairs or arrangement.terms_number)
            return go("add_pair" if begins else "mentoring", arrangement)
    return asked(
        form,
        arrangement,
        "Expected visits",
        at("mentoring", arrangement),
        later=None if workings.pairs or arrangement.rhythm else later(arrangement, workings.facts, "mentoring"),
    )
