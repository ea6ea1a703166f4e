"""Pages of risks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from portal.access import Permission, current_viewer, requires
from portal.core import clock
from portal.downloads import Column, ColumnKind, download, every_page
from portal.features.arrangements import Arrangement, Step, allowed, arrangement_by_id, asked, given, plot, taking_part
from portal.features.organisations import seers_of
from portal.features.risks import actions, queries, rules
from portal.features.risks.forms import (
    MatrixForm,
    MitigationForm,
    NewRiskForm,
    OwnScoreForm,
    RiskForm,
    ScoreForm,
    WhyForm,
)
from portal.features.risks.models import LARGEST, Level, Progress, Risk, State

Word = TypeVar("Word", bound=StrEnum)

bp = Blueprint("risks", __name__)

SAID = {
    "levels": rules.LEVELS,
    "responses": rules.RESPONSES,
    "progress": rules.PROGRESS,
    "step": rules.step_words,
    "steps": rules.numbered,
}
"""How templates say values."""

COLUMNS = (
    Column("Reference", width=12),
    Column("Risk", width=50),
    Column("Cause", width=40),
    Column("Consequence", width=40),
    Column("Likelihood", width=18),
    Column("Impact", width=18),
    Column("Score", ColumnKind.NUMBER, 8),
    Column("Level", width=10),
    Column("Response", width=14),
    Column("Mitigating actions", width=70),
    Column("Party", width=35),
    Column("Post", width=35),
    Column("Next review", ColumnKind.DAY),
    Column("State", width=10),
)


@bp.get("/arrangements/<ref:ref>/risks")
@requires(Permission.RISK_READ, on=Arrangement)
def index(arrangement: Arrangement) -> Any:
    """The matrix with how many open risks lie where, and the register."""
    found = queries.grid(arrangement)
    matrix = rules.matrix_from(next(iter(found["matrix"]), None))
    wanted, lowest = read_filter(request.args), _lowest_first()
    page = queries.register_page(
        arrangement, wanted, (matrix.medium_from, matrix.high_from), request.args, lowest_first=lowest
    )
    kept = _kept(wanted) | ({"sort": "lowest"} if lowest else {})
    return render_template(
        "risks/index.html",
        arrangement=arrangement,
        chosen=bool(found["matrix"]),
        under_way=allowed(arrangement.state, Step.CHANGE),
        matrix=matrix,
        counts={(row.likelihood, row.impact): row.risks for row in found["cells"]},
        page=page,
        kept={"ref": arrangement.reference} | kept,
        filtered=bool(_kept(wanted)),
        today=clock.today(),
        said=SAID,
    )


@bp.get("/arrangements/<ref:ref>/risks/download")
@requires(Permission.RISK_READ, on=Arrangement)
def download_list(arrangement: Arrangement) -> Response:
    """The register as a file."""
    matrix = rules.matrix_from(queries.matrix_of(arrangement.id))
    wanted, lowest, bounds = read_filter(request.args), _lowest_first(), (matrix.medium_from, matrix.high_from)
    pages = every_page(
        lambda at, size: queries.register_page(arrangement, wanted, bounds, at, size, lowest_first=lowest)
    )
    return download("Risks", COLUMNS, (row for page in pages for row in _as_cells(page.rows, matrix)))


def _as_cells(rows: Sequence[Any], matrix: rules.Matrix) -> Iterator[tuple[Any, ...]]:
    done = queries.mitigations_of([row.reference for row in rows])
    for row in rows:
        yield (
            row.reference,
            row.what,
            row.cause,
            row.consequence,
            rules.step_words(row.likelihood, matrix.likelihood),
            rules.step_words(row.impact, matrix.impact),
            row.rating,
            rules.LEVELS[matrix.level(row.likelihood, row.impact)],
            rules.RESPONSES[row.response],
            "; ".join(done.get(row.reference, ())),
            row.owner_name,
            row.owner_post,
            row.review_on,
            "Open" if row.state == State.OPEN else "Closed",
        )


@bp.route("/arrangements/<ref:ref>/risks/matrix", methods=["GET", "POST"])
@requires(Permission.RISK_MATRIX_SET, on=Arrangement)
def matrix(arrangement: Arrangement) -> Any:
    """Choose the steps and thresholds, or change their words."""
    stored = queries.matrix_of(arrangement.id)
    usual = rules.usual_matrix()
    first = {
        "size": usual.size,
        "likelihood_labels": "\n".join(usual.likelihood),
        "impact_labels": "\n".join(usual.impact),
        "medium_from": usual.medium_from,
        "high_from": usual.high_from,
    }
    form = MatrixForm(record=stored, **(first if stored is None else {}))
    scored = stored is not None and queries.has_risks(arrangement.id)
    if scored:
        del form.size
    if form.validate_on_submit():
        version = form.posted_version() if stored else None
        size = stored.size if stored and scored else form.size.data
        with form.rules():
            actions.set_matrix(arrangement, version, size, form.matrix())
        if not form.errors:
            flash("The matrix is saved", "success")
            return redirect(_register(arrangement.reference), 303)
    lead = (
        f"Risks are scored on this matrix of {stored.size} by {stored.size} steps, so the number of steps stays."
        " Scores that were given keep the words they were given in."
        if stored and scored
        else "Every risk of this arrangement is scored on one matrix, by all parties."
    )
    return asked(
        form, arrangement, "The risk matrix", _register(arrangement.reference), lead=lead, button="Save the matrix"
    )


@bp.route("/arrangements/<ref:ref>/risks/add", methods=["GET", "POST"])
@requires(Permission.RISK_RECORD, on=Arrangement)
def add(arrangement: Arrangement) -> Any:
    """Add a risk with its first score."""
    form = NewRiskForm(taking_part(arrangement), rules.matrix_from(queries.matrix_of(arrangement.id)))
    if form.validate_on_submit():
        with form.rules():
            risk = actions.add_risk(arrangement, _facts(form), actions.Score(form.likelihood.data, form.impact.data))
        if not form.errors:
            flash("The risk is added", "success")
            return _shown(risk)
    return asked(form, arrangement, "Add a risk", _register(arrangement.reference), button="Add the risk")


@bp.get("/risks/<ref:ref>")
@requires(Permission.RISK_READ, on=Risk)
def show(risk: Risk) -> Any:
    """One risk: what is done about it, and how its score went."""
    story = queries.story_of(risk)
    matrix = rules.matrix_from(next(iter(story["matrix"]), None))
    mine = current_viewer().organisation_id
    return render_template(
        "risks/show.html",
        risk=risk,
        about=story["about"][0],
        under_way=allowed(story["about"][0].arrangement_state, Step.CHANGE),
        matrix=matrix,
        level=matrix.level(risk.likelihood, risk.impact),
        scores=story["scores"],
        own=story["own"],
        mine=next((score for score in story["own"] if score.organisation_id == mine), None),
        chart=plot(rules.history(reversed(story["scores"])), scale=matrix.scale),
        mitigations=story["mitigations"],
        is_late=rules.is_late,
        today=clock.today(),
        to_do=Progress.TO_DO,
        said=SAID,
        seers=seers_of(risk.access_list_id),
    )


@bp.route("/risks/<ref:ref>/change", methods=["GET", "POST"])
@requires(Permission.RISK_RECORD, on=Risk)
def change(risk: Risk) -> Any:
    """Say anew what may happen and who watches it."""
    arrangement = arrangement_by_id(risk.arrangement_id)
    form = RiskForm(taking_part(arrangement), record=risk)
    if form.validate_on_submit():
        with form.rules():
            actions.change_risk(risk, _facts(form))
        if not form.errors:
            flash("The risk is changed", "success")
            return _shown(risk)
    return asked(form, arrangement, "Change a risk", _page(risk), button="Save")


@bp.route("/risks/<ref:ref>/score", methods=["GET", "POST"])
@requires(Permission.RISK_RECORD, on=Risk)
def score(risk: Risk) -> Any:
    """Agree a new score; the one before is kept."""
    arrangement = arrangement_by_id(risk.arrangement_id)
    form = ScoreForm(rules.matrix_from(queries.matrix_of(arrangement.id)), record=risk)
    if form.validate_on_submit():
        with form.rules():
            actions.score_risk(risk, _score(form))
        if not form.errors:
            flash("The new score is kept beside the old ones", "success")
            return _shown(risk)
    lead = f"“{risk.what}”. This is the score that all parties go by. The old scores are kept."
    return asked(form, arrangement, "Score a risk again", _page(risk), lead=lead, button="Save the score")


@bp.route("/risks/<ref:ref>/own-score", methods=["GET", "POST"])
@requires(Permission.OWN_SCORE_MAKE, on=Risk)
def own_score(risk: Risk) -> Any:
    """Score it for one's own organisation only."""
    arrangement = arrangement_by_id(risk.arrangement_id)
    form = OwnScoreForm(rules.matrix_from(queries.matrix_of(arrangement.id)))
    if form.validate_on_submit():
        with form.rules():
            actions.score_for_oneself(risk, _score(form))
        if not form.errors:
            flash("Your own score is kept", "success")
            return _shown(risk)
    lead = (
        f"“{risk.what}”. Only {current_viewer().organisation_name} sees this, and auditors that it lets in."
        " The other parties do not see it."
    )
    return asked(form, arrangement, "Our own score", _page(risk), lead=lead, button="Save our own score")


