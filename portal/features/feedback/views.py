"""Pages of feedback."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for

from portal.access import Permission, can, requires
from portal.core import clock
from portal.core.references import read_reference
from portal.data import bundle, db
from portal.downloads import Column, ColumnKind, day_of, download, every_page
from portal.features.arrangements import Arrangement, arrangements_to_speak_of, kind_names
from portal.features.feedback import actions, queries, rules
from portal.features.feedback.forms import OutcomeForm, ReplyForm, StatementForm
from portal.features.feedback.models import Capacity, Kind, State, Statement
from portal.features.organisations import seers_of

Word = TypeVar("Word", bound=StrEnum)

bp = Blueprint("feedback", __name__)

COLUMNS = (
    Column("Reference", width=12),
    Column("Said on", ColumnKind.DAY),
    Column("Said by", width=35),
    Column("About", width=45),
    Column("Kind", width=14),
    Column("Who speaks", width=28),
    Column("How far", width=16),
    Column("Reply", width=40),
    Column("Outcome on", ColumnKind.DAY),
    Column("Words", width=80),
)


@bp.get("/feedback")
@requires(Permission.STATEMENT_LIST)
def index() -> Any:
    """Everything said that the viewer's organisation can see, newest first unless asked otherwise."""
    wanted, oldest_first = read_filter(request.args), _oldest_first()
    filters = {name: value for name, value in vars(wanted).items() if value}
    return render_template(
        "feedback/index.html",
        page=queries.statements_page(wanted, request.args, oldest_first=oldest_first),
        kept=filters | ({"sort": "oldest"} if oldest_first else {}),
        filtered=bool(filters),
        excerpt=queries.EXCERPT,
    )


@bp.get("/feedback/download")
@requires(Permission.STATEMENT_LIST)
def download_list() -> Response:
    """The list as a file."""
    wanted, oldest_first = read_filter(request.args), _oldest_first()
    pages = every_page(lambda at, size: queries.statements_page(wanted, at, size, oldest_first=oldest_first))
    return download("Feedback", COLUMNS, (row for page in pages for row in _as_cells(page.rows)))


@bp.get("/feedback/<ref:ref>")
@requires(Permission.STATEMENT_READ, on=Statement)
def show(statement: Statement) -> Any:
    """One statement, with its reply and outcome beside it."""
    story = bundle(db.session(), queries.story_of(statement))
    progress = actions.progress_of(statement)
    may_close = can(Permission.STATEMENT_CLOSE, statement) and statement.state is not State.CLOSED
    return render_template(
        "feedback/show.html",
        statement=statement,
        about=story["about"][0],
        replies=story["replies"],
        may_reply=can(Permission.STATEMENT_REPLY, statement) and statement.state in {State.PUT, State.ANSWERED},
        may_close=may_close,
        time_is_over=rules.had_their_say(progress, clock.today()),
        why_not_close=_why_not_close(progress, story["about"][0]) if may_close else "",
        happened=_happened(statement, story["about"][0], story["replies"]),
        seers=seers_of(statement.access_list_id),
    )


@bp.get("/feedback/new")
@requires(Permission.STATEMENT_LIST)
def choose() -> Any:
    """Choose the arrangement that one has something to say about."""
    page = arrangements_to_speak_of(request.args)
    return render_template("feedback/choose.html", page=page, kinds=kind_names())


@bp.route("/arrangements/<ref:ref>/feedback/new", methods=["GET", "POST"])
@requires(Permission.STATEMENT_MAKE, on=Arrangement)
def new(arrangement: Arrangement) -> Any:
    """Say something about an arrangement."""
    form = StatementForm()
    if form.validate_on_submit():
        with form.rules():
            said = actions.make_statement(
                arrangement, form.capacity.data, form.kind.data, form.words.data, form.capacity_words.data
            )
        if not form.errors:
            flash("Your feedback is sent to those who can answer it", "success")
            return redirect(url_for("feedback.show", ref=said.reference), 303)
    return render_template("feedback/new.html", form=form, arrangement=arrangement), form.status


@bp.route("/feedback/<ref:ref>/replies/new", methods=["GET", "POST"])
@requires(Permission.STATEMENT_REPLY, on=Statement)
def reply(statement: Statement) -> Any:
    """Answer a statement."""
    form = ReplyForm(statement, lambda: _newest(statement))
    if form.validate_on_submit():
        with form.rules():
            actions.reply_to(statement, form.stance.data, form.words.data)
        if not form.errors:
            flash("Your reply now stands beside what was said", "success")
            return redirect(url_for("feedback.show", ref=statement.reference), 303)
    return render_template("feedback/reply.html", form=form, statement=statement), form.status


def _newest(statement: Statement) -> dict[str, Any]:
    """The newest reply by the names of the form's fields."""
    found = queries.newest_reply(statement)
    return {"stance": found.stance, "words": f"{found.organisation_name}:\n{found.words}"} if found else {}


@bp.route("/feedback/<ref:ref>/outcome", methods=["GET", "POST"])
@requires(Permission.STATEMENT_CLOSE, on=Statement)
def outcome(statement: Statement) -> Any:
    """Write down what came of a statement."""
    form = OutcomeForm(record=statement)
    if form.validate_on_submit() and form.outcome_on.data:
        with form.rules():
            actions.close_statement(statement, form.outcome_words.data, form.outcome_on.data)
        if not form.errors:
            flash("What came of it is written down", "success")
            return redirect(url_for("feedback.show", ref=statement.reference), 303)
    return render_template("feedback/outcome.html", form=form, statement=statement), form.status


def _why_not_close(progress: rules.Progress, about: Any) -> str:
    return rules.why_not_theirs(takes_part=about.takes_part) or rules.why_not_close(progress, clock.today())


def _happened(statement: Statement, about: Any, replies: Iterable[Any]) -> list[dict[str, Any]]:
    """The steps so far, oldest first, for the timeline."""
    steps = [{"title": "Said", "at": statement.created_at, "by": about.author_name}]
    if statement.put_at:
        steps.append({"title": "Put to those who can answer", "at": statement.put_at})
    steps += [{"title": "Replied", "at": reply.created_at, "by": reply.organisation_name} for reply in replies]
    if statement.closed_at:
        steps.append({"title": "Outcome written down", "at": statement.closed_at, "by": about.closer_name})
    return steps


def _oldest_first() -> bool:
    return request.args.get("sort") == "oldest"


def _as_cells(rows: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    """Rows of the list for ``COLUMNS``, in the words that pages use."""
    said: Any = current_app.jinja_env.get_template("feedback/_words.html").module
    for row in rows:
        yield (
            row.reference,
            day_of(row.created_at),
            row.author_name,
            row.arrangement_title,
            said.KINDS[row.kind],
            row.capacity_words or said.CAPACITIES[row.capacity],
            said.STATES[row.state],
            str(said.answer_words(row)),
            row.outcome_on,
            row.words[: queries.EXCERPT] + ("…" if len(row.words) > queries.EXCERPT else ""),
        )


def read_filter(arguments: Mapping[str, str]) -> queries.Filter:
    """The filter that an address asks for; what is not known is left out."""
    about = arguments.get("about", "")
    return queries.Filter(
        _one_of(Kind, arguments.get("kind")),
        _one_of(Capacity, arguments.get("capacity")),
        _one_of(State, arguments.get("state")),
        read_reference(about[:40]) if about else None,
    )


def _one_of(words: type[Word], text: str | None) -> Word | None:
    return next((word for word in words if word.value == text), None)
