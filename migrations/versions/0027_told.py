"""What the ledger told on a wider list than the record lies on is erased; the words of engagements are sealed; when a
party is taken out, every audit ends in whose name nobody is left there; successors share an audit’s end.

The entries stay, with the digests of what is erased, so every chain holds as before. Going down brings nothing back.
"""

from pathlib import Path

from alembic import op

from portal.data.migrating import owner_writes

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_TOLD = (
    "subject_type = 'arrangement' AND action IN ('governance.set', 'assessment.made', 'audit.ended', 'approach.made')"
)
_NOTES = (
    "UPDATE party SET note = '' WHERE note LIKE 'Approached because it %'"
    " AND arrangement_id IN (SELECT id FROM arrangement WHERE terms_number = 0)"
)
"""An offer that was named to one organisation, told in a note to every party that a draft will have."""


def upgrade() -> None:
    with owner_writes(op.get_bind(), "ledger_payload", "party", "arrangement"):
        op.execute(f"DELETE FROM ledger_payload WHERE entry_id IN (SELECT id FROM ledger_entry WHERE {_TOLD})")
        op.execute(_NOTES)
    _run(_statements(revision))


def downgrade() -> None:
    before = [line for line in _statements("0022") if "FUNCTION accord_end_audits(" in line]
    _run(["DROP FUNCTION accord_take_term(bigint)", "DROP POLICY owner_verifies ON engagement", *before])


def _statements(when: str) -> list[str]:
    return Path(__file__).with_name(f"{when}_walls_postgresql.sql").read_text().split("--;")


def _run(statements: list[str]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in statements:
            op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})
