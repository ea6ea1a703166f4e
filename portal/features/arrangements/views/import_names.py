"""Saying which organisations the names in a file of arrangements are."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import redirect, render_template, request, url_for

from portal.access import Permission, can, requires
from portal.core.errors import NotFound
from portal.core.text import searched
from portal.features.arrangements.forms import (
    FoundForm,
    added_form,
    chosen_added,
    chosen_names,
    fields_of,
    names_form,
    rest_of,
    sorted_names,
)
from portal.features.arrangements.models import LINE
from portal.features.arrangements.rules.name_answers import ADD, FIND, IS, name_id, to_add, waiting
from portal.features.arrangements.rules.words import counted
from portal.features.arrangements.views.arrangement_imports import import_steps
from portal.features.arrangements.views.blueprint import bp
from portal.features.arrangements.views.brought_files import is_document, names_in
from portal.features.organisations import Guess, find_organisations, likely_organisations, same_spellings
from portal.forms import PortalForm
from portal.imports import Chosen, Steps, ask, asked_before, chosen_of, keep_matched

MOST_NAMES = 200
"""Names of organisations in one file: each is a question on one page."""
MOST_FOUND = 20


@bp.route("/arrangements/import/<ref:draft>/names", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list_names(draft: str) -> Any:
    """Say which organisation each name is. The nearest stand there; the person decides."""
    steps = import_steps()
    chosen = chosen_of(steps, draft)
    if chosen is None:
        return redirect(steps.href("columns", draft), 303)
    names = names_in(chosen)
    if not names:
        return redirect(steps.href("check", draft), 303)
    if len(names) > MOST_NAMES:
        return _too_many(steps, len(names), draft)
    guesses = likely_organisations(list(names))
    same = same_spellings([name for name in names if not guesses[name].sure])
    may_add = can(Permission.ORGANISATION_ADD)
    form = names_form(names, guesses, same, chosen.matched, may_add=may_add)
    if form.validate_on_submit():
        with form.rules():
            keep_matched(chosen, chosen_names(form, names, chosen.matched))
            return _onwards(steps, draft)
    return render_template(
        "arrangements/import_names.html",
        form=form,
        steps=steps,
        lead=f"The file names {counted(f'{len(names):,}', 'organisation')}.",
        groups=_groups(form, names, guesses, same),
        links=_described(chosen, names, draft),
        back=steps.href("upload") if is_document(chosen) else asked_before(steps, chosen),
    ), form.status


def _groups(
    form: Any, names: Iterable[str], guesses: Mapping[str, Guess], same: Mapping[str, str]
) -> list[tuple[str, str, list[Any]]]:
    """(heading, words, questions) of the names that nothing is like and of those that something is near to; last come
    those that are spelt as in the directory, whose heading opens them."""
    by = sorted_names(names, guesses, same)
    rest = [rest_of(form)] if by.together else []
    sure = len(by.sure)
    found: tuple[tuple[str, str, list[Any], list[str]], ...] = (
        ("Names that we did not find", "No organisation on the list has a name like these.", rest, by.unknown),
        ("Names that are nearly the same", "We chose the nearest name where there is one. Check each.", [], by.near),
        (f"{sure:,} {'is' if sure == 1 else 'are'} spelt as in the list of organisations", "", [], by.sure),
    )
    return [
        (title, lead, [*first, *(one for name in some for one in fields_of(form, name))])
        for title, lead, first, some in found
    ]


@bp.route("/arrangements/import/<ref:draft>/names/<string:name>/find", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list_find(draft: str, name: str) -> Any:
    """Find the organisation that one name means."""
    steps, chosen, spelling = _at_name(draft, name)
    words = searched(request.args.get("name", ""), LINE)
    found = find_organisations(words, MOST_FOUND) if words else []
    form = FoundForm(found)
    if form.validate_on_submit():
        one = next(one for one in found if one.reference == form.organisation.data)
        keep_matched(chosen, {spelling: [IS, [one.reference], one.name]})
        return _onwards(steps, draft)
    after = sum(1 for one in names_in(chosen) if one != spelling and chosen.matched.get(one) == [FIND])
    return render_template(
        "arrangements/import_find.html",
        form=form,
        steps=steps,
        spelling=spelling,
        name=words,
        found=found,
        more=len(found) == MOST_FOUND,
        after=f"After this there {'is' if after == 1 else 'are'} {after:,} more to search for." if after else "",
        here=url_for("arrangements.import_list_find", draft=draft, name=name),
        back=steps.href("names", draft),
    ), form.status


@bp.route("/arrangements/import/<ref:draft>/names/add", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_ADD)
def import_list_add(draft: str) -> Any:
    """Describe the organisations that are not in the directory. They are added when the file is imported."""
    steps = import_steps()
    chosen = chosen_of(steps, draft)
    said = to_add(names_in(chosen), chosen.matched) if chosen else {}
    if chosen is None or not said:
        return redirect(steps.href("names", draft), 303)
    form = added_form(said)
    if form.validate_on_submit():
        with form.rules():
            keep_matched(chosen, chosen_added(form, said))
            return _onwards(steps, draft)
    return render_template(
        "arrangements/import_add.html",
        form=form,
        steps=steps,
        rest=rest_of(form),
        added=[(name, fields_of(form, name)) for name in said],
        back=steps.href("names", draft),
    ), form.status


def _too_many(steps: Steps, count: int, draft: str) -> Any:
    form = PortalForm()
    if form.validate_on_submit():
        return redirect(steps.href("columns", draft), 303)
    lead = (
        f"The rows name {count:,} organisations. You can match {MOST_NAMES} at once. Split the file into smaller ones,"
        " or choose fewer rows or another column."
    )
    title = "Too many organisations at once"
    return ask(steps, form, title, steps.href("rows", draft), lead=lead, button="Choose other columns")


def _onwards(steps: Steps, draft: str) -> Any:
    """To the next name that something is still to be said of, or to the check."""
    chosen = chosen_of(steps, draft)
    name = chosen and waiting(names_in(chosen), chosen.matched)
    if chosen is None or not name:
        return redirect(steps.href("check", draft), 303)
    return redirect(_page_of(chosen, name, draft) or steps.href("names", draft), 303)


def _page_of(chosen: Chosen, name: str, draft: str) -> str:
    """The page on which more is said of a name: it is searched for, or to be added. Nothing for others."""
    word = (chosen.matched.get(name) or [""])[0]
    if word == ADD:
        return url_for("arrangements.import_list_add", draft=draft)
    return url_for("arrangements.import_list_find", draft=draft, name=name_id(name)) if word == FIND else ""


def _described(chosen: Chosen, names: Iterable[str], draft: str) -> list[tuple[str, str]]:
    """(words, address) of the pages on which more is said of names, as they were answered before."""
    words = {FIND: "Search for “{}”", ADD: "Describe the organisations to be added"}
    pages = [(name, _page_of(chosen, name, draft)) for name in names]
    return list(dict.fromkeys((words[chosen.matched[name][0]].format(name), page) for name, page in pages if page))


def _at_name(draft: str, name: str) -> tuple[Steps, Chosen, str]:
    """The file, and the name in it that this page is about. Raises ``NotFound``."""
    steps = import_steps()
    chosen = chosen_of(steps, draft)
    spelling = next((one for one in names_in(chosen) if name_id(one) == name), None) if chosen else None
    if chosen is None or spelling is None:
        raise NotFound
    return steps, chosen, spelling
