"""Bringing sessions in from a spreadsheet or a calendar."""

from typing import Any

from portal.access import Permission, requires
from portal.core import clock
from portal.core.errors import RuleBroken
from portal.core.months import day_words
from portal.features.arrangements import actions, queries
from portal.features.arrangements.forms import import_form
from portal.features.arrangements.models import Arrangement
from portal.features.arrangements.rules.mentoring import length_words
from portal.features.arrangements.rules.session_rows import Added, Known, Said, read_session
from portal.features.arrangements.rules.words import counted, pair_words
from portal.features.arrangements.views.blueprint import at, bp
from portal.features.arrangements.views.sessions import STATES
from portal.imports import (
    Cells,
    Chosen,
    DryRun,
    Field,
    Found,
    LeftOut,
    Steps,
    check_step,
    columns_step,
    read_rows,
    rows_step,
    upload_step,
)

MOST_EVIDENCE = 1_000
FIELDS = (
    Field(
        "on_date",
        "Date",
        required="Choose the column with the date",
        known_as=("date", "day", "session date", "start", "start date"),
    ),
    Field(
        "topic",
        "What it was about",
        required="Choose the column that says what it was about",
        known_as=("topic", "subject", "summary", "title", "what"),
    ),
    Field("length", "How long it was", known_as=("minutes", "length", "duration", "hours", "days", "time")),
    Field(
        "state",
        "Held, planned or called off",
        "Without it, what is past was held",
        known_as=("state", "status", "held"),
    ),
    Field("pair", "Pair", "The reference of a mentoring pair", known_as=("pair",)),
    Field("mentor", "Mentor’s post", known_as=("mentor", "mentor post")),
    Field("mentee", "Post of the person mentored", known_as=("mentee", "mentee post")),
    Field("people", "Who else was there", known_as=("people", "attendees", "present")),
    Field("advice", "Advice given", known_as=("advice", "advice given")),
    Field("outcome", "What came of it", known_as=("outcome", "notes", "description", "result")),
    Field("measure", "Measure", known_as=("measure",)),
    Field("evidence", "Evidence", known_as=("evidence",)),
    Field("called_off_why", "Why it was called off", known_as=("why called off",)),
    Field(
        "follow_up",
        "What is to be done",
        "A line each, like “Send the list | Kent County Council | Head of finance | by 2005-02-01”",
        known_as=("follow-up", "follow ups", "actions", "next steps"),
    ),
    Field("reference", "Reference", "Of a session that is on the record already", known_as=("reference",)),
    Field("uid", "Number of the event in a calendar", known_as=("uid",)),
)
LEAD = (
    "One row of a table for each session, with its date and what it was about, or the events of a calendar. You choose"
    " the columns next, and see what would be logged before anything is. A session that is on the record already is not"
    " logged twice, and a planned one that is cancelled in the file is called off."
    f" Up to {actions.MOST_SESSIONS:,} come in at once."
)


def _steps(arrangement: Arrangement) -> Steps:
    def href(step: str, draft: str = "") -> str:
        return (
            at("import_sessions", arrangement)
            if step == "upload"
            else at(f"import_sessions_{step}", arrangement, draft=draft)
        )

    return Steps(
        title="Import sessions",
        caption=arrangement.title,
        purpose=f"sessions {arrangement.reference}",
        fields=FIELDS,
        href=href,
        back=at("sessions", arrangement),
        more=import_form(queries.pairs_of(arrangement)),
        calendars=True,
    )


@bp.route("/arrangements/<ref:ref>/sessions/import", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def import_sessions(arrangement: Arrangement) -> Any:
    """Choose the file."""
    return upload_step(_steps(arrangement), arrangement.inner_list_id, LEAD)


@bp.route("/arrangements/<ref:ref>/sessions/import/<ref:draft>/columns", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def import_sessions_columns(arrangement: Arrangement, draft: str) -> Any:
    """Say which column is which."""
    return columns_step(_steps(arrangement), draft)


@bp.route("/arrangements/<ref:ref>/sessions/import/<ref:draft>/rows", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def import_sessions_rows(arrangement: Arrangement, draft: str) -> Any:
    """Say what holds for every row."""
    return rows_step(_steps(arrangement), draft)


@bp.route("/arrangements/<ref:ref>/sessions/import/<ref:draft>/check", methods=["GET", "POST"])
@requires(Permission.SESSION_LOG, on=Arrangement)
def import_sessions_check(arrangement: Arrangement, draft: str) -> Any:
    """See what would be logged, and log it."""
    steps = _steps(arrangement)

    def dry_run(chosen: Chosen) -> DryRun:
        known = _known(arrangement)
        found = _read(known, chosen)
        return _told(known, chosen, found, actions.plan_session_import(arrangement, [said for _, said in found.items]))

    def carry_out(chosen: Chosen) -> str:
        # Held before it is read, so that no pair ends between the reading and the writing.
        known = _known(queries.held(arrangement))
        found = _read(known, chosen)
        if found.problems:
            raise RuleBroken("", "Rows of the file are wrong, so nothing is logged")
        said = [one for _, one in found.items]
        named = {"pairs": known.pairs, "measures": known.measures, "evidence": known.evidence}
        ids = {name: {row.reference: row.id for row in rows} for name, rows in named.items()}
        done = actions.import_sessions(arrangement, said, chosen.draft.sha256, ids)
        counts = ((len(done.new), "logged"), (len(done.off), "called off"))
        told = [
            f"{counted(f'{count:,}', 'session')} {'is' if count == 1 else 'are'} {what}"
            for count, what in counts
            if count
        ]
        return " and ".join(told)

    return check_step(steps, draft, dry_run, carry_out, steps.back)


def _known(arrangement: Arrangement) -> Known:
    return Known(**queries.logging_choices(arrangement, most=MOST_EVIDENCE), starts_on=arrangement.starts_on)


def _read(known: Known, chosen: Chosen) -> Found[Said]:
    today = clock.today()
    pairs = {row.reference for row in known.pairs}
    pair = chosen.more["pair"] if chosen.more.get("pair") in pairs else ""

    def read(cells: Cells) -> Said:
        said = read_session(cells, known, pair, chosen.more["unit"], today)
        if said is None:
            raise LeftOut("were called off and cannot be read")
        return said

    return read_rows(chosen.rows, chosen.columns, read)


def _told(known: Known, chosen: Chosen, found: Found[Said], plan: Added) -> DryRun:
    pairs = {row.reference: pair_words(row) for row in known.pairs}
    facts = [("File", chosen.draft.filename), ("Rows read", f"{len(chosen.rows):,}")]
    facts.append(("New sessions", f"{len(plan.new):,}"))
    if steps := sum(len(one.steps) for one in plan.new):
        facts.append(("What is to be done after them", f"{steps:,}"))
    if plan.off:
        facts.append(("Planned sessions that are called off", f"{len(plan.off):,}"))
    if plan.known:
        facts.append(("On the record already", f"{plan.known:,}"))
    facts += [("Left out", f"{count:,} {reason}") for reason, count in found.left_out.items()]
    count, off = len(plan.new), len(plan.off)
    button = f"Log {counted(f'{count:,}', 'session')}" if count else ""
    if off:
        button = f"{button} and call off {off:,}" if count else f"Call off {counted(f'{off:,}', 'session')}"
    return DryRun(
        facts,
        ("Date", "What it was about", "Who met", "How long", "State"),
        [
            (
                day_words(one.on_date),
                one.topic,
                pairs.get(one.pair, one.people),
                length_words(one.minutes),
                STATES[one.state],
            )
            for one in (*plan.new, *plan.off)
        ],
        found.problems,
        button,
    )
