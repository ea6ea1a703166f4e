"""How the ledger seals sessions and follow-ups, versions of the terms, what parties say of them, and steps."""

from sqlalchemy import String, cast, select

from portal.features.arrangements.models import (
    Confirmation,
    Decision,
    FollowUp,
    MentoringSession,
    StepTaken,
    TermsVersion,
)
from portal.features.arrangements.rules.sealed import (
    sealed_confirmation,
    sealed_follow_up,
    sealed_session,
    sealed_step,
    sealed_terms,
)
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
            MentoringSession.advice,
            MentoringSession.outcome,
        ),
        sealed_session,
    ),
    Seal(
        "follow_up",
        "follow_up",
        {"follow_up.added": {}, "follow_up.changed": {}, "follow_up.done": {}, "follow_up.passed": {}},
        select(
            FollowUp.access_list_id,
            FollowUp.reference.label("subject"),
            FollowUp.reference.label("place"),
            FollowUp.owner_id,
            FollowUp.owner_post,
            FollowUp.what,
            as_stored(FollowUp.due_on),
            as_stored(FollowUp.done_on),
        ),
        sealed_follow_up,
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
            "confirmation.carried": {},
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
    Seal(
        "step_taken",
        "step_taken",
        {"step.explained": {}},
        select(
            StepTaken.access_list_id,
            cast(StepTaken.id, String).label("subject"),
            StepTaken.id.label("place"),
            StepTaken.state,
            as_stored(StepTaken.on_date),
            StepTaken.note,
        ).where(StepTaken.note != ""),
        sealed_step,
    ),
)
