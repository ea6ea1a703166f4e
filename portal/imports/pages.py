"""The pages of an import: upload, columns, rows, check. A feature's views each give one of them.

Nothing is written for good before the last step, and then all of it or nothing; or one part after another of what is
too much for one transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import abort, flash, make_response, redirect, render_template

from portal.core.errors import RuleBroken
from portal.core.tables import Row
from portal.forms import PortalForm
from portal.imports.drafts import (
    Documents,
    Headings,
    Sheet,
    answer,
    answers_of,
    find_draft,
    finish_draft,
    forget_draft,
    keep_upload,
    outcome_of,
    sheet_of,
    waiting_draft,
)
from portal.imports.forms import (
    ROWS,
    CalendarOrTableForm,
    CheckForm,
    DocumentOrTableForm,
    UploadForm,
    chosen_columns,
    chosen_rows,
    columns_form,
    questions_of,
    rows_form,
)
from portal.imports.mapping import (
    Columns,
    Field,
    column_choices,
    guess_columns,
    letters,
    narrowing,
    short,
    wanted_rows,
)
from portal.imports.models import ImportDraft
from portal.imports.rows import MOST_SHOWN, Problem

SAMPLE, SAMPLE_WIDTH = 5, 80
_COMMON = frozenset({"csrf_token", "submission", "version"})
_CAME, _WITHOUT = "came", "without"


@dataclass(frozen=True)
class Chosen:
    """A file with everything that was answered about it. ``more`` are the answers to the import's own questions,
    ``matched`` what its step ``names`` kept. ``rows`` are those still to come in: without what came in as a ``Part``,
    of which there are ``came`` records, and without the numbers ``without``, which were wrong and are left out.
    ``worked_out`` is for what an import reads out of it once."""

    draft: ImportDraft
    columns: Columns
    rows: Sequence[Row]
    more: dict[str, Any]
    matched: dict[str, Any] = field(default_factory=dict)
    came: int = 0
    without: Sequence[int] = ()
    worked_out: dict[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Steps:
    """One import into one record.

    ``purpose`` names the import and the record, as ``readings 7K3M-92QD``. ``href`` gives the address of a step,
    ``columns``, ``rows`` or ``check``, for the reference of a draft, and that of ``upload``. ``caption`` stands
    over the title; ``back`` is where the import was begun. ``more`` is a form whose questions are asked beside
    which rows are wanted. With ``calendars`` the file may be an iCalendar file too: each event is a row. With
    ``documents`` it may be a JSON file, which that reads as a table whose columns need not be chosen, and ``headings``
    knows the columns of a table that was downloaded from here. ``held`` gives the answers to questions of ``more``
    that the file has itself, so that they are not asked. ``made`` are the words of the link to what came in.

    An import that has to be told what names in the file mean has a step ``names`` of its own, before the check:
    ``unmatched`` says whether something of what was chosen waits there, ``known_names`` what is certain without asking.
    """

    title: str
    caption: str
    purpose: str
    fields: Sequence[Field]
    href: Callable[..., str]
    back: str
    more: type[PortalForm] = PortalForm
    calendars: bool = False
    documents: Documents | None = None
    headings: Headings | None = None
    held: Callable[[Chosen], Mapping[str, Any]] = lambda _: {}
    made: str = "See what came in"
    rows_title: str = "Which rows do you want?"
    unmatched: Callable[[Chosen], bool] | None = None
    known_names: Callable[[Chosen], Mapping[str, Any]] = lambda _: {}


@dataclass(frozen=True)
class DryRun:
    """What an import would do: ``facts`` as (label, words); ``rows`` under ``head``, of which the first are shown;
    ``button`` says what sending does, and is empty when there is nothing to do."""

    facts: Sequence[tuple[str, str]]
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    problems: Sequence[Problem]
    button: str


@dataclass(frozen=True)
class Part:
    """What was ``said`` of the part of a file that came in, where more of it is still to come: ``count`` records, from
    the rows with these numbers, which come in no more whatever is answered afterwards."""

    said: str
    count: int
    rows: Sequence[int]


def upload_step(steps: Steps, access_list_id: int | Callable[[], int], lead: str = "") -> Any:
    """Choose a file. It is kept on the list ``access_list_id``, or on what that gives, until the import is done."""
    form = CalendarOrTableForm() if steps.calendars else DocumentOrTableForm() if steps.documents else UploadForm()
    if form.validate_on_submit():
        with form.rules():
            kept_on = access_list_id if isinstance(access_list_id, int) else access_list_id()
            draft = keep_upload(
                form.upload.data,
                steps.purpose,
                kept_on,
                calendars=steps.calendars,
                documents=steps.documents,
                headings=steps.headings,
            )
            _keep_known(steps, draft.reference)
            return redirect(steps.href(_reached(steps, draft), draft.reference), 303)
    waiting = waiting_draft(steps.purpose)
    going_on = waiting and (waiting.filename, steps.href(_reached(steps, waiting), waiting.reference))
    return _step(steps, form, steps.title, back=steps.back, lead=lead, button="Upload it", waiting=going_on)


def columns_step(steps: Steps, reference: str) -> Any:
    """Say which column means what; guesses stand there already."""
    draft = _going_on(steps, reference)
    sheet = sheet_of(draft)
    known = answers_of(draft).get("columns")
    guessed = guess_columns(sheet.header, steps.fields) if known is None else known
    form = columns_form(steps.fields, column_choices(sheet), guessed)
    if form.validate_on_submit():
        columns = chosen_columns(form, steps.fields)
        if not form.errors:
            with form.rules():
                _offered(steps, sheet, columns)
                answer(draft, {"columns": columns, _WITHOUT: []})
                _keep_known(steps, reference)
                return redirect(steps.href("rows" if _asks(steps, draft) else "check", reference), 303)
    return _step(
        steps,
        form,
        "Which column is which?",
        back=steps.href("upload"),
        lead=f"“{draft.filename}” has {_counted(len(sheet.rows), 'row')} and {_counted(len(sheet.header), 'column')}.",
        sheet=sheet,
        sample_rows=[[row.number, *(short(cell, SAMPLE_WIDTH) for cell in row.cells)] for row in sheet.rows[:SAMPLE]],
    )


def rows_step(steps: Steps, reference: str) -> Any:
    """Say which rows are wanted, and answer what else the import asks."""
    draft = _going_on(steps, reference)
    sheet, answers = sheet_of(draft), answers_of(draft)
    if "columns" not in answers:
        return redirect(steps.href("columns", reference), 303)
    offered = _offered(steps, sheet, answers["columns"])
    headings = {name: _heading(sheet, answers["columns"][name]) for name in offered}
    given = {**answers.get("more", {}), **answers.get("rows", {})}
    form = rows_form(steps.more, headings, offered, given, _held(steps, draft))
    if form.validate_on_submit():
        with form.rules():
            rows = chosen_rows(form, offered)
            if not wanted_rows(sheet, answers["columns"], rows):
                raise RuleBroken("", "No row of the file has all of these together. Choose again")
            answer(draft, {"rows": rows, "more": _own_answers(form), _WITHOUT: []})
            _keep_known(steps, reference)
            return redirect(steps.href("check", reference), 303)
    return _step(steps, form, steps.rows_title, back=steps.href("columns", reference))


def check_step(
    steps: Steps,
    reference: str,
    dry_run: Callable[[Chosen], DryRun],
    carry_out: Callable[[Chosen], str | Part],
    then: str,
) -> Any:
    """Show what would be done, and do it: ``carry_out`` does all of it or raises ``Invalid``, and gives the words
    that are shown on the page ``then``. Of what is too much for one transaction it does a ``Part``, and the file stays
    for the next. Rows that are wrong keep everything out until they are left out."""
    chosen = chosen_of(steps, reference)
    if chosen is None or (steps.unmatched and steps.unmatched(chosen)):
        return redirect(steps.href("names" if chosen else "columns", reference), 303)
    form = CheckForm()
    if form.validate_on_submit():
        if form.pressed == "forget":
            forget_draft(chosen.draft)
            return redirect(steps.back, 303)
        if form.pressed == "without":
            wrong = _wrong_rows(chosen, dry_run(chosen))
            answer(chosen.draft, {_WITHOUT: sorted(wrong.union(chosen.without))})
            return redirect(steps.href("check", reference), 303)
        with form.rules():
            said = carry_out(chosen)
            if isinstance(said, Part):
                _keep_part(chosen, said)
                flash(said.said, "success")
                return redirect(steps.href("check", reference), 303)
            finish_draft(chosen.draft, said, then)
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
        wrong=len(_wrong_rows(chosen, seen)),
        left_out=_left_out(chosen),
        back=steps.href("names", reference) if steps.unmatched else asked_before(steps, chosen),
    ), form.status


def chosen_of(steps: Steps, reference: str) -> Chosen | None:
    """A file with what was answered about it; nothing until its columns and rows were chosen. Raises ``NotFound``."""
    draft = _going_on(steps, reference)
    sheet, answers = sheet_of(draft), answers_of(draft)
    if "columns" not in answers:
        return None
    columns, chosen = answers["columns"], answers.get("rows", {})
    more = {**answers.get("more", {}), **_held(steps, draft)}
    offered = _offered(steps, sheet, columns)
    if questions_of(steps.more) - set(more) or any(chosen.get(name) not in values for name, values in offered.items()):
        return None
    count, came = answers.get(_CAME, (0, ()))
    without = answers.get(_WITHOUT, ())
    gone = {*came, *without}
    rows = [row for row in wanted_rows(sheet, columns, {n: chosen[n] for n in offered}) if row.number not in gone]
    return Chosen(draft, columns, rows, more, answers.get("matched", {}), count, without)


def keep_matched(chosen: Chosen, given: Mapping[str, Any]) -> None:
    """Keep what the step ``names`` was told (plain JSON), beside what it was told before."""
    answer(chosen.draft, {"matched": {**chosen.matched, **given}})


def ask(steps: Steps, form: PortalForm, title: str, back: str, **more: Any) -> Any:
    """A page of the import's own between its steps: one form under one heading."""
    return _step(steps, form, title, back=back, **more)


