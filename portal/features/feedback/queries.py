"""Every SELECT of feedback."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    String,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.access import current_viewer
from portal.core import clock
from portal.core.errors import NotFound
from portal.core.references import read_reference
from portal.data import PAGE_SIZE, Listing, Page, at_most, db, how_many
from portal.data.rule import TAKING_PART, on_list
from portal.due import MINE
from portal.features.arrangements import Arrangement
from portal.features.feedback.models import AskedReply, Capacity, Kind, Reply, State, Statement
from portal.features.feedback.rules import ANSWER_END, ANSWER_PART
from portal.features.organisations import Organisation

EXCERPT = 200
"""How many characters of a statement a list shows; one more is read, to know whether there are more."""
NEWEST = 5
NEWS = timedelta(days=14)

Parts = Mapping[str, Select[*tuple[Any, ...]]]


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to; ``about`` is the reference of an arrangement."""

    kind: Kind | None = None
    capacity: Capacity | None = None
    state: State | None = None
    about: str | None = None


def _named(name: InstrumentedAttribute[str], which: ColumnElement[bool]) -> ScalarSelect[str]:
    """A name from another table, looked up for the rows of the page only: PostgreSQL puts it off until it has sorted
    and cut, which it cannot do with a join."""
    return select(name).where(which).correlate(Statement).scalar_subquery()


def _stances() -> ScalarSelect[str]:
    """The newest answer of each organisation to a statement, as one text that ``rules.answers`` reads."""
    newer = aliased(Reply)
    superseded = (
        select(newer.id)
        .where(
            newer.statement_id == Reply.statement_id,
            newer.organisation_id == Reply.organisation_id,
            newer.id > Reply.id,
        )
        .exists()
    )
    one = cast(Reply.id, Text) + ANSWER_PART + type_coerce(Reply.stance, String) + ANSWER_PART + Organisation.name
    return (
        select(func.aggregate_strings(one, ANSWER_END))
        .select_from(Reply)
        .join(Organisation, Organisation.id == Reply.organisation_id)
        .where(Reply.statement_id == Statement.id, ~superseded)
        .correlate(Statement)
        .scalar_subquery()
    )


_LISTED = Listing(
    select(
        Statement.reference.label("reference"),
        Statement.created_at,
        Statement.kind,
        Statement.capacity,
        Statement.capacity_words,
        Statement.state,
        _stances().label("stances"),
        Statement.outcome_on,
        func.substr(Statement.words, 1, EXCERPT + 1).label("words"),
        _named(Organisation.name, Organisation.id == Statement.author_organisation_id).label("author_name"),
        _named(Arrangement.title, Arrangement.id == Statement.arrangement_id).label("arrangement_title"),
    ),
    Statement,
    (Statement.created_at, Statement.id),
    {
        "kind": lambda kind: Statement.kind == kind,
        "capacity": lambda capacity: Statement.capacity == capacity,
        "state": lambda state: Statement.state == state,
        "about": lambda reference: (
            Statement.arrangement_id
            == select(Arrangement.id).where(Arrangement.reference == reference).scalar_subquery()
        ),
    },
)


def statements_page(
    wanted: Filter, arguments: Mapping[str, str], size: int = PAGE_SIZE, *, oldest_first: bool = False
) -> Page:
    """A page of what the viewer's organisation can see, newest first unless asked otherwise."""
    asked = {name: value for name, value in vars(wanted).items() if value is not None}
    return _LISTED.page(db.session(), asked, arguments, size, ascending=oldest_first)


