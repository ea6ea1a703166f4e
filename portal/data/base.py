"""The declarative base and the column shapes every table shares."""

import enum
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Enum,
    Identity,
    Integer,
    MetaData,
    Numeric,
    String,
    TypeDecorator,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, registry
from sqlalchemy.types import TypeEngine

from portal.core import clock
from portal.core.references import LENGTH, new_reference

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC on both databases; SQLite keeps it as sortable text."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment must be aware")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactNumber(TypeDecorator[Decimal]):
    """A measured value: up to 12 digits before the point and 6 after. SQLite, which has no exact
    decimals, keeps millionths as an integer."""

    impl = Numeric(18, 6)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Numeric(18, 6) if dialect.name == "postgresql" else BigInteger())

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | int | None:
        if value is None or dialect.name == "postgresql":
            return value
        return int(value.scaleb(6))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        if value is None:
            return None
        return _short(Decimal(value)) if dialect.name == "postgresql" else _short(Decimal(value).scaleb(-6))

    @staticmethod
    def read_json(value: int | Decimal) -> Decimal:
        """The value as a bundle carries it: millionths as ``int`` (SQLite) or digits with a point (PostgreSQL)."""
        return _short(value if isinstance(value, Decimal) else Decimal(value).scaleb(-6))


def _short(value: Decimal) -> Decimal:
    """Without idle noughts: 2 and not 2.000000."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


BigId = BigInteger().with_variant(Integer, "sqlite")


def stored_enum(kind: type[enum.StrEnum]) -> Enum:
    """A choice kept as its value, in text, so that adding one needs no change of the database's own types."""
    return Enum(kind, native_enum=False, length=40, values_callable=lambda members: [one.value for one in members])


def folded_text(length: int) -> String:
    """Text compared byte by byte on both databases, so that the start of a word is found by index."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Every table. One that is not private says why in ``__table_args__``: ``{"info": {"open": "…"}}``."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map={datetime: UtcDateTime()})


class Identified:
    """A surrogate key, never shown to anyone."""

    id: Mapped[int] = mapped_column(BigId, Identity(), primary_key=True, sort_order=-10)


class Referenced(Identified):
    """A record with an address of its own: ``/arrangements/7K3M-92QD``."""

    reference: Mapped[str] = mapped_column(String(LENGTH), unique=True, default=new_reference, sort_order=-9)


class Timestamped:
    """When the row was made, by the portal's clock."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=90)


class Versioned:
    """Optimistic locking: a save that was opened on an older version is refused, not merged."""

    version: Mapped[int] = mapped_column(Integer, nullable=False, sort_order=91)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}