def asked_before(steps: Steps, chosen: Chosen) -> str:
    """The address of the step before the names or the check: that of the rows, if anything is asked there, else that of
    the columns."""
    return steps.href("rows" if _asks(steps, chosen.draft) else "columns", chosen.draft.reference)


def _keep_part(chosen: Chosen, part: Part) -> None:
    _, came = answers_of(chosen.draft).get(_CAME, (0, ()))
    answer(chosen.draft, {_CAME: [chosen.came + part.count, sorted({*came, *part.rows})]})


def _wrong_rows(chosen: Chosen, seen: DryRun) -> set[int]:
    """The rows that the rest can come in without; none where nothing would be left."""
    wrong = {one.row for one in seen.problems}
    return wrong if len(wrong) < len(chosen.rows) else set()


def _left_out(chosen: Chosen) -> list[tuple[str, str]]:
    if not chosen.without:
        return []
    numbers = ", ".join(str(number) for number in chosen.without[:MOST_SHOWN])
    more = f" and {len(chosen.without) - MOST_SHOWN:,} more" if len(chosen.without) > MOST_SHOWN else ""
    return [("Rows left out because they are wrong", f"{numbers}{more}. Choose the columns again to have them back")]


def _going_on(steps: Steps, reference: str) -> ImportDraft:
    """The viewer's file. One that is imported already has a page that says so, which takes the place of any other.
    Raises ``NotFound``."""
    draft = find_draft(steps.purpose, reference)
    if done := outcome_of(draft):
        said, then = done
        abort(make_response(render_template("imports/done.html", steps=steps, draft=draft, said=said, then=then)))
    return draft


