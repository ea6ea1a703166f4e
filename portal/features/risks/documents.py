"""What comes in of the risks in a document: risks as they were agreed, and what its bringer makes of them itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from portal.core import fields
from portal.core.bounds import MOST_OF_A_SORT
from portal.core.bringing import Bringing, Sort, Taken
from portal.core.errors import RuleBroken
from portal.documents import Taker
from portal.features.arrangements import Arrangement
from portal.features.risks import actions, rules
from portal.features.risks.models import LARGEST, Level, Progress, Response, State
from portal.features.risks.rules import Matrix

MOST = MOST_OF_A_SORT
_RISKS: Sort = ("risk", "risks")
_OWN: Sort = ("score of your own", "scores of your own")
_EARLIER: Sort = ("earlier score of a risk", "earlier scores of risks")
_DONE: Sort = ("mitigation", "mitigations")
_line, _words = fields.line, fields.words
_MATRIX: fields.Readers = {
    "size": fields.whole(LARGEST), "likelihood_labels": _words, "impact_labels": _words,
    "medium_from": fields.whole(LARGEST**2), "high_from": fields.whole(LARGEST**2),
}  # fmt: skip
_SCORE: fields.Readers = {"likelihood": fields.whole(LARGEST), "impact": fields.whole(LARGEST)}
_RISK: fields.Readers = {
    **_SCORE, "reference": _line, "what": _line, "cause": _words, "consequence": _words, "owner": _line,
    "owner_post": _line, "response": fields.one_of(set(Response)), "review_on": fields.day,
    "state": fields.one_of(set(State)), "state_why": _words,
}  # fmt: skip
_GIVEN: fields.Readers = {
    **_SCORE, "risk": _line, "organisation": _line, "why": _words, "likelihood_label": _line, "impact_label": _line,
    "level": fields.one_of(set(Level), otherwise=""), "scored_at": fields.moment,
}  # fmt: skip
_MITIGATION: fields.Readers = {
    "risk": _line, "what": _line, "owner": _line, "owner_post": _line, "due_on": fields.day,
    "progress": fields.one_of(set(Progress)), "note": _words,
}  # fmt: skip


@dataclass(frozen=True)
class Register:
    """A matrix, and the risks scored on it by their keys; the agreed ``scores`` that its bringer gave, its ``own`` and
    what is done, each with its risk."""

    matrix: Matrix
    risks: Mapping[str, Any] = field(default_factory=dict)
    scores: Sequence[Any] = ()
    own: Sequence[Any] = ()
    done: Sequence[Any] = ()


def read(told: Mapping[str, Any], by: Bringing) -> Taken:
    """The register of a document. A risk that is watched by nobody who takes part stays in the file, and so do scores
    that others gave."""
    stored = fields.rows(told.get("risk_matrix"), _MATRIX, "The matrix of risks", 1)
    risks = fields.rows(told.get("risks"), _RISK, "Risks", MOST)
    scored = fields.rows(told.get("risk_scores"), _GIVEN, "Agreed scores of risks", MOST)
    own = fields.rows(told.get("own_scores"), _GIVEN, "Scores of risks", MOST)
    done = fields.rows(told.get("mitigations"), _MITIGATION, "Mitigations", MOST)
    matrix = _matrix(stored[0]) if stored else rules.usual_matrix()
    for row in risks:
        _check(matrix, row)
    kept = {row.reference: row for row in risks if by.here(row.owner) in by.taking_part}
    given, mine = (
        [row for row in rows if row.risk in kept and by.here(row.organisation) == by.own] for rows in (scored, own)
    )
    _check_given("risk_scores", matrix, given, by)
    _check_given("own_scores", matrix, mine, by)
    to_do = [row for row in done if row.risk in kept and by.here(row.owner) in by.taking_part]
    if any(not row.what or row.due_on is None for row in to_do):
        raise RuleBroken("mitigations", "Each mitigation must say what is done, and by when")
    for row in [*kept.values(), *to_do]:
        row.owner = by.here(row.owner)
    # The score that a risk has comes in with the risk, whoever gave it.
    standing = {row.risk: row for row in scored if row.risk in kept}
    for row in given:
        row.stands = row is standing[row.risk]
    given = [row for row in given if not row.stands or _is_of(row, kept[row.risk])]
    earlier = sum(not row.stands for row in given)
    come = Counter({_RISKS: len(kept), _EARLIER: earlier, _OWN: len(mine), _DONE: len(to_do)})
    left = Counter({_RISKS: len(risks) - len(kept), _EARLIER: len(scored) - len(standing) - earlier})
    left += Counter({_OWN: len(own) - len(mine), _DONE: len(done) - len(to_do)})
    return Taken(Register(matrix, kept, given, mine, to_do) if kept or stored else None, come, left)


def _check_given(part: str, matrix: Matrix, rows: Sequence[Any], by: Bringing) -> None:
    newest: dict[str, date] = {}
    for row in rows:
        rules.check_score(matrix, row.likelihood, row.impact)
        if not (row.likelihood_label and row.impact_label and row.level):
            row.scored_at = None
        day = row.scored_at.date() if row.scored_at else by.today
        if not newest.get(row.risk, day) <= day <= by.today:
            raise RuleBroken(part, "The scores of a risk must stand in their order, none later than today")
        newest[row.risk] = day


def _is_of(row: Any, risk: Any) -> bool:
    return (row.likelihood, row.impact) == (risk.likelihood, risk.impact)


def _matrix(row: Any) -> Matrix:
    if row.size not in rules.SIZES or None in (row.medium_from, row.high_from):
        raise RuleBroken("risk_matrix", "The matrix of risks must have a size, and scores from which on risks are high")
    matrix = rules.matrix_from(row)
    rules.check_matrix(matrix, row.size)
    return matrix


def _check(matrix: Matrix, row: Any) -> None:
    rules.check_score(matrix, row.likelihood, row.impact)
    if not row.what or (row.state == State.CLOSED and not row.state_why):
        raise RuleBroken("risks", "Each risk must say what may happen, and why it is closed if it is")


def write(arrangement: Arrangement, register: Register, ids: Mapping[str, int]) -> None:
    """Put the register on the record, as its bringer's."""
    scores, own, done = (_by_risk(rows) for rows in (register.scores, register.own, register.done))
    brought = [
        actions.RiskBrought(
            _facts(row, ids),
            _agreed(row, scores.get(key, [])),
            [_score(one) for one in own.get(key, ())],
            [_mitigation(one, ids) for one in done.get(key, ())],
            row.state_why if row.state == State.CLOSED else "",
        )
        for key, row in register.risks.items()
    ]
    actions.bring_register(arrangement, register.matrix, brought)


