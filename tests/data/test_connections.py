"""What every connection of the portal to PostgreSQL is told when it is opened."""

from sqlalchemy import text

from portal.data import db
from portal.web.application import Portal
from tests.harness.databases import on_postgresql


@on_postgresql
def test_nothing_is_compiled_and_plans_are_kept(app: Portal) -> None:
    with app.app_context(), db.engine.connect() as connection:
        told = {name: connection.scalar(text(f"SHOW {name}")) for name in ("jit", "plan_cache_mode")}
    assert told == {"jit": "off", "plan_cache_mode": "force_generic_plan"}
