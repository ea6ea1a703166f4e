"""How the ledger tells of risks. All is told under the title of the arrangement."""

from typing import Any

from sqlalchemy import Select, String, cast, select

from portal.features.arrangements import Arrangement
from portal.features.risks.models import Mitigation, OwnScore, Risk, RiskMatrix
from portal.ledger.telling import Subject

SENTENCES = {
    "risk_matrix.chosen": "chose the risk matrix of {}",
    "risk_matrix.taken": "took the usual risk matrix for {}",
    "risk_matrix.changed": "changed the risk matrix of {}",
    "risk.added": "added a risk to {}",
    "risk.changed": "changed a risk of {}",
    "risk.scored": "scored again a risk of {}",
    "risk.closed": "closed a risk of {}",
    "risk.reopened": "opened again a risk of {}",
    "risk.passed": "took over a risk of {}",
    "own_score.made": "scored for itself a risk of {}",
    "mitigation.added": "added what is done about a risk of {}",
    "mitigation.changed": "changed what is done about a risk of {}",
    "mitigation.passed": "took over what is done about a risk of {}",
}
NOUN = "an arrangement"


def _matrices(numbers: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            cast(RiskMatrix.id, String).label("reference"),
            Arrangement.title.label("title"),
            Arrangement.reference.label("target"),
        )
        .select_from(RiskMatrix)
        .join(Arrangement, Arrangement.id == RiskMatrix.arrangement_id)
        .where(RiskMatrix.id.in_(numbers))
    )


def _risks(references: Any) -> Select[*tuple[Any, ...]]:
    return _told(Risk).where(Risk.reference.in_(references))


def _under(model: Any) -> Any:
    def rows(references: Any) -> Select[*tuple[Any, ...]]:
        return _told(model).join(model, model.risk_id == Risk.id).where(model.reference.in_(references))

    return rows


def _told(model: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(model.reference.label("reference"), Arrangement.title.label("title"), Risk.reference.label("target"))
        .select_from(Risk)
        .join(Arrangement, Arrangement.id == Risk.arrangement_id)
    )


SUBJECTS = {
    "risk_matrix": Subject(NOUN, "risks.index", _matrices, numbered=True),
    "risk": Subject(NOUN, "risks.show", _risks),
    "own_score": Subject(NOUN, "risks.show", _under(OwnScore)),
    "mitigation": Subject(NOUN, "risks.show", _under(Mitigation)),
}