@bp.route("/risks/<ref:ref>/state", methods=["GET", "POST"])
@requires(Permission.RISK_RECORD, on=Risk)
def settle(risk: Risk) -> Any:
    """Close it for a reason, or open it again."""
    closing = risk.state is State.OPEN
    form = WhyForm(record=risk, state_why="")
    if form.validate_on_submit():
        with form.rules():
            (actions.close_risk if closing else actions.reopen_risk)(risk, form.state_why.data)
        if not form.errors:
            flash("The risk is closed" if closing else "The risk is open again", "success")
            return _shown(risk)
    title = f"Close “{risk.what}”?" if closing else f"Open “{risk.what}” again?"
    return asked(
        form, arrangement_by_id(risk.arrangement_id), title, _page(risk), button="Close it" if closing else "Open it"
    )


@bp.route("/risks/<ref:ref>/mitigations/add", methods=["GET", "POST"])
@requires(Permission.RISK_RECORD, on=Risk)
def add_mitigation(risk: Risk) -> Any:
    """Add what is done about a risk."""
    arrangement = arrangement_by_id(risk.arrangement_id)
    form = MitigationForm(taking_part(arrangement), progress=Progress.TO_DO)
    if form.validate_on_submit():
        with form.rules():
            actions.add_mitigation(risk, _mitigation(form))
        if not form.errors:
            flash("The mitigation is added", "success")
            return _shown(risk)
    return asked(form, arrangement, "Add a mitigation", _page(risk), lead=f"“{risk.what}”", button="Add it")