def story_of(statement: Statement) -> Parts:
    """The parts of one statement's page: ``about`` (one row, names) and ``replies`` (oldest first)."""
    author, closer = aliased(Organisation), aliased(Organisation)
    about = (
        select(
            Arrangement.reference.label("arrangement_reference"),
            Arrangement.title.label("arrangement_title"),
            author.name.label("author_name"),
            closer.name.label("closer_name"),
            _takes_part().label("takes_part"),
            _stances().label("stances"),
        )
        .select_from(Statement)
        .join(author, author.id == Statement.author_organisation_id)
        .outerjoin(Arrangement, Arrangement.id == Statement.arrangement_id)
        .outerjoin(closer, closer.id == Statement.outcome_organisation_id)
        .where(Statement.id == statement.id)
    )
    replies = (
        select(Reply.stance, Reply.words, Reply.created_at, Organisation.name.label("organisation_name"))
        .join(Organisation, Organisation.id == Reply.organisation_id)
        .where(Reply.statement_id == statement.id)
        .order_by(Reply.created_at, Reply.id)
    )
    return {"about": about, "replies": replies}


def newest_about(arrangement_id: Any, may_make: bool) -> Parts:
    """For an arrangement's page: its newest statements, each with its newest reply and its outcome, and the
    arrangement itself if the viewer may make a statement about it."""
    newest = (
        select(Reply.id)
        .where(Reply.statement_id == Statement.id)
        .order_by(Reply.created_at.desc(), Reply.id.desc())
        .limit(1)
        .correlate(Statement)
        .scalar_subquery()
    )
    answerer = aliased(Organisation)
    statements = (
        select(
            Statement.reference.label("reference"),
            Statement.created_at.label("created_at"),
            Statement.kind.label("kind"),
            Statement.capacity.label("capacity"),
            Statement.capacity_words.label("capacity_words"),
            Statement.state.label("state"),
            _stances().label("stances"),
            Statement.words.label("words"),
            Statement.outcome_words.label("outcome_words"),
            Statement.outcome_on.label("outcome_on"),
            Organisation.name.label("author_name"),
            Reply.words.label("reply_words"),
            answerer.name.label("answerer_name"),
        )
        .select_from(Statement)
        .join(Organisation, Organisation.id == Statement.author_organisation_id)
        .outerjoin(Reply, and_(Reply.statement_id == Statement.id, Reply.id == newest))
        .outerjoin(answerer, answerer.id == Reply.organisation_id)
        .where(Statement.arrangement_id == arrangement_id)
        .order_by(Statement.created_at.desc(), Statement.id.desc())
        .limit(at_most(NEWEST))
    )
    about = select(Arrangement.reference.label("reference")).where(Arrangement.id == arrangement_id)
    may = about.where(true() if may_make else false())
    return {"statements": statements, "about": about, "may": may}


def document_parts(arrangement_id: Any) -> Parts:
    """For the document of an arrangement: what was said of it, and every reply, the oldest first."""
    author, closer = aliased(Organisation), aliased(Organisation)
    said = ("kind", "capacity", "capacity_words", "words", "state", "reply_due_on", "outcome_words", "outcome_on")
    return {
        "statements": select(
            Statement.reference,
            *(getattr(Statement, name) for name in said),
            author.reference.label("author"),
            closer.reference.label("outcome_by"),
            Statement.created_at.label("said_at"),
        )
        .join(author, author.id == Statement.author_organisation_id)
        .outerjoin(closer, closer.id == Statement.outcome_organisation_id)
        .where(Statement.arrangement_id == arrangement_id)
        .order_by(Statement.id),
        "replies": select(
            Statement.reference.label("statement"),
            Reply.stance,
            Reply.words,
            author.reference.label("organisation"),
            Reply.created_at.label("replied_at"),
        )
        .join(Statement, Statement.id == Reply.statement_id)
        .join(author, author.id == Reply.organisation_id)
        .where(Statement.arrangement_id == arrangement_id)
        .order_by(Reply.id),
    }


