"""Bringing arrangements in from a spreadsheet."""

from collections.abc import Iterable
from typing import Any

from flask import redirect, render_template, request, url_for

from portal.access import Permission, can, current_viewer, requires
from portal.core.errors import NotFound, RuleBroken
from portal.core.text import searched
from portal.documents import takers
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import (
    AddedForm,
    FoundForm,
    arrangements_form,
    chosen_names,
    names_form,
)
from portal.features.arrangements.models import LINE
from portal.features.arrangements.rules.documents import open_document
from portal.features.arrangements.rules.name_answers import ADD, FIND, IS, name_id, waiting
from portal.features.arrangements.rules.words import counted
from portal.features.arrangements.views.blueprint import bp
from portal.features.arrangements.views.brought_files import is_document, names_in, organisations_in, read_file, told
from portal.features.organisations import find_organisations, likely_organisations, own_record, same_spellings
from portal.forms import PortalForm
from portal.imports import (
    Chosen,
    DryRun,
    Field,
    Steps,
    ask,
    check_step,
    chosen_of,
    columns_step,
    keep_matched,
    rows_step,
    upload_step,
)

MOST_NAMES = 200
"""Names of organisations in one file: each is a question on one page."""
MOST_FOUND = 20
FIELDS = (
    Field(
        "title",
        "What it is called",
        required="Choose the column that says what each arrangement is called",
        known_as=("arrangement", "title", "name", "partnership", "tender title", "job title", "hub", "service"),
    ),
    Field(
        "parties",
        "Partners",
        "One or several in a cell. A line can say roles too, like “Kent County Council | provider, mentor”",
        known_as=("parties and roles", "partners", "parties", "partner", "organisations", "organisation", "buyer name"),
    ),
    Field("roles", "Roles of the partners in the row", "With commas between", known_as=("roles", "role")),
    Field(
        "joined_on",
        "Joined on",
        "When the partners in the row joined. Here and in the next six, a line can be about one partner, like “Kent"
        " County Council | 17 January 2005”",
        known_as=("joined on", "joined", "date joined"),
    ),
    Field("left_on", "Left on", "When the partners in the row left", known_as=("left on", "left", "date left")),
    Field("decision_body", "Decided by", "Who decided that they take part", known_as=("decided by", "approved by")),
    Field("decision_on", "Date of the decision", known_as=("date of the decision", "decision date", "approved on")),
    Field("decision_minute", "Minute of the decision", known_as=("minute of the decision", "minute")),
    Field("decision_link", "Link to the decision", known_as=("link to the decision", "decision link")),
    Field(
        "lead_contact",
        "Lead contact",
        "A name or post, and an email address or a telephone number, with commas between",
        known_as=("lead contact", "lead officer"),
    ),
    Field(
        "key",
        "What joins rows",
        "If there is a row for each partner: rows with the same value here are one arrangement",
        known_as=("key", "id", "number", "release id", "ref"),
    ),
    Field("kind", "Kind", known_as=("kind", "type", "form")),
    Field(
        "purpose",
        "What it is for",
        known_as=("what it is for", "purpose", "description", "tender description", "comments", "aim"),
    ),
    Field(
        "starts_on",
        "Start date",
        known_as=("starts on", "start date", "start", "from", "begins", "contract period start date"),
    ),
    Field(
        "ends_on", "End date", known_as=("ends on", "end date", "end", "until", "expires", "contract period end date")
    ),
    Field("legal_basis", "Legal basis", known_as=("legal basis", "power", "statute")),
    Field("accountable_body", "Accountable body", "It answers for the money", known_as=("accountable body", "lead")),
    Field("amount", "Amount in pounds", known_as=("amount", "value", "value amount", "cost", "contribution")),
    Field("payer", "Who pays the amount", known_as=("payer", "paid by")),
    Field("payee", "Who gets the amount", known_as=("payee", "paid to", "supplier")),
    Field("money", "Money, as a download of the list has it", known_as=("money",)),
    Field("success_gate", "When it counts as a success", known_as=("success", "counts as a success when")),
    Field("services", "Services", "With semicolons between, as they are called here", known_as=("services",)),
    Field("reference", "Reference", "Of an arrangement that is on the record already", known_as=("reference",)),
    Field(
        "only",
        "A column to choose rows by",
        "If you do not want every row: you choose one of its values next",
        known_as=("shared post",),
        narrows=True,
    ),
)
LEAD = (
    "One row of a table for each arrangement, or for each partner of one, or a JSON file from here. You choose the"
    " columns next, say which organisations the names are, and see what would be written down before anything is. Each"
    " becomes an idea that only your organisation sees until you send it. What is on the record already does not come"
    " in twice.\n\n"
    "From a JSON file, arrangements come in if your organisation takes part in them, and not if it only watches or has"
    " left. Its risks and duties, and the sessions, readings and payments that your organisation recorded, come in as"
    " your organisation’s own. What others said or recorded stays in the file.\n\n"
    f"Up to {actions.MOST_ARRANGEMENTS} arrangements come in at once, with up to {actions.MOST_RECORDS:,} risks,"
    " sessions, readings and the like."
)


def _href(step: str, draft: str = "") -> str:
    if step == "upload":
        return url_for("arrangements.import_list")
    return url_for(f"arrangements.import_list_{step}", draft=draft)


def _steps() -> Steps:
    return Steps(
        title="Import arrangements",
        caption=current_viewer().organisation_name,
        purpose="arrangements",
        fields=FIELDS,
        href=_href,
        back=url_for("arrangements.index"),
        more=arrangements_form(queries.kinds_offered()),
        documents=lambda content: open_document(content, [name for one in takers() for name in one.names]),
        rows_title="What holds for every row?",
        unmatched=lambda chosen: waiting(names_in(chosen), chosen.matched) is not None,
    )