@bp.route("/risks/<ref:ref>/mitigations/<ref:row>", methods=["GET", "POST"])
@requires(Permission.RISK_RECORD, on=Risk)
def change_mitigation(risk: Risk, row: str) -> Any:
    """Change what is done about a risk, or say how far it is."""
    mitigation = queries.mitigation_of(risk, row)
    arrangement = arrangement_by_id(risk.arrangement_id)
    form = MitigationForm(taking_part(arrangement), record=mitigation)
    if form.validate_on_submit():
        with form.rules():
            actions.change_mitigation(risk, mitigation, _mitigation(form))
        if not form.errors:
            flash("The mitigation is changed", "success")
            return _shown(risk)
    return asked(form, arrangement, "Change a mitigation", _page(risk), lead=f"“{risk.what}”", button="Save")


def _facts(form: RiskForm) -> actions.RiskFacts:
    return actions.RiskFacts(
        what=form.what.data,
        owner_id=form.chosen("owner") or 0,
        owner_post=form.owner_post.data,
        response=form.response.data,
        cause=form.cause.data,
        consequence=form.consequence.data,
        review_on=form.review_on.data,
    )


def _score(form: ScoreForm) -> actions.Score:
    return actions.Score(form.likelihood.data, form.impact.data, form.why.data)


def _mitigation(form: MitigationForm) -> actions.MitigationFacts:
    return actions.MitigationFacts(
        what=form.what.data,
        owner_id=form.chosen("owner") or 0,
        owner_post=form.owner_post.data,
        due_on=given(form.due_on),
        progress=form.progress.data,
        note=form.note.data,
    )


def _register(reference: str) -> str:
    return url_for("risks.index", ref=reference)


def _page(risk: Risk) -> str:
    return url_for("risks.show", ref=risk.reference)


def _shown(risk: Risk) -> Any:
    return redirect(_page(risk), 303)


def _lowest_first() -> bool:
    return request.args.get("sort") == "lowest"


def read_filter(arguments: Mapping[str, str]) -> queries.Filter:
    """The filter that an address asks for; what is not known is left out. Open risks, unless it says otherwise."""
    everything = arguments.get("state") == "all"
    return queries.Filter(
        None if everything else _one_of(State, arguments.get("state")) or State.OPEN,
        _one_of(Level, arguments.get("level")),
        _step(arguments.get("likelihood")),
        _step(arguments.get("impact")),
    )


def _kept(wanted: queries.Filter) -> dict[str, Any]:
    """The address arguments of a filter."""
    state = {"state": "all"} if wanted.state is None else {"state": "closed"} if wanted.state is State.CLOSED else {}
    rest = {name: getattr(wanted, name) for name in ("level", "likelihood", "impact")}
    return state | {name: value for name, value in rest.items() if value is not None}


def _step(text: str | None) -> int | None:
    return next((step for step in range(1, LARGEST + 1) if text == str(step)), None)


def _one_of(words: Iterable[Word], text: str | None) -> Word | None:
    return next((word for word in words if word.value == text), None)
