"""How Alembic reaches the database: as the role that owns the tables."""

from alembic import context
from flask import current_app
from sqlalchemy import create_engine, event
from sqlalchemy.pool import NullPool

from portal.data import Base, UtcDateTime
from portal.data.base import ExactNumber


def _render(kind: str, item: object, _autogenerate: object) -> str | bool:
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, ExactNumber):
        return "sa.Numeric(18, 6).with_variant(sa.BigInteger(), 'sqlite')"
    return False


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _compare_to: object) -> bool:
    return not (kind == "table" and name is not None and name.startswith("procrastinate_"))


def _foreign_keys_off(connection: object, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[attr-defined]


def run() -> None:
    """Run the asked migrations in one transaction."""
    settings = current_app.config["SETTINGS"]
    engine = create_engine(settings.owner_database, poolclass=NullPool)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _foreign_keys_off)
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            render_item=_render,
            include_object=_ours,
            compare_type=False,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
