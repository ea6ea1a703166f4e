"""What is agreed, and what the parties say of it."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from portal.data import (
    AccessListed,
    Base,
    BigId,
    ExactNumber,
    Identified,
    Referenced,
    Timestamped,
    Versioned,
    child_of,
    listed_parent,
)
from portal.features.arrangements.models.kinds import (
    DIGEST,
    INNER,
    LINE,
    WORD,
    Decision,
    Direction,
    Role,
    Scale,
    State,
    one_of,
)


class Arrangement(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What two or more organisations agree to share. ``terms_number`` is 0 until it is first sent to the parties."""

    __tablename__ = "arrangement"

    inner_list_id: Mapped[int] = mapped_column(BigId, ForeignKey("access_list.id"), index=True)
    registered_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(WORD))
    title: Mapped[str] = mapped_column(String(LINE))
    purpose: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    legal_basis: Mapped[str] = mapped_column(Text, default="")
    accountable_body_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    success_gate: Mapped[str] = mapped_column(Text, default="")
    rhythm: Mapped[str] = mapped_column(Text, default="")
    visits_per_month: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(WORD), default=State.DRAFT.value)
    terms_number: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]

    __table_args__ = (
        listed_parent("arrangement"),
        listed_parent("arrangement", INNER),
        one_of("state", State),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="dates_in_order"),
        CheckConstraint("access_list_id <> inner_list_id", name="two_lists"),
        CheckConstraint("visits_per_month IS NULL OR visits_per_month >= 0", name="visits_counted"),
        CheckConstraint("terms_number >= 0", name="terms_counted"),
    )


Index("ix_arrangement_list_newest", Arrangement.access_list_id, Arrangement.created_at.desc(), Arrangement.id.desc())
Index("ix_arrangement_newest", Arrangement.created_at.desc(), Arrangement.id.desc())
Index("ix_arrangement_kind_newest", Arrangement.kind, Arrangement.created_at.desc(), Arrangement.id.desc())
Index("ix_arrangement_state_newest", Arrangement.state, Arrangement.created_at.desc(), Arrangement.id.desc())


class Party(AccessListed, Identified, Timestamped, Versioned, Base):
    """An organisation in an arrangement; what it is there stands in ``PartyRole``. On the outer list.

    ``changes`` counts changes of its roles, so that they too make a new version of the row.
    """

    __tablename__ = "party"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    note: Mapped[str] = mapped_column(String(LINE), default="")
    changes: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        listed_parent("party"),
        UniqueConstraint("arrangement_id", "organisation_id"),
    )


class PartyRole(AccessListed, Base):
    """One role of one party. On the outer list."""

    __tablename__ = "party_role"

    party_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    role: Mapped[str] = mapped_column(String(WORD), primary_key=True)

    __table_args__ = (child_of("party", "party_id"), one_of("role", Role))


def _of_party(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["arrangement_id", column], ["party.arrangement_id", "party.organisation_id"])