def _agreed(risk: Any, given: Sequence[Any]) -> list[actions.Score]:
    """Scores that were agreed, the oldest first; the last is the one that the risk has, and if another gave it, nobody
    says why."""
    standing = [] if given and given[-1].stands else [actions.Score(risk.likelihood, risk.impact)]
    return [*(_score(one) for one in given), *standing]


def _score(row: Any) -> actions.Score:
    """A score as its bringer gave it; one of which it is not known when, or how it was said, is of now."""
    labels = (row.likelihood_label, row.impact_label, row.level)
    said = actions.Said(row.scored_at, *labels) if row.scored_at else None
    return actions.Score(row.likelihood, row.impact, row.why, said)


def _by_risk(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.risk, []).append(row)
    return found


def _facts(row: Any, ids: Mapping[str, int]) -> actions.RiskFacts:
    names = ("what", "owner_post", "cause", "consequence", "review_on")
    said = {name: getattr(row, name) for name in names}
    return actions.RiskFacts(owner_id=ids[row.owner], response=Response(row.response), **said)


def _mitigation(row: Any, ids: Mapping[str, int]) -> actions.MitigationFacts:
    progress = Progress(row.progress)
    return actions.MitigationFacts(row.what, ids[row.owner], row.owner_post, row.due_on, progress, row.note)


TAKER = Taker(("risk_matrix", "risks", "risk_scores", "own_scores", "mitigations"), read, write)
