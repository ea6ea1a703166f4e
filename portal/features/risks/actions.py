"""Every write of risks. None of these commits."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from portal import ledger
from portal.access import current_viewer, open_list
from portal.core import clock
from portal.core.errors import Conflict
from portal.data import db
from portal.features.arrangements import Arrangement, arrangement_by_id, hold, look_again, open_on, taking_part
from portal.features.risks import queries, rules
from portal.features.risks.models import (
    Level,
    Mitigation,
    OwnScore,
    Progress,
    Response,
    Risk,
    RiskMatrix,
    RiskScore,
    State,
)
from portal.features.risks.rules import Matrix
from portal.passing import Handed

Scoring = TypeVar("Scoring", RiskScore, OwnScore)

ANNEX_REASON = "Its own view of the risks"


@dataclass(frozen=True)
class RiskFacts:
    """What may happen, and who watches it."""

    what: str
    owner_id: int
    owner_post: str
    response: Response
    cause: str = ""
    consequence: str = ""
    review_on: date | None = None


@dataclass(frozen=True)
class Score:
    """Two steps on the matrix, counted from 1, and why these; of one from a file, how it was ``said`` then."""

    likelihood: int
    impact: int
    why: str = ""
    said: "Said | None" = None


@dataclass(frozen=True)
class Said:
    """When a score was given, and in the words of the matrix of that time."""

    at: datetime
    likelihood_label: str
    impact_label: str
    level: Level


@dataclass(frozen=True)
class MitigationFacts:
    """What is done about a risk."""

    what: str
    owner_id: int
    owner_post: str
    due_on: date
    progress: Progress = Progress.TO_DO
    note: str = ""


@dataclass(frozen=True)
class RiskBrought:
    """A risk of a register that comes in whole: with its ``scores`` (the oldest first, at least one), what the viewer's
    organisation makes of it for itself, what is done about it, and why it is closed if it is."""

    facts: RiskFacts
    scores: Sequence[Score]
    own: Sequence[Score] = ()
    done: Sequence[MitigationFacts] = ()
    closed_why: str = ""


def set_matrix(arrangement: Arrangement, version: int | None, size: int, matrix: Matrix) -> RiskMatrix:
    """Choose the matrix, or change its words and thresholds; ``version`` is the stored one's that was open, if any.

    Its size stays once risks are scored. Scores keep the words they were given. Raises ``Invalid``, ``Conflict``.
    """
    rules.check_matrix(matrix, size)
    held = hold(arrangement)
    stored = queries.matrix_of(held.id)
    if stored is None:
        return _choose(held, matrix)
    if stored.version != version:
        raise Conflict
    if queries.has_risks(held.id):
        rules.check_same_size(stored.size, size)
    for name, value in _columns(matrix).items():
        setattr(stored, name, value)
    if db.session.is_modified(stored):
        ledger.record("risk_matrix.changed", stored, _columns(matrix))
        look_again(held)
    return stored


def _choose(arrangement: Arrangement, matrix: Matrix, action: str = "risk_matrix.chosen") -> RiskMatrix:
    made = RiskMatrix(access_list_id=arrangement.inner_list_id, arrangement_id=arrangement.id, **_columns(matrix))
    db.session.add(made)
    ledger.record(action, made, _columns(matrix))
    return made


def _columns(matrix: Matrix) -> dict[str, Any]:
    return {
        "size": matrix.size,
        "likelihood_labels": "\n".join(matrix.likelihood),
        "impact_labels": "\n".join(matrix.impact),
        "medium_from": matrix.medium_from,
        "high_from": matrix.high_from,
    }


def add_risk(arrangement: Arrangement, facts: RiskFacts, score: Score) -> Risk:
    """Add what may happen, scored. An arrangement that chose no matrix has the usual one from now on.

    Raises ``Invalid``.
    """
    held = hold(arrangement)
    stored = queries.matrix_of(held.id) or _choose(held, rules.usual_matrix(), "risk_matrix.taken")
    risk = _add(held, rules.matrix_from(stored), facts, score, _parties(held))
    look_again(held)
    return risk


def _add(held: Arrangement, matrix: Matrix, facts: RiskFacts, score: Score, parties: Collection[int]) -> Risk:
    risk = _risk(held, matrix, facts, score, parties)
    db.session.add(risk)
    db.session.flush()
    ledger.record(*_scored(held, risk, matrix, score, "risk.added"))
    return risk


def _risk(held: Arrangement, matrix: Matrix, facts: RiskFacts, score: Score, parties: Collection[int]) -> Risk:
    rules.check_owner(facts.owner_id, parties)
    rules.check_score(matrix, score.likelihood, score.impact)
    return Risk(
        access_list_id=held.inner_list_id,
        arrangement_id=held.id,
        size=matrix.size,
        likelihood=score.likelihood,
        impact=score.impact,
        rating=score.likelihood * score.impact,
        **facts.__dict__,
    )


def bring_register(arrangement: Arrangement, matrix: Matrix, risks: Sequence[RiskBrought]) -> None:
    """Put a whole register on the record of an arrangement that has none. Raises ``Invalid``."""
    held = hold(arrangement)
    parties = _parties(held)
    annex = _open_annex(held) if any(one.own for one in risks) else 0
    _choose(held, matrix)
    rows = [_risk(held, matrix, one.facts, one.scores[0], parties) for one in risks]
    db.session.add_all(rows)
    db.session.flush()
    ledger.record_all(
        [
            told
            for risk, one in zip(rows, risks, strict=True)
            for told in _brought(held, risk, matrix, one, (annex, parties))
        ]
    )
    look_again(held)


def _brought(
    held: Arrangement, risk: Risk, matrix: Matrix, one: RiskBrought, within: tuple[int, Collection[int]]
) -> Iterator[ledger.Told]:
    """Add what hangs on a risk that came in, and tell of it in the order in which it happened. ``within`` are the annex
    and the parties."""
    annex, parties = within
    for score in one.scores:
        if score is one.scores[0]:
            yield _scored(held, risk, matrix, score, "risk.added")
        else:
            _take_score(risk, matrix, score)
            yield _scored(held, risk, matrix, score, "risk.scored")
    yield from (_scored_alone(risk, matrix, score, annex) for score in one.own)
    yield from (_acted(risk, facts, parties) for facts in one.done)
    if one.closed_why:
        yield _settled(held, risk, State.CLOSED, one.closed_why, "risk.closed")


def change_risk(risk: Risk, facts: RiskFacts) -> None:
    """Say anew what may happen and who watches it; the score has an action of its own. Raises ``Invalid``."""
    held = hold(arrangement_by_id(risk.arrangement_id))
    rules.check_open(risk.state)
    rules.check_owner(facts.owner_id, _parties(held))
    for name, value in facts.__dict__.items():
        setattr(risk, name, value)
    if db.session.is_modified(risk):
        ledger.record("risk.changed", risk, _sealed(held, risk))
        look_again(held)


def score_risk(risk: Risk, score: Score) -> None:
    """Agree a new score, or the same one again; the one before is kept. Raises ``Invalid``."""
    held = hold(arrangement_by_id(risk.arrangement_id))
    rules.check_open(risk.state)
    matrix = rules.matrix_from(queries.matrix_of(held.id))
    _take_score(risk, matrix, score)
    ledger.record(*_scored(held, risk, matrix, score, "risk.scored"))
    look_again(held)


def _take_score(risk: Risk, matrix: Matrix, score: Score) -> None:
    rules.check_score(matrix, score.likelihood, score.impact)
    risk.likelihood, risk.impact, risk.rating = score.likelihood, score.impact, score.likelihood * score.impact
    risk.scorings += 1


def _scored(held: Arrangement, risk: Risk, matrix: Matrix, score: Score, action: str) -> ledger.Told:
    """Keep the score that a risk has, and what to tell of it."""
    kept = _keep(RiskScore(access_list_id=risk.access_list_id), risk, matrix, score)
    return action, risk, _sealed(held, risk) | rules.sealed_score(kept)


def score_for_oneself(risk: Risk, score: Score) -> OwnScore:
    """Score a risk for the viewer's organisation only, and the auditors it let in. Raises ``Invalid``."""
    held = hold(arrangement_by_id(risk.arrangement_id))
    rules.check_open(risk.state)
    matrix = rules.matrix_from(queries.matrix_of(held.id))
    annex = queries.annex_of(held.id, current_viewer().organisation_id)
    told = _scored_alone(risk, matrix, score, _open_annex(held) if annex is None else annex)
    ledger.record(*told)
    own: OwnScore = told[1]
    return own


