"""The whole policy on one screen: what each permission asks of the viewer.

``on`` is what the viewer's organisation must be to the record (any of them; ``ANYONE_ON_IT`` is whoever
can see it, ``NO_RECORD`` where there is none). ``by`` is the least membership role. Seeing is not decided
here: a record comes through the walls first.
"""

from dataclasses import dataclass
from enum import StrEnum

from portal.access.permissions import Permission as P
from portal.access.roles import MembershipRole
from portal.data.access_lists import GrantRole


class Verb(StrEnum):
    READ = "read"
    WRITE = "write"


ANYONE_ON_IT = frozenset(GrantRole)
NO_RECORD: frozenset[GrantRole] = frozenset()
OWNER = frozenset({GrantRole.OWNER})
PARTIES = frozenset({GrantRole.OWNER, GrantRole.PARTY})
ASKED = PARTIES | {GrantRole.CONTRIBUTOR, GrantRole.RESPONDENT, GrantRole.OBSERVER}
SPOKEN_OF = frozenset({GrantRole.PARTY})
SUCCESSOR = frozenset({GrantRole.PARTY})
AUDITOR = frozenset({GrantRole.AUDITOR})

VIEWER, CONTRIBUTOR, MANAGER = MembershipRole.VIEWER, MembershipRole.CONTRIBUTOR, MembershipRole.MANAGER


@dataclass(frozen=True)
class Rule:
    """What one permission asks."""

    verb: Verb
    on: frozenset[GrantRole]
    by: MembershipRole


def _read(on: frozenset[GrantRole] = ANYONE_ON_IT, by: MembershipRole = VIEWER) -> Rule:
    return Rule(Verb.READ, on, by)


def _write(on: frozenset[GrantRole], by: MembershipRole = CONTRIBUTOR) -> Rule:
    return Rule(Verb.WRITE, on, by)


POLICY: dict[P, Rule] = {
    P.HOME_READ: _read(NO_RECORD),
    P.DUE_LIST: _read(NO_RECORD),
    P.CALENDAR_OPEN: _write(NO_RECORD, VIEWER),
    P.ORGANISATION_READ: _read(NO_RECORD),
    P.ORGANISATION_ADD: _write(NO_RECORD, MANAGER),
    P.MEMBERSHIP_READ: _read(NO_RECORD),
    P.MEMBERSHIP_MANAGE: _write(NO_RECORD, MANAGER),
    P.PERSON_INVITE: _write(NO_RECORD, MANAGER),
    P.ARRANGEMENT_LIST: _read(NO_RECORD),
    P.SAVED_VIEW_ADD: _write(NO_RECORD, VIEWER),
    P.SAVED_VIEW_CHANGE: _write(OWNER, VIEWER),
    P.ARRANGEMENT_READ: _read(),
    P.ARRANGEMENT_CREATE: _write(NO_RECORD),
    P.ARRANGEMENT_EDIT: _write(OWNER),
    P.ARRANGEMENT_SEND: _write(OWNER, MANAGER),
    P.PARTY_TELL: _write(PARTIES),
    P.ARRANGEMENT_CONFIRM: _write(PARTIES, MANAGER),
    P.ARRANGEMENT_STEER: _write(OWNER, MANAGER),
    P.ARRANGEMENT_REVIEW: _write(PARTIES, MANAGER),
    P.ARRANGEMENT_END: _write(PARTIES, MANAGER),
    P.MONEY_READ: _read(PARTIES | AUDITOR),
    P.MONEY_RECORD: _write(PARTIES),
    P.ARRANGEMENT_COPY: _write(ASKED),
    P.THRESHOLD_SET: _write(NO_RECORD, MANAGER),
    P.CRITERION_JUDGE: _write(PARTIES, MANAGER),
    P.TERMS_READ: _read(ANYONE_ON_IT - {GrantRole.OBSERVER}),
    P.FIGURE_STATE: _write(PARTIES),
    P.SESSION_READ: _read(ANYONE_ON_IT - {GrantRole.OBSERVER}),
    P.SESSION_LOG: _write(PARTIES),
    P.READING_RECORD: _write(PARTIES),
    P.RISK_READ: _read(PARTIES | AUDITOR),
    P.RISK_RECORD: _write(PARTIES),
    P.RISK_MATRIX_SET: _write(PARTIES),
    P.OWN_SCORE_MAKE: _write(PARTIES),
    P.DUTY_READ: _read(PARTIES | AUDITOR),
    P.DUTY_RECORD: _write(PARTIES),
    P.LESSON_LIST: _read(NO_RECORD),
    P.LESSON_READ: _read(),
    P.LESSON_WRITE: _write(PARTIES),
    P.LESSON_SHARE: _write(PARTIES, MANAGER),
    P.SHARED_LESSON_READ: _read(NO_RECORD),
    P.HANDOVER_RECORD: _write(NO_RECORD, MANAGER),
    P.HANDOVER_READ: _read(OWNER),
    P.HANDOVER_CHANGE: _write(OWNER, MANAGER),
    P.SHARE_READ: _read(),
    P.SHARE_ANSWER: _write(SUCCESSOR, MANAGER),
    P.POSTING_LIST: _read(NO_RECORD),
    P.POSTING_READ: _read(),
    P.POSTING_ADD: _write(NO_RECORD),
    P.POSTING_CHANGE: _write(OWNER),
    P.POSTING_SHOW: _write(OWNER, MANAGER),
    P.APPROACH_MAKE: _write(NO_RECORD),
    P.EVIDENCE_LIST: _read(NO_RECORD),
    P.EVIDENCE_READ: _read(),
    P.EVIDENCE_ADD: _write(PARTIES),
    P.STATEMENT_LIST: _read(NO_RECORD),
    P.STATEMENT_READ: _read(),
    P.STATEMENT_MAKE: _write(ASKED),
    P.STATEMENT_REPLY: _write(SPOKEN_OF),
    P.STATEMENT_CLOSE: _write(SPOKEN_OF),
    P.ENGAGEMENT_LIST: _read(NO_RECORD),
    P.ENGAGEMENT_READ: _read(),
    P.ENGAGEMENT_OPEN: _write(NO_RECORD, MANAGER),
    P.ENGAGEMENT_CHANGE: _write(OWNER, MANAGER),
    P.ENGAGEMENT_END: _write(OWNER, MANAGER),
    P.WORKING_NOTE_READ: _read(OWNER),
    P.WORKING_NOTE_WRITE: _write(AUDITOR),
    P.WORKING_NOTE_CHANGE: _write(OWNER),
}
