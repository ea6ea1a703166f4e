"""Views of the list that a person keeps: named, opened, changed, removed."""

from typing import Any

from flask import flash, redirect, render_template, url_for

from portal.access import Permission, requires
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import ChangedViewForm, SureOfVersionForm, ViewForm
from portal.features.arrangements.models import SavedView
from portal.features.arrangements.rules.views import unpacked
from portal.features.arrangements.views.blueprint import asked, bp
from portal.features.arrangements.views.narrowing import address_of, arguments_now, names_in, words_of


@bp.get("/arrangements/views")
@requires(Permission.ARRANGEMENT_LIST)
def views() -> Any:
    """The viewer's own views, to open, change and remove."""
    kept = [(row, unpacked(row.arguments)) for row in queries.views_kept()]
    names = names_in(*(asks for _, asks in kept))
    return render_template(
        "arrangements/views.html", rows=[(row, address_of(asks), words_of(asks, names)) for row, asks in kept]
    )


@bp.route("/arrangements/views/add", methods=["GET", "POST"])
@requires(Permission.SAVED_VIEW_ADD)
def add_view() -> Any:
    """Name the filters that the address carries."""
    arguments = arguments_now()
    form = ViewForm()
    if form.validate_on_submit():
        with form.rules():
            actions.keep_view(_facts(form), arguments)
        if not form.errors:
            flash("The view is kept. You find it above the list", "success")
            return redirect(address_of(arguments), 303)
    title, back = "Keep these filters as a view", address_of(arguments)
    return asked(form, None, title, back, lead=words_of(arguments), button="Keep the view")


@bp.route("/arrangements/views/<ref:ref>/change", methods=["GET", "POST"])
@requires(Permission.SAVED_VIEW_CHANGE, on=SavedView)
def change_view(view: SavedView) -> Any:
    """Call a view something else, or have it open with the list."""
    form = ChangedViewForm(record=queries.live_view(view))
    if form.validate_on_submit():
        with form.rules():
            actions.change_view(view, form.posted_version(), _facts(form))
        if not form.errors:
            return redirect(url_for("arrangements.views"), 303)
    return asked(
        form,
        None,
        "Change a view",
        url_for("arrangements.views"),
        button="Save",
        lead=words_of(unpacked(view.arguments)),
    )


@bp.route("/arrangements/views/<ref:ref>/remove", methods=["GET", "POST"])
@requires(Permission.SAVED_VIEW_CHANGE, on=SavedView)
def remove_view(view: SavedView) -> Any:
    """Keep a view no longer."""
    form = SureOfVersionForm(record=queries.live_view(view))
    if form.validate_on_submit():
        with form.rules():
            actions.remove_view(view, form.posted_version())
        if not form.errors:
            flash("The view is removed", "success")
            return redirect(url_for("arrangements.views"), 303)
    title, back = f"Remove the view “{view.name}”?", url_for("arrangements.views")
    lead = "The arrangements in it stay as they are."
    return asked(form, None, title, back, lead=lead, button="Remove it", warning=True)


def _facts(form: ViewForm) -> actions.ViewFacts:
    return actions.ViewFacts(form.name.data, form.is_default.data)