def waiting_for(organisation_id: Any, today: Any, news_since: Any) -> Parts:
    """For home: what waits for an organisation's answer, oldest first, with how many there are, and the newest answers
    to what it said."""
    waiting = (
        select(AskedReply.statement_id, AskedReply.due_on, AskedReply.id)
        .where(AskedReply.organisation_id == organisation_id)
        .order_by(AskedReply.due_on, AskedReply.id)
    )
    # Counted in the order of the index too, or PostgreSQL gathers all there are before it counts as far as it should.
    in_all, asked = how_many(waiting), waiting.limit(at_most(NEWEST)).subquery("asked")
    to_answer = (
        select(
            Statement.reference.label("reference"),
            Statement.kind.label("kind"),
            Statement.created_at.label("created_at"),
            Statement.reply_due_on.label("reply_due_on"),
            (Statement.reply_due_on < today).label("overdue"),
            Organisation.name.label("author_name"),
            Arrangement.title.label("arrangement_title"),
            in_all.label("in_all"),
        )
        .select_from(asked)
        .join(Statement, Statement.id == asked.c.statement_id)
        .join(Organisation, Organisation.id == Statement.author_organisation_id)
        .outerjoin(Arrangement, Arrangement.id == Statement.arrangement_id)
        .order_by(asked.c.due_on, asked.c.id)
    )
    answers = (
        select(
            Statement.reference.label("reference"),
            Statement.state.label("state"),
            _stances().label("stances"),
            Statement.answered_at.label("answered_at"),
            _named(Arrangement.title, Arrangement.id == Statement.arrangement_id).label("arrangement_title"),
        )
        .where(Statement.author_organisation_id == organisation_id, Statement.answered_at >= news_since)
        .order_by(Statement.answered_at.desc())
        .limit(at_most(NEWEST))
    )
    return {"to_answer": to_answer, "answers": answers}


REPLIES_DUE = (
    select(
        AskedReply.id.label("id"),
        Statement.reference.label("key"),
        AskedReply.due_on.label("due_on"),
        literal("").label("what"),
        Arrangement.title.label("title"),
        Statement.reference.label("reference"),
        literal("").label("row"),
    )
    .select_from(AskedReply)
    .join(Statement, Statement.id == AskedReply.statement_id)
    .join(Arrangement, Arrangement.id == Statement.arrangement_id)
    .where(AskedReply.organisation_id == MINE)
)
"""What the viewer's organisation is asked to reply to, for ``portal.due``."""


def newest_reply(statement: Statement) -> Any:
    """The newest reply to a statement: stance, words, organisation_name; ``None`` before there is one."""
    return db.session.execute(
        select(Reply.stance, Reply.words, Organisation.name.label("organisation_name"))
        .join(Organisation, Organisation.id == Reply.organisation_id)
        .where(Reply.statement_id == statement.id)
        .order_by(Reply.created_at.desc(), Reply.id.desc())
        .limit(1)
    ).one_or_none()


def takes_part(statement: Statement) -> bool:
    """Whether the viewer's organisation is, now, a party to the arrangement that a statement is about."""
    return bool(db.session.scalar(select(_takes_part()).where(Arrangement.id == statement.arrangement_id)))


def _takes_part() -> ScalarSelect[bool]:
    return on_list(Arrangement.access_list_id, current_viewer().organisation_id, clock.now(), TAKING_PART)


def statement_by_reference(reference: str) -> Statement:
    """The statement with this reference, if it is the viewer's to see. Raises ``NotFound``."""
    found = db.session.scalar(select(Statement).where(Statement.reference == read_reference(reference)))
    if found is None:
        raise NotFound
    return found


def asked_about(statement_id: int) -> Sequence[AskedReply]:
    """Who is still asked to answer a statement."""
    return db.session.scalars(
        select(AskedReply).where(AskedReply.statement_id == statement_id).order_by(AskedReply.id)
    ).all()


def asked_of(organisation_id: int, access_list_ids: Collection[int]) -> Sequence[AskedReply]:
    """What an organisation is still asked to answer, of the statements on these lists."""
    return db.session.scalars(
        select(AskedReply)
        .where(AskedReply.organisation_id == organisation_id, AskedReply.access_list_id.in_(list(access_list_ids)))
        .order_by(AskedReply.id)
    ).all()
