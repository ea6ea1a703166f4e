"""How the ledger seals what is said, and what is answered."""

from sqlalchemy import select

from portal.features.feedback.models import Reply, Statement
from portal.features.feedback.rules import sealed_reply, sealed_statement
from portal.ledger.sealing import Seal, as_stored

SEALS = (
    Seal(
        "statement",
        "statement",
        {"statement.said": {}, "statement.replied": {}, "statement.closed": {}},
        select(
            Statement.access_list_id,
            Statement.reference.label("subject"),
            Statement.reference.label("place"),
            as_stored(Statement.kind),
            as_stored(Statement.capacity),
            as_stored(Statement.state),
            Statement.words,
            Statement.author_organisation_id,
            Statement.arrangement_id,
            Statement.created_at,
            as_stored(Statement.outcome_on),
            Statement.outcome_words,
        ),
        sealed_statement,
        later=frozenset({"author", "about", "said_at"}),
    ),
    Seal(
        "reply",
        "statement",
        {"statement.replied": {}},
        select(
            Reply.access_list_id,
            Statement.reference.label("subject"),
            Reply.id.label("place"),
            as_stored(Reply.stance),
            Reply.words,
            Reply.organisation_id,
            Reply.created_at,
        ).join(Statement, Statement.id == Reply.statement_id),
        sealed_reply,
        each=True,
        later=frozenset({"answered_by", "replied_at"}),
    ),
)
