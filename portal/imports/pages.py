"""The pages of an import: upload, columns, rows, check. A feature's views each give one of them.

Nothing is written for good before the last step, and then all of it or nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template

from portal.core.errors import RuleBroken
from portal.core.tables import Row
from portal.forms import PortalForm
from portal.imports.drafts import (
    Sheet,
    answer,
    answers_of,
    find_draft,
    forget_draft,
    keep_upload,
    sheet_of,
    waiting_draft,
)
from portal.imports.forms import (
    ROWS,
    CalendarOrTableForm,
    CheckForm,
    UploadForm,
    chosen_columns,
    chosen_rows,
    columns_form,
    rows_form,
)
from portal.imports.mapping import Columns, Field, column_choices, guess_columns, narrowing, wanted_rows
from portal.imports.models import ImportDraft
from portal.imports.rows import MOST_SHOWN, Problem

SAMPLE = 5
_COMMON = frozenset({"csrf_token", "submission", "version"})


@dataclass(frozen=True)
class Steps:
    """One import into one record.

    ``purpose`` names the import and the record, as ``readings 7K3M-92QD``. ``href`` gives the address of a step,
    ``columns``, ``rows`` or ``check``, for the reference of a draft, and that of ``upload``. ``caption`` stands
    over the title; ``back`` is where the import was begun. ``more`` is a form whose questions are asked beside
    which rows are wanted. With ``calendars`` the file may be an iCalendar file too: each event is a row.
    """

    title: str
    caption: str
    purpose: str
    fields: Sequence[Field]
    href: Callable[..., str]
    back: str
    more: type[PortalForm] = PortalForm
    calendars: bool = False


@dataclass(frozen=True)
class Chosen:
    """A file with everything that was answered about it. ``more`` are the answers to the import's own questions."""

    draft: ImportDraft
    columns: Columns
    rows: Sequence[Row]
    more: dict[str, Any]


@dataclass(frozen=True)
class DryRun:
    """What an import would do: ``facts`` as (label, words); ``rows`` under ``head``, of which the first are shown;
    ``button`` says what sending does, and is empty when there is nothing to do."""

    facts: Sequence[tuple[str, str]]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    problems: Sequence[Problem]
    button: str


def upload_step(steps: Steps, access_list_id: int, lead: str = "") -> Any:
    """Choose a file. It is kept on the list ``access_list_id`` until the import is done."""
    form = CalendarOrTableForm() if steps.calendars else UploadForm()
    if form.validate_on_submit():
        with form.rules():
            draft = keep_upload(form.upload.data, steps.purpose, access_list_id, calendars=steps.calendars)
            return redirect(steps.href("columns", draft.reference), 303)
    waiting = waiting_draft(steps.purpose)
    going_on = waiting and (waiting.filename, steps.href(_reached(waiting), waiting.reference))
    return _step(steps, form, steps.title, back=steps.back, lead=lead, button="Upload it", waiting=going_on)


def columns_step(steps: Steps, reference: str) -> Any:
    """Say which column means what; guesses stand there already."""
    draft = find_draft(steps.purpose, reference)
    sheet = sheet_of(draft)
    known = answers_of(draft).get("columns")
    guessed = guess_columns(sheet.header, steps.fields) if known is None else known
    form = columns_form(steps.fields, column_choices(sheet), guessed)
    if form.validate_on_submit():
        columns = chosen_columns(form)
        if not form.errors:
            with form.rules():
                offered = _offered(steps, sheet, columns)
                answer(draft, {"columns": columns})
                asks = bool(offered) or steps.more is not PortalForm
                return redirect(steps.href("rows" if asks else "check", reference), 303)
    return _step(
        steps,
        form,
        "Which column is which?",
        back=steps.href("upload"),
        lead=f"“{draft.filename}” has {len(sheet.rows):,} rows and {len(sheet.header)} columns.",
        sheet=sheet,
        sample_rows=[[row.number, *row.cells] for row in sheet.rows[:SAMPLE]],
    )


def rows_step(steps: Steps, reference: str) -> Any:
    """Say which rows are wanted, and answer what else the import asks."""
    draft = find_draft(steps.purpose, reference)
    sheet, answers = sheet_of(draft), answers_of(draft)
    if "columns" not in answers:
        return redirect(steps.href("columns", reference), 303)
    offered = _offered(steps, sheet, answers["columns"])
    form = rows_form(steps.more, steps.fields, offered, {**answers.get("more", {}), **answers.get("rows", {})})
    if form.validate_on_submit():
        with form.rules():
            rows = chosen_rows(form, offered)
            if not wanted_rows(sheet, answers["columns"], rows):
                raise RuleBroken("", "No row of the file has all of these together. Choose again")
            answer(draft, {"rows": rows, "more": _own_answers(form)})
            return redirect(steps.href("check", reference), 303)
    return _step(steps, form, "Which rows do you want?", back=steps.href("columns", reference))


def check_step(
    steps: Steps, reference: str, dry_run: Callable[[Chosen], DryRun], carry_out: Callable[[Chosen], str], then: str
) -> Any:
    """Show what would be done, and do it: ``carry_out`` does all of it or raises ``Invalid``, and gives the words
    that are shown on the page ``then``."""
    draft = find_draft(steps.purpose, reference)
    sheet, answers = sheet_of(draft), answers_of(draft)
    if "columns" not in answers or ("more" not in answers and _must_ask(steps, sheet, answers["columns"])):
        return redirect(steps.href("columns", reference), 303)
    rows = wanted_rows(sheet, answers["columns"], answers.get("rows", {}))
    chosen = Chosen(draft, answers["columns"], rows, answers.get("more", {}))
    form = CheckForm()
    if form.validate_on_submit():
        if form.pressed == "forget":
            forget_draft(draft)
            return redirect(steps.back, 303)
        with form.rules():
            said = carry_out(chosen)
            forget_draft(draft)
            flash(said, "success")
            return redirect(then, 303)
    seen = dry_run(chosen)
    names = {one.name: one.label for one in steps.fields}
    return render_template(
        "imports/check.html",
        form=form,
        steps=steps,
        seen=seen,
        names=names,
        most=MOST_SHOWN,
        back=steps.href("rows" if _must_ask(steps, sheet, answers["columns"]) else "columns", reference),
    ), form.status


def _reached(draft: ImportDraft) -> str:
    """The step to go on with."""
    answers = answers_of(draft)
    return "check" if "more" in answers else "rows" if "columns" in answers else "columns"


def _offered(steps: Steps, sheet: Sheet, columns: Columns) -> dict[str, list[str]]:
    """What there is to choose from. Raises ``RuleBroken`` for a column with too many values."""
    try:
        return narrowing(sheet, steps.fields, columns)
    except ValueError as problem:
        raise RuleBroken("", str(problem)) from problem


def _must_ask(steps: Steps, sheet: Sheet, columns: Columns) -> bool:
    return steps.more is not PortalForm or bool(_offered(steps, sheet, columns))


def _own_answers(form: Any) -> dict[str, Any]:
    return {field.name: field.data for field in form if field.name not in _COMMON and not field.name.startswith(ROWS)}


def _step(steps: Steps, form: Any, title: str, **more: Any) -> Any:
    return render_template("imports/step.html", form=form, steps=steps, title=title, **more), form.status