def _open_annex(held: Arrangement) -> int:
    return open_list(ANNEX_REASON, within=held.inner_list_id, annex=True).id


def _scored_alone(risk: Risk, matrix: Matrix, score: Score, annex: int) -> ledger.Told:
    rules.check_score(matrix, score.likelihood, score.impact)
    own = _keep(OwnScore(access_list_id=annex), risk, matrix, score)
    return "own_score.made", own, {"risk": risk.reference} | rules.sealed_score(own)


def close_risk(risk: Risk, why: str) -> None:
    """Watch it no longer, for a reason. Raises ``RuleBroken``."""
    rules.check_open(risk.state)
    held = hold(arrangement_by_id(risk.arrangement_id))
    ledger.record(*_settled(held, risk, State.CLOSED, why, "risk.closed"))
    look_again(held)


def reopen_risk(risk: Risk, why: str) -> None:
    """Watch it again."""
    held = hold(arrangement_by_id(risk.arrangement_id))
    ledger.record(*_settled(held, risk, State.OPEN, why, "risk.reopened"))
    look_again(held)


def _settled(held: Arrangement, risk: Risk, state: State, why: str, action: str) -> ledger.Told:
    risk.state, risk.state_why, risk.state_on = state, why, clock.today()
    return action, risk, _sealed(held, risk)


