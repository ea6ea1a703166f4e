"""Every column that names an organisation says who did something, or passes to a successor. None is forgotten."""

from __future__ import annotations

from portal import passing
from portal.data import Base
from portal.web.application import Portal

NAMING = {"organisation.id", "party.organisation_id", "succession.predecessor_id", "succession.successor_id"}

WITH_THE_GRANTS = {
    "access_grant.granted_by_id",
    "access_grant.organisation_id",
    "access_mandate.predecessor_id",
    "access_mandate.successor_id",
    "access_term.owner_organisation_id",
}
"""``portal.data.mandates`` passes these in SQL."""

SPOKEN_FOR = {
    "cost_share.organisation_id",
    "differing_figure.stated_by_id",
    "lesson.author_id",
    "money_flow.joint_payer_id",
    "money_flow.payee_id",
    "money_flow.payer_id",
    "paid_year.recorded_by_id",
    "step_taken.organisation_id",
}
"""History or agreed, and stays; ``arrangements.stands_for`` lets the successor do what this organisation could."""

STAYS = {
    "account_event.organisation_id": "what a person did for it",
    "access_list.owner_organisation_id": "who opened it",
    "arrangement.registered_by_id": "who registered it",
    "audit_notice.audit_body_id": "an audit body, told to those who were there",
    "audit_notice.opened_by_organisation_id": "who opened it",
    "calendar_feed.organisation_id": "nobody reads for an organisation that ended",
    "criterion.judged_by_id": "who judged",
    "engagement.audit_body_id": "who audits: its successor has its grants",
    "engagement.opened_by_organisation_id": "who opened it: its last day passes with the grants",
    "evidence.organisation_id": "who added it",
    "evidence_version.organisation_id": "who added it",
    "handover.predecessor_id": "a handover is about these",
    "handover_share.predecessor_id": "a handover is about these",
    "handover_share.successor_id": "a handover is about these",
    "invitation.organisation_id": "an invitation to an organisation that ended is void",
    "ledger_entry.organisation_id": "who did it",
    "membership.organisation_id": "people pass one by one, with a membership of their own",
    "mentoring_pair.mentee_id": "agreed: the parties name other pairs",
    "mentoring_pair.mentor_id": "agreed: the parties name other pairs",
    "organisation_identifier.organisation_id": "the directory",
    "organisation_name.organisation_id": "the directory",
    "organisation_record.organisation_id": "who acted for it: the list passes with the grants",
    "organisation_term.organisation_id": "the directory",
    "own_score.organisation_id": "who scored",
    "party_contact.organisation_id": "whom to ask at the party that left: its successor says whom to ask now",
    "party_contact.said_by_id": "who said it",
    "reading.recorded_by_id": "who recorded it: any party corrects it",
    "register_entry.organisation_id": "the directory",
    "reminder_sent.organisation_id": "who was told",
    "reply.organisation_id": "who replied",
    "risk_score.organisation_id": "who scored",
    "shared_lesson.author_id": "who wrote it",
    "sign_in_session.organisation_id": "for whom somebody acted",
    "significance_threshold.organisation_id": "what mattered to it: its successor says what matters to itself",
    "statement.author_organisation_id": "who said it",
    "statement.outcome_organisation_id": "who closed it",
    "succession.predecessor_id": "the directory",
    "succession.successor_id": "the directory",
    "terms_version.made_by_id": "who made it",
}


def columns() -> set[str]:
    """Every column that names an organisation, also as a party."""
    found = set()
    for table in Base.metadata.tables.values():
        for column in table.columns:
            named = {key.target_fullname for key in column.foreign_keys} & NAMING
            if named or column.name.endswith("organisation_id"):
                found.add(f"{table.name}.{column.name}")
    return found


def test_every_column_that_names_an_organisation_is_accounted_for_once(app: Portal) -> None:
    """A new one: let a ``take_over`` pass it and say so in ``passes``, or say here why it stays."""
    with app.app_context():
        passes = [name for kind in passing.kinds() for name in kind.passes]
        assert not [kind.name for kind in passing.kinds() if kind.passes and kind.take_over is None]
    listed = [*passes, *WITH_THE_GRANTS, *SPOKEN_FOR, *STAYS]
    assert len(listed) == len(set(listed)), "said twice"
    assert columns() - set(listed) == set(), "neither passes nor stays"
    assert set(listed) - columns() == set(), "there is no such column"
