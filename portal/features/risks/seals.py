"""How the ledger seals risks, their scores, and what is done about them."""

from sqlalchemy import select

from portal.features.risks.models import Mitigation, OwnScore, Risk, RiskScore
from portal.features.risks.rules import sealed_mitigation, sealed_risk, sealed_score
from portal.ledger.sealing import Seal, as_stored

SEALS = (
    Seal(
        "risk",
        "risk",
        {f"risk.{verb}": {} for verb in ("added", "changed", "scored", "passed", "closed", "reopened")},
        select(
            Risk.access_list_id,
            Risk.reference.label("subject"),
            Risk.reference.label("place"),
            Risk.what,
            Risk.cause,
            Risk.consequence,
            Risk.owner_id,
            Risk.owner_post,
            Risk.likelihood,
            Risk.impact,
            as_stored(Risk.response),
            as_stored(Risk.review_on),
            as_stored(Risk.state),
            Risk.state_why,
        ),
        sealed_risk,
        later=frozenset({"owner_id"}),
    ),
    Seal(
        "risk_score",
        "risk",
        {"risk.added": {}, "risk.scored": {}},
        select(
            RiskScore.access_list_id,
            Risk.reference.label("subject"),
            RiskScore.id.label("place"),
            RiskScore.size,
            RiskScore.likelihood,
            RiskScore.impact,
            RiskScore.likelihood_label,
            RiskScore.impact_label,
            as_stored(RiskScore.level),
            RiskScore.why,
            RiskScore.scored_at,
        ).join(Risk, Risk.id == RiskScore.risk_id),
        sealed_score,
        each=True,
    ),
    Seal(
        "own_score",
        "own_score",
        {"own_score.made": {}},
        select(
            OwnScore.access_list_id,
            OwnScore.reference.label("subject"),
            OwnScore.reference.label("place"),
            OwnScore.size,
            OwnScore.likelihood,
            OwnScore.impact,
            OwnScore.likelihood_label,
            OwnScore.impact_label,
            as_stored(OwnScore.level),
            OwnScore.why,
            OwnScore.scored_at,
        ),
        sealed_score,
    ),
    Seal(
        "mitigation",
        "mitigation",
        {f"mitigation.{verb}": {} for verb in ("added", "changed", "passed")},
        select(
            Mitigation.access_list_id,
            Mitigation.reference.label("subject"),
            Mitigation.reference.label("place"),
            Mitigation.what,
            Mitigation.note,
            Mitigation.owner_id,
            Mitigation.owner_post,
            as_stored(Mitigation.due_on),
            as_stored(Mitigation.progress),
        ),
        sealed_mitigation,
        later=frozenset({"owner_id"}),
    ),
)