def add_mitigation(risk: Risk, facts: MitigationFacts) -> Mitigation:
    """Add what is done about a risk. Raises ``Invalid``."""
    held = hold(arrangement_by_id(risk.arrangement_id))
    rules.check_open(risk.state)
    told = _acted(risk, facts, _parties(held))
    ledger.record(*told)
    look_again(held)
    made: Mitigation = told[1]
    return made


def _acted(risk: Risk, facts: MitigationFacts, parties: Collection[int]) -> ledger.Told:
    rules.check_owner(facts.owner_id, parties)
    made = Mitigation(access_list_id=risk.access_list_id, risk_id=risk.id, **facts.__dict__)
    db.session.add(made)
    return "mitigation.added", made, {"risk": risk.reference} | rules.sealed_mitigation(made)


def change_mitigation(risk: Risk, mitigation: Mitigation, facts: MitigationFacts) -> None:
    """Change what is done, or say that it is done or dropped. Raises ``Invalid``."""
    held = hold(arrangement_by_id(risk.arrangement_id))
    rules.check_owner(facts.owner_id, _parties(held))
    for name, value in facts.__dict__.items():
        setattr(mitigation, name, value)
    if db.session.is_modified(mitigation):
        ledger.record("mitigation.changed", mitigation, {"risk": risk.reference} | rules.sealed_mitigation(mitigation))
        look_again(held)


def pass_to_successor(handed: Handed) -> None:
    """What the predecessor has still to watch or to do, its successor has; who scored what stays as it was."""
    for arrangement in open_on(handed.lists):
        for risk in queries.watched_by(arrangement, handed.predecessor_id):
            risk.owner_id = handed.successor_id
            ledger.record("risk.passed", risk, _sealed(arrangement, risk))
        for mitigation, of in queries.to_be_done_by(arrangement, handed.predecessor_id):
            mitigation.owner_id = handed.successor_id
            ledger.record("mitigation.passed", mitigation, {"risk": of} | rules.sealed_mitigation(mitigation))


def _keep(row: Scoring, risk: Risk, matrix: Matrix, score: Score) -> Scoring:
    row.risk_id, row.organisation_id = risk.id, current_viewer().organisation_id
    row.size, row.likelihood, row.impact, row.why = matrix.size, score.likelihood, score.impact, score.why
    if score.said is None:
        row.likelihood_label = matrix.likelihood[score.likelihood - 1]
        row.impact_label = matrix.impact[score.impact - 1]
        row.level = matrix.level(score.likelihood, score.impact)
    else:
        row.likelihood_label, row.impact_label = score.said.likelihood_label, score.said.impact_label
        row.level, row.scored_at = score.said.level, score.said.at
    db.session.add(row)
    return row


def _sealed(arrangement: Arrangement, risk: Risk) -> dict[str, Any]:
    return {"arrangement": arrangement.reference} | rules.sealed_risk(risk)


def _parties(arrangement: Arrangement) -> set[int]:
    return {party.organisation_id for party in taking_part(arrangement)}