@bp.route("/arrangements/import", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list() -> Any:
    """Choose the file. It is kept on the organisation's own list."""
    return upload_step(_steps(), lambda: own_record(current_viewer().organisation_id).access_list_id, LEAD)


@bp.route("/arrangements/import/<ref:draft>/columns", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list_columns(draft: str) -> Any:
    """Say which column is which."""
    return columns_step(_steps(), draft)


@bp.route("/arrangements/import/<ref:draft>/rows", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list_rows(draft: str) -> Any:
    """Say what holds for every row."""
    return rows_step(_steps(), draft)


@bp.route("/arrangements/import/<ref:draft>/names", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list_names(draft: str) -> Any:
    """Say which organisation each name is. Guesses stand there; the person decides."""
    steps = _steps()
    chosen = chosen_of(steps, draft)
    if chosen is None:
        return redirect(steps.href("columns", draft), 303)
    names = names_in(chosen)
    if not names:
        return redirect(steps.href("check", draft), 303)
    if len(names) > MOST_NAMES:
        return _too_many(steps, len(names), draft)
    guesses = likely_organisations(list(names))
    unknown = [name for name in names if not guesses[name].sure]
    may_add = can(Permission.ORGANISATION_ADD)
    form = names_form(names, guesses, same_spellings(unknown), chosen.matched, may_add=may_add)
    if form.validate_on_submit():
        keep_matched(chosen, chosen_names(form, names, chosen.matched))
        return _onwards(steps, draft)
    sure = len(names) - len(unknown)
    spelt = f"{sure:,} {'is' if sure == 1 else 'are'} spelt as in the list."
    lead = f"The rows name {counted(f'{len(names):,}', 'organisation')}. {spelt}"
    links = _described(chosen, names, draft)
    back = steps.href("upload" if is_document(chosen) else "rows", draft)
    return ask(steps, form, "Which organisations are these?", back, lead=lead, links=links)


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
    return render_template(
        "arrangements/import_find.html",
        form=form,
        steps=steps,
        spelling=spelling,
        name=words,
        found=found,
        more=len(found) == MOST_FOUND,
        here=url_for("arrangements.import_list_find", draft=draft, name=name),
        back=steps.href("names", draft),
    ), form.status


@bp.route("/arrangements/import/<ref:draft>/names/<string:name>/add", methods=["GET", "POST"])
@requires(Permission.ORGANISATION_ADD)
def import_list_add(draft: str, name: str) -> Any:
    """Describe an organisation that is not in the directory. It is added when the file is imported."""
    steps, chosen, spelling = _at_name(draft, name)
    said = chosen.matched.get(spelling, [])
    form = AddedForm(name=said[1] if said[1:] else spelling.strip(" ."), type=said[2] if said[2:] else None)
    if form.validate_on_submit():
        keep_matched(chosen, {spelling: [ADD, form.name.data, form.type.data]})
        return _onwards(steps, draft)
    lead = f"The file calls it “{spelling}”. It is added when you import the file, for every organisation to see."
    return ask(steps, form, "Add an organisation", steps.href("names", draft), lead=lead)


@bp.route("/arrangements/import/<ref:draft>/check", methods=["GET", "POST"])
@requires(Permission.ARRANGEMENT_CREATE)
def import_list_check(draft: str) -> Any:
    """See what would be written down, and write it down."""

    def dry_run(chosen: Chosen) -> DryRun:
        found = read_file(chosen)
        return told(chosen, found, actions.plan_arrangement_import([one for _, one in found.items]))

    def carry_out(chosen: Chosen) -> str:
        own_record(current_viewer().organisation_id)
        found = read_file(chosen)
        if found.problems:
            raise RuleBroken("", "Rows of the file are wrong, so nothing is written down")
        brought = [one for _, one in found.items]
        count = actions.import_arrangements(brought, chosen.draft.sha256, organisations_in(chosen, brought))
        return f"{counted(f'{count:,}', 'arrangement')} came in as {'an idea' if count == 1 else 'ideas'}"

    steps = _steps()
    return check_step(steps, draft, dry_run, carry_out, steps.back)


def _too_many(steps: Steps, count: int, draft: str) -> Any:
    form = PortalForm()
    if form.validate_on_submit():
        return redirect(steps.href("columns", draft), 303)
    lead = (
        f"The rows name {count:,} organisations, and {MOST_NAMES} can be matched at once. Split the file, or choose"
        " fewer rows or another column."
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
    """The page on which more is said of a name: it is looked for, or to be added. Nothing for others."""
    pages = {FIND: "arrangements.import_list_find", ADD: "arrangements.import_list_add"}
    word = (chosen.matched.get(name) or [""])[0]
    return url_for(pages[word], draft=draft, name=name_id(name)) if word in pages else ""


def _described(chosen: Chosen, names: Iterable[str], draft: str) -> list[tuple[str, str]]:
    """(words, address) of the pages on which more is said of names, as they were answered before."""
    words = {FIND: "Look for “{}”", ADD: "Say what “{}” is"}
    pages = [(name, _page_of(chosen, name, draft)) for name in names]
    return [(words[chosen.matched[name][0]].format(name), page) for name, page in pages if page]


def _at_name(draft: str, name: str) -> tuple[Steps, Chosen, str]:
    """The file, and the name in it that this page is about. Raises ``NotFound``."""
    steps = _steps()
    chosen = chosen_of(steps, draft)
    spelling = next((one for one in names_in(chosen) if name_id(one) == name), None) if chosen else None
    if chosen is None or spelling is None:
        raise NotFound
    return steps, chosen, spelling