def _reached(steps: Steps, draft: ImportDraft) -> str:
    """The step to go on with."""
    if "columns" not in answers_of(draft):
        return "columns"
    chosen = chosen_of(steps, draft.reference)
    if chosen is None:
        return "rows"
    return "names" if steps.unmatched and steps.unmatched(chosen) else "check"


def _held(steps: Steps, draft: ImportDraft) -> Mapping[str, Any]:
    """The answers that the file has itself, to questions that are not asked then."""
    return steps.held(Chosen(draft, answers_of(draft)["columns"], sheet_of(draft).rows, {}))


def _keep_known(steps: Steps, reference: str) -> None:
    """Keep what the names in a file mean, as far as that is certain, beside what a person said of them."""
    if chosen := chosen_of(steps, reference):
        keep_matched(chosen, {**steps.known_names(chosen), **chosen.matched})


def _offered(steps: Steps, sheet: Sheet, columns: Columns) -> dict[str, list[str]]:
    """What there is to choose from. Raises ``RuleBroken`` for a column with too many values."""
    try:
        return narrowing(sheet, steps.fields, columns)
    except ValueError as problem:
        raise RuleBroken("", str(problem)) from problem


def _asks(steps: Steps, draft: ImportDraft) -> bool:
    """Whether anything is asked beside the columns: which rows, or a question of the import that the file leaves
    open."""
    offered = _offered(steps, sheet_of(draft), answers_of(draft)["columns"])
    return bool(offered) or bool(questions_of(steps.more) - set(_held(steps, draft)))


def _heading(sheet: Sheet, place: int) -> str:
    return short(sheet.header[place]) or f"column {letters(place)}"


def _own_answers(form: Any) -> dict[str, Any]:
    return {field.name: field.data for field in form if field.name not in _COMMON and not field.name.startswith(ROWS)}


def _step(steps: Steps, form: Any, title: str, **more: Any) -> Any:
    return render_template("imports/step.html", form=form, steps=steps, title=title, **more), form.status


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}" if count == 1 else f"{count:,} {word}s"
