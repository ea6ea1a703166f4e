"""Everything that can be permitted, as ``subject:verb``."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing somebody may do. ``portal.access.policy`` says who."""

    HOME_READ = "home:read"

    ORGANISATION_READ = "organisation:read"
    MEMBERSHIP_READ = "membership:read"
    MEMBERSHIP_MANAGE = "membership:manage"
    PERSON_INVITE = "person:invite"

    ARRANGEMENT_LIST = "arrangement:list"
    ARRANGEMENT_READ = "arrangement:read"
    ARRANGEMENT_CREATE = "arrangement:create"
    ARRANGEMENT_EDIT = "arrangement:edit"
    ARRANGEMENT_SEND = "arrangement:send"
    PARTY_TELL = "party:tell"
    ARRANGEMENT_CONFIRM = "arrangement:confirm"
    ARRANGEMENT_STEER = "arrangement:steer"
    ARRANGEMENT_REVIEW = "arrangement:review"
    ARRANGEMENT_END = "arrangement:end"
    MONEY_READ = "money:read"
    MONEY_RECORD = "money:record"
    ARRANGEMENT_COPY = "arrangement:copy"
    CRITERION_JUDGE = "criterion:judge"
    TERMS_READ = "terms:read"
    FIGURE_STATE = "figure:state"
    SESSION_READ = "session:read"
    SESSION_LOG = "session:log"
    READING_RECORD = "reading:record"

    RISK_READ = "risk:read"
    RISK_RECORD = "risk:record"
    RISK_MATRIX_SET = "risk-matrix:set"
    OWN_SCORE_MAKE = "own-score:make"
    HANDOVER_RECORD = "handover:record"
    HANDOVER_READ = "handover:read"
    HANDOVER_CHANGE = "handover:change"
    SHARE_READ = "share:read"
    SHARE_ANSWER = "share:answer"

    DUTY_READ = "duty:read"
    DUTY_RECORD = "duty:record"

    LESSON_LIST = "lesson:list"
    LESSON_READ = "lesson:read"
    LESSON_WRITE = "lesson:write"
    LESSON_SHARE = "lesson:share"
    SHARED_LESSON_READ = "shared-lesson:read"

    POSTING_LIST = "posting:list"
    POSTING_READ = "posting:read"
    POSTING_ADD = "posting:add"
    POSTING_CHANGE = "posting:change"
    POSTING_SHOW = "posting:show"
    APPROACH_MAKE = "approach:make"

    EVIDENCE_LIST = "evidence:list"
    EVIDENCE_READ = "evidence:read"
    EVIDENCE_ADD = "evidence:add"

    STATEMENT_LIST = "statement:list"
    STATEMENT_READ = "statement:read"
    STATEMENT_MAKE = "statement:make"
    STATEMENT_REPLY = "statement:reply"
    STATEMENT_CLOSE = "statement:close"

    ENGAGEMENT_LIST = "engagement:list"
    ENGAGEMENT_READ = "engagement:read"
    ENGAGEMENT_OPEN = "engagement:open"
    ENGAGEMENT_CHANGE = "engagement:change"
    ENGAGEMENT_END = "engagement:end"
    WORKING_NOTE_READ = "working-note:read"
    WORKING_NOTE_WRITE = "working-note:write"
    WORKING_NOTE_CHANGE = "working-note:change"
