"""Pages of lessons: those that every member organisation reads, and those of one arrangement."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from portal.access import Permission, requires
from portal.downloads import Column, ColumnKind, day_of, download, every_page
from portal.features.arrangements import Arrangement, SureOfVersionForm, asked, kind_names, kind_of, stands_for
from portal.features.lessons import actions, queries, rules
from portal.features.lessons.forms import LessonForm, ShareForm
from portal.features.lessons.models import Sort

bp = Blueprint("lessons", __name__)

COLUMNS = (
    Column("Reference", width=12),
    Column("Shown since", ColumnKind.DAY),
    Column("Written by", width=35),
    Column("Kind of arrangement", width=25),
    Column("Arrangement", width=45),
    Column("What it tells", width=26),
    Column("Lesson", width=50),
    Column("Words", width=80),
)
OWN_COLUMNS = (
    Column("Reference", width=12),
    Column("Written on", ColumnKind.DAY),
    Column("Written by", width=35),
    Column("What it tells", width=26),
    Column("Lesson", width=50),
    Column("Words", width=80),
    Column("Shown to all", width=10),
)


@bp.get("/lessons")
@requires(Permission.LESSON_LIST)
def index() -> Any:
    """What others learnt and chose to share."""
    wanted, oldest = read_filter(request.args), _oldest_first()
    filters = {name: value for name, value in vars(wanted).items() if value}
    return render_template(
        "lessons/index.html",
        page=queries.shared_page(wanted, request.args, oldest_first=oldest),
        kept=_addressed(filters, oldest),
        filtered=bool(filters),
        kinds=kind_names(),
        sorts=rules.SORTS,
        excerpt=queries.EXCERPT,
    )


@bp.get("/lessons/download")
@requires(Permission.LESSON_LIST)
def download_list() -> Response:
    """What is shared, as a file."""
    wanted, oldest = read_filter(request.args), _oldest_first()
    pages = every_page(lambda at, size: queries.shared_page(wanted, at, size, oldest_first=oldest))
    return download("Lessons", COLUMNS, (_as_cells(row) for page in pages for row in page.rows))


def _as_cells(row: Any) -> tuple[Any, ...]:
    return (
        row.reference,
        day_of(row.created_at),
        row.author_name,
        kind_of(row.arrangement_kind).name,
        row.about,
        rules.SORTS[row.sort],
        row.title,
        row.words,
    )


@bp.get("/lessons/<ref:ref>")
@requires(Permission.SHARED_LESSON_READ)
def shared(ref: str) -> Any:
    """One shared lesson."""
    lesson = queries.shared_lesson(ref)
    return render_template("lessons/shared.html", lesson=lesson, kind=kind_of(lesson.arrangement_kind).name)


@bp.get("/arrangements/<ref:ref>/lessons")
@requires(Permission.LESSON_READ, on=Arrangement)
def of_arrangement(arrangement: Arrangement) -> Any:
    """The lessons of one arrangement: all for its parties, the shared ones for observers."""
    sort, oldest = read_filter(request.args).sort, _oldest_first()
    return render_template(
        "lessons/of_arrangement.html",
        arrangement=arrangement,
        page=queries.lessons_page(arrangement, sort, request.args, oldest_first=oldest),
        kept={"ref": arrangement.reference} | _addressed({"tells": sort} if sort else {}, oldest),
        filtered=bool(sort),
        sorts=rules.SORTS,
        may_share=rules.may_share,
        ours=stands_for(arrangement),
    )


@bp.get("/arrangements/<ref:ref>/lessons/download")
@requires(Permission.LESSON_READ, on=Arrangement)
def download_of_arrangement(arrangement: Arrangement) -> Response:
    """The lessons of one arrangement as a file."""
    sort, oldest = read_filter(request.args).sort, _oldest_first()
    pages = every_page(lambda at, size: queries.lessons_page(arrangement, sort, at, size, oldest_first=oldest))
    return download("Lessons of an arrangement", OWN_COLUMNS, _own_cells(row for page in pages for row in page.rows))


def _own_cells(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        shared = "Yes" if row.shared else "No"
        told = rules.SORTS[row.sort]
        yield (row.reference, day_of(row.created_at), row.author_name, told, row.title, row.words, shared)


@bp.route("/arrangements/<ref:ref>/lessons/add", methods=["GET", "POST"])
@requires(Permission.LESSON_WRITE, on=Arrangement)
def add(arrangement: Arrangement) -> Any:
    """Write down a lesson."""
    form = LessonForm()
    if form.validate_on_submit():
        with form.rules():
            actions.write_lesson(arrangement, _facts(form))
        if not form.errors:
            flash(
                "The lesson is written down. Only the parties read it until a manager shows it to all members",
                "success",
            )
            return redirect(_list(arrangement), 303)
    lead = "The parties of this arrangement read it. Others read it only if a manager shows it to all members."
    return asked(form, arrangement, "Write down a lesson", _list(arrangement), lead=lead, button="Write it down")


@bp.route("/arrangements/<ref:ref>/lessons/<ref:row>/change", methods=["GET", "POST"])
@requires(Permission.LESSON_WRITE, on=Arrangement)
def change(arrangement: Arrangement, row: str) -> Any:
    """Word a lesson anew."""
    lesson = queries.lesson_of(arrangement, row)
    rules.check_author(lesson.author_id, stands_for(arrangement))
    form = LessonForm(record=lesson)
    if form.validate_on_submit():
        with form.rules():
            actions.change_lesson(arrangement, lesson, _facts(form))
        if not form.errors:
            flash("The lesson is changed", "success")
            return redirect(_list(arrangement), 303)
    return asked(form, arrangement, "Change a lesson", _list(arrangement), button="Save")


@bp.route("/arrangements/<ref:ref>/lessons/<ref:row>/remove", methods=["GET", "POST"])
@requires(Permission.LESSON_WRITE, on=Arrangement)
def remove(arrangement: Arrangement, row: str) -> Any:
    """Take a lesson out."""
    lesson = queries.lesson_of(arrangement, row)
    rules.check_author(lesson.author_id, stands_for(arrangement))
    form = SureOfVersionForm(record=lesson)
    if form.validate_on_submit():
        with form.rules():
            actions.remove_lesson(arrangement, lesson)
        if not form.errors:
            flash("The lesson is removed", "success")
            return redirect(_list(arrangement), 303)
    title = f"Remove “{lesson.title}”?"
    return asked(form, arrangement, title, _list(arrangement), button="Remove it", warning=True)


@bp.route("/arrangements/<ref:ref>/lessons/<ref:row>/show", methods=["GET", "POST"])
@requires(Permission.LESSON_SHARE, on=Arrangement)
def share(arrangement: Arrangement, row: str) -> Any:
    """Show a lesson to every member organisation."""
    lesson = queries.lesson_of(arrangement, row)
    rules.check_may_share(lesson.author_id, arrangement.led_by_id, stands_for(arrangement))
    form = ShareForm(record=lesson)
    if form.validate_on_submit():
        with form.rules():
            actions.share_lesson(arrangement, lesson, form.about.data)
        if not form.errors:
            flash("Every member organisation can read the lesson now", "success")
            return redirect(_list(arrangement), 303)
    lead = (
        f"“{lesson.title}”. Others will read the lesson, who wrote it, that the arrangement is of the kind"
        f" “{kind_of(arrangement.kind).name}”, and what you call it here. They see nothing else of it."
        " The observers of the arrangement will read the lesson too."
    )
    return asked(
        form,
        arrangement,
        "Show a lesson to all members",
        _list(arrangement),
        lead=lead,
        button="Show it to all members",
    )


@bp.route("/arrangements/<ref:ref>/lessons/<ref:row>/withdraw", methods=["GET", "POST"])
@requires(Permission.LESSON_SHARE, on=Arrangement)
def withdraw(arrangement: Arrangement, row: str) -> Any:
    """Stop showing it to others."""
    lesson = queries.lesson_of(arrangement, row)
    rules.check_may_share(lesson.author_id, arrangement.led_by_id, stands_for(arrangement))
    form = SureOfVersionForm(record=lesson)
    if form.validate_on_submit():
        with form.rules():
            actions.withdraw_lesson(arrangement, lesson)
        if not form.errors:
            flash("The lesson is shown no more", "success")
            return redirect(_list(arrangement), 303)
    lead = "Other organisations can no longer read it here. What they took away as a file stays with them."
    title = f"Stop showing “{lesson.title}”?"
    return asked(form, arrangement, title, _list(arrangement), lead=lead, button="Stop showing it", warning=True)


def _facts(form: LessonForm) -> actions.LessonFacts:
    return actions.LessonFacts(form.sort.data, form.title.data, form.words.data)


def _list(arrangement: Arrangement) -> str:
    return url_for("lessons.of_arrangement", ref=arrangement.reference)


def read_filter(arguments: Mapping[str, str]) -> queries.Filter:
    """The filter that an address asks for; what is not known is left out."""
    kind = arguments.get("kind", "")
    return queries.Filter(
        kind if kind in kind_names() else None,
        next((sort for sort in Sort if sort.value == arguments.get("tells")), None),
    )


def _addressed(filters: Mapping[str, Any], oldest: bool) -> dict[str, Any]:
    """Filters and order as arguments of an address."""
    named = {"tells" if name == "sort" else name: value for name, value in filters.items()}
    return named | ({"sort": "oldest"} if oldest else {})


def _oldest_first() -> bool:
    return request.args.get("sort") == "oldest"