class MoneyFlow(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What one party gives another: an amount in pence, or something in kind. On the inner list.

    ``joint_payer_id`` is a second payer where two pay one sum between them and the split is not known.
    """

    __tablename__ = "money_flow"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    payer_id: Mapped[int] = mapped_column(BigId)
    joint_payer_id: Mapped[int | None] = mapped_column(BigId)
    payee_id: Mapped[int] = mapped_column(BigId)
    pence: Mapped[int | None] = mapped_column(BigInteger)
    in_kind: Mapped[str] = mapped_column(String(LINE), default="")
    purpose: Mapped[str] = mapped_column(String(LINE), default="")
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(LINE), default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        listed_parent("money_flow"),
        _of_party("payer_id"),
        _of_party("joint_payer_id"),
        _of_party("payee_id"),
        CheckConstraint("(pence IS NULL) <> (in_kind = '')", name="amount_or_in_kind"),
        CheckConstraint("pence IS NULL OR pence > 0", name="pence_positive"),
        CheckConstraint("payer_id <> payee_id", name="not_to_itself"),
        CheckConstraint("joint_payer_id NOT IN (payer_id, payee_id)", name="joint_payer_is_another"),
        CheckConstraint("period_to IS NULL OR period_from IS NULL OR period_to >= period_from", name="period_in_order"),
        Index("ix_money_flow_arrangement", "arrangement_id", "id"),
    )


class DifferingFigure(AccessListed, Referenced, Timestamped, Base):
    """A figure of a party or a source that is not the agreed one: of one flow, or of the whole. On the inner list.

    Neither overwrites the other; both are shown. ``stated_by_id`` put it on the record, ``source`` says whose it is.
    """

    __tablename__ = "differing_figure"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    money_flow_id: Mapped[int | None] = mapped_column(BigId)
    pence: Mapped[int] = mapped_column(BigInteger)
    period: Mapped[str] = mapped_column(String(LINE), default="")
    source: Mapped[str] = mapped_column(String(LINE))
    note: Mapped[str] = mapped_column(Text, default="")
    stated_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        child_of("money_flow", "money_flow_id"),
        CheckConstraint("pence > 0", name="pence_positive"),
        Index("ix_differing_figure_arrangement", "arrangement_id", "id"),
        Index("ix_differing_figure_money_flow", "money_flow_id"),
    )


class MentoringPair(AccessListed, Referenced, Timestamped, Versioned, Base):
    """A post at one party that mentors a post at another. On the inner list."""

    __tablename__ = "mentoring_pair"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    mentor_id: Mapped[int] = mapped_column(BigId)
    mentor_post: Mapped[str] = mapped_column(String(LINE))
    mentee_id: Mapped[int] = mapped_column(BigId)
    mentee_post: Mapped[str] = mapped_column(String(LINE))
    focus: Mapped[str] = mapped_column(String(LINE), default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        listed_parent("mentoring_pair"),
        _of_party("mentor_id"),
        _of_party("mentee_id"),
        CheckConstraint("mentor_id <> mentee_id", name="not_itself"),
        Index("ix_mentoring_pair_arrangement", "arrangement_id", "id"),
    )


class Measure(AccessListed, Referenced, Timestamped, Versioned, Base):
    """What is measured: a number with a unit, or a rating whose ``labels`` stand one a line, worst first.

    A rating's value is the place of its label on the scale, from 0. On the outer list.
    """

    __tablename__ = "measure"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str] = mapped_column(String(LINE))
    scale: Mapped[str] = mapped_column(String(WORD))
    unit: Mapped[str] = mapped_column(String(LINE), default="")
    labels: Mapped[str] = mapped_column(Text, default="")
    direction: Mapped[str] = mapped_column(String(WORD))
    baseline_value: Mapped[Decimal | None] = mapped_column(ExactNumber)
    baseline_label: Mapped[str] = mapped_column(String(LINE), default="")
    baseline_on: Mapped[date | None]

    __table_args__ = (
        child_of("arrangement", "arrangement_id"),
        listed_parent("measure"),
        one_of("scale", Scale),
        one_of("direction", Direction),
        CheckConstraint("(baseline_value IS NULL) = (baseline_on IS NULL)", name="baseline_dated"),
        Index("ix_measure_arrangement", "arrangement_id", "id"),
    )


class Target(AccessListed, Referenced, Timestamped, Base):
    """A value to be reached by a day. A revised target is a new row; the old one stays. On the outer list.

    ``read_on`` is the day of the first reading at or after ``due_on``; until there is one the target is overdue.
    """

    __tablename__ = "target"

    measure_id: Mapped[int] = mapped_column(BigId)
    value: Mapped[Decimal] = mapped_column(ExactNumber)
    label: Mapped[str] = mapped_column(String(LINE), default="")
    due_on: Mapped[date]
    set_on: Mapped[date]
    set_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    read_on: Mapped[date | None]

    __table_args__ = (
        child_of("measure", "measure_id"),
        Index("ix_target_measure", "measure_id", "id"),
    )


# Only targets that wait for a reading, in the order in which they are shown.
Index(
    "ix_target_due",
    Target.set_by_id,
    Target.due_on,
    Target.id,
    postgresql_where=Target.read_on.is_(None),
    sqlite_where=Target.read_on.is_(None),
)


class TermsVersion(AccessListed, Identified, Timestamped, Base):
    """What the parties are asked to confirm: ``terms`` is canonical JSON, ``digest`` its SHA-256. On the inner list.

    ``changed`` names the sections that differ from the version before, with commas between.
    """

    __tablename__ = "terms_version"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    number: Mapped[int]
    digest: Mapped[str] = mapped_column(String(DIGEST))
    terms: Mapped[str] = mapped_column(Text)
    changed: Mapped[str] = mapped_column(String(LINE), default="")
    made_by_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id", "number"),
        UniqueConstraint("arrangement_id", "number", "digest", "access_list_id"),
    )


class Confirmation(AccessListed, Identified, Timestamped, Base):
    """What a party says of one version of the terms; its newest word on a version counts. On the inner list."""

    __tablename__ = "confirmation"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    terms_number: Mapped[int]
    terms_digest: Mapped[str] = mapped_column(String(DIGEST))
    decision: Mapped[str] = mapped_column(String(WORD))
    comment: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        ForeignKeyConstraint(
            ["arrangement_id", "terms_number", "terms_digest", "access_list_id"],
            [f"terms_version.{name}" for name in ("arrangement_id", "number", "digest", "access_list_id")],
            name="fk_confirmation_terms_version",
            onupdate="CASCADE",
        ),
        one_of("decision", Decision),
        Index("ix_confirmation_arrangement", "arrangement_id", "id"),
    )


class AskedConfirmation(AccessListed, Identified, Timestamped, Base):
    """A party that has said nothing yet of the newest version; gone when it does. On the inner list.

    Kept so that what waits for an organisation is found at once, however much it takes part in.
    """

    __tablename__ = "asked_confirmation"

    arrangement_id: Mapped[int] = mapped_column(BigId)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))

    __table_args__ = (
        child_of("arrangement", "arrangement_id", INNER),
        UniqueConstraint("arrangement_id", "organisation_id"),
        Index("ix_asked_confirmation_waiting", "organisation_id", "created_at", "id"),
    )
