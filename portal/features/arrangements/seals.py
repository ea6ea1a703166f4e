"""How the ledger seals sessions, versions of the terms, and what parties say of them."""

from sqlalchemy import String, cast, select

from portal.features.arrangements.models import Confirmation, Decision, MentoringSession, TermsVersion
from portal.features.arrangements.rules.sealed import sealed_confirmation, sealed_session, sealed_terms
from portal.ledger.sealing import Seal, as_stored

SEALS = (
    Seal(
        "mentoring_session",
        "mentoring_session",
        {"session.planned": {}, "session.held": {}, "session.changed": {}},
        select(
            MentoringSession.access_list_id,
            MentoringSession.reference.label("subject"),
            MentoringSession.reference.label("place"),
            as_stored(MentoringSession.on_date),
            MentoringSession.state,
            MentoringSession.minutes,
            MentoringSession.topic,
            MentoringSession.people,
            MentoringSession.outcome,
        ),
        sealed_session,
    ),
    Seal(
        "terms_version",
        "terms_version",
        {"terms.made": {}},
        select(
            TermsVersion.access_list_id,
            cast(TermsVersion.id, String).label("subject"),
            TermsVersion.id.label("place"),
            TermsVersion.number,
            TermsVersion.terms,
        ),
        sealed_terms,
    ),
    Seal(
        "confirmation",
        "confirmation",
        {
            "confirmation.made": {"decision": Decision.CONFIRMED.value},
            "dispute.made": {"decision": Decision.DISPUTED.value},
        },
        select(
            Confirmation.access_list_id,
            cast(Confirmation.id, String).label("subject"),
            Confirmation.id.label("place"),
            Confirmation.terms_number,
            Confirmation.terms_digest,
            Confirmation.decision,
            Confirmation.comment,
        ),
        lambda row: sealed_confirmation(row) | {"decision": row.decision},
    ),
)
