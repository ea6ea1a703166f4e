"""The foundation: organisations, sign-in, evidence, arrangements, feedback, audits, lists, ledger, and both walls."""

from pathlib import Path

import sqlalchemy as sa
from alembic import op

from portal.jobs import drop_statements, schema_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A policy on one table reads others, so no table can be dropped before every policy is.
_NO_POLICIES = """
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT policyname, tablename FROM pg_policies WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP POLICY %I ON %I', one.policyname, one.tablename);
  END LOOP;
END $$"""


def upgrade() -> None:
    op.create_table(
        "access_term",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("owner_organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_term")),
        sa.UniqueConstraint("id", "ends_at", name=op.f("uq_access_term_id_ends_at")),
    )
    with op.batch_alter_table("access_term", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_access_term_owner_organisation_id"), ["owner_organisation_id"], unique=False
        )

    op.create_table(
        "job",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("queue", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(length=120), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        info={"open": "names of work and ids of records, never their content; no page shows it"},
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_run_at"), ["run_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "sort_name",
            sa.String(length=300).with_variant(sa.String(length=300, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "type",
            sa.Enum(
                "council",
                "combined_authority",
                "government_department",
                "charity",
                "voluntary_body",
                "community_interest_company",
                "audit_body",
                "health_body",
                "police_body",
                "other",
                name="organisationtype",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subtype", sa.String(length=100), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("nation", sa.String(length=60), nullable=True),
        sa.Column("region", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_organisation_dates_in_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("reference", name=op.f("uq_organisation_reference")),
        info={"open": "The register of organisations is public knowledge, published by the registers it is read from"},
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_sort_name_id"), ["sort_name", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_organisation_type_sort_name_id"), ["type", "sort_name", "id"], unique=False
        )

    op.create_table(
        "person",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("actor_id", name=op.f("uq_person_actor_id")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_person_fs_uniquifier")),
        info={
            "open": "Who acts for which organisation is asked on every request, before anything is known of the viewer"
        },
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "sign_in_account",
                "sign_in_address",
                "reset_account",
                "reset_address",
                name="attemptkind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key_digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
        info={"open": "Read before anything is known of the viewer; it holds digests in place of secrets"},
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_key_digest_kind_at"), ["key_digest", "kind", "at"], unique=False
        )

    op.create_table(
        "stored_file",
        sa.Column("storage_key", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("storage_key", name=op.f("pk_stored_file")),
        info={"open": "Random keys and nothing else: the sweep of files without a row has to see every one of them"},
    )
    op.create_table(
        "access_list",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("owner_organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("within_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_organisation_id"], ["organisation.id"], name=op.f("fk_access_list_owner_organisation_id")
        ),
        sa.ForeignKeyConstraint(["within_id"], ["access_list.id"], name=op.f("fk_access_list_within_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_list")),
    )
    with op.batch_alter_table("access_list", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_access_list_owner_organisation_id"), ["owner_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_access_list_within_id"), ["within_id"], unique=False)

    op.create_table(
        "invitation",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum("viewer", "contributor", "manager", name="membershiprole", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("token_digest", sa.String(length=64), nullable=True),
        sa.Column("invited_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitation_email_lower")),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_invitation_accepted_by_id")),
        sa.ForeignKeyConstraint(["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("reference", name=op.f("uq_invitation_reference")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_invitation_token_digest")),
        info={"open": "Read before anything is known of the viewer; it holds digests in place of secrets"},
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_invitation_organisation_id_created_at"), ["organisation_id", "created_at"], unique=False
        )

    op.create_table(
        "membership",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum("viewer", "contributor", "manager", name="membershiprole", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name=op.f("ck_membership_times_in_order")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("reference", name=op.f("uq_membership_reference")),
        info={
            "open": "Who acts for which organisation is asked on every request, before anything is known of the viewer"
        },
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_membership_organisation_id_ended_at"), ["organisation_id", "ended_at"], unique=False
        )
        batch_op.create_index(
            "uq_membership_live",
            ["person_id", "organisation_id"],
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
            sqlite_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "organisation_identifier",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scheme", sa.String(length=20), nullable=False),
        sa.Column("value", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_identifier_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_identifier")),
        sa.UniqueConstraint("scheme", "value", name=op.f("uq_organisation_identifier_scheme_value")),
        info={"open": "The register of organisations is public knowledge, published by the registers it is read from"},
    )
    with op.batch_alter_table("organisation_identifier", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_organisation_identifier_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "organisation_name",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("official", "short", "alternative", "former", name="namekind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_name_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_name")),
        sa.UniqueConstraint(
            "organisation_id",
            "kind",
            "language",
            "name",
            name=op.f("uq_organisation_name_organisation_id_kind_language_name"),
        ),
        info={"open": "The register of organisations is public knowledge, published by the registers it is read from"},
    )
    op.create_table(
        "organisation_term",
        sa.Column(
            "term", sa.String(length=60).with_variant(sa.String(length=60, collation="C"), "postgresql"), nullable=False
        ),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_term_organisation_id")
        ),
        sa.PrimaryKeyConstraint("term", "organisation_id", name=op.f("pk_organisation_term")),
        info={"open": "The register of organisations is public knowledge, published by the registers it is read from"},
    )
    with op.batch_alter_table("organisation_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_term_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "register_entry",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("register", sa.String(length=40), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_register_entry_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint("organisation_id", "register", name=op.f("uq_register_entry_organisation_id_register")),
        info={"open": "The register of organisations is public knowledge, published by the registers it is read from"},
    )
    op.create_table(
        "sign_in_session",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("browser", sa.String(length=60), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_sign_in_session_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_sign_in_session_token_digest")),
        info={"open": "Read before anything is known of the viewer; it holds digests in place of secrets"},
    )
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_session_person_id"), ["person_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("location", sa.String(length=2000), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_submission_person_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_submission")),
        info={"own_rows": True, "open": "A person's own form tokens: no content"},
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_created_at"), ["created_at"], unique=False)

    op.create_table(
        "succession",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("predecessor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("successor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.CheckConstraint("predecessor_id <> successor_id", name=op.f("ck_succession_not_itself")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["organisation.id"], name=op.f("fk_succession_predecessor_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["organisation.id"], name=op.f("fk_succession_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
        sa.UniqueConstraint("predecessor_id", "successor_id", name=op.f("uq_succession_predecessor_id_successor_id")),
        info={"open": "The register of organisations is public knowledge, published by the registers it is read from"},
    )
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_succession_successor_id"), ["successor_id"], unique=False)

    op.create_table(
        "access_grant",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("granted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name=op.f("ck_access_grant_ends_after_start")),
        sa.CheckConstraint("term_id IS NULL OR ends_at IS NOT NULL", name=op.f("ck_access_grant_term_has_an_end")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_access_grant_access_list_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["organisation.id"], name=op.f("fk_access_grant_granted_by_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_access_grant_organisation_id")),
        sa.ForeignKeyConstraint(
            ["term_id", "ends_at"],
            ["access_term.id", "access_term.ends_at"],
            name=op.f("fk_access_grant_term_id_ends_at"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_grant")),
    )
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_grant_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(
            "ix_access_grant_rule",
            ["organisation_id", "access_list_id", "starts_at", "ends_at", "granted_by_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_access_grant_term",
            ["term_id"],
            unique=False,
            postgresql_where=sa.text("term_id IS NOT NULL"),
            sqlite_where=sa.text("term_id IS NOT NULL"),
        )

    op.create_table(
        "arrangement",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("inner_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("registered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("accountable_body_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("success_gate", sa.Text(), nullable=False),
        sa.Column("rhythm", sa.Text(), nullable=False),
        sa.Column("visits_per_month", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("terms_number", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'agreed', 'withdrawn')", name=op.f("ck_arrangement_state_known")
        ),
        sa.CheckConstraint("access_list_id <> inner_list_id", name=op.f("ck_arrangement_two_lists")),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_arrangement_dates_in_order")
        ),
        sa.CheckConstraint("terms_number >= 0", name=op.f("ck_arrangement_terms_counted")),
        sa.CheckConstraint(
            "visits_per_month IS NULL OR visits_per_month >= 0", name=op.f("ck_arrangement_visits_counted")
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_arrangement_access_list_id")),
        sa.ForeignKeyConstraint(
            ["accountable_body_id"], ["organisation.id"], name=op.f("fk_arrangement_accountable_body_id")
        ),
        sa.ForeignKeyConstraint(["inner_list_id"], ["access_list.id"], name=op.f("fk_arrangement_inner_list_id")),
        sa.ForeignKeyConstraint(
            ["registered_by_id"], ["organisation.id"], name=op.f("fk_arrangement_registered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangement")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_arrangement_id_access_list_id"),
        sa.UniqueConstraint("id", "inner_list_id", name="uq_arrangement_id_inner_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_arrangement_reference")),
    )
    with op.batch_alter_table("arrangement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrangement_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_arrangement_accountable_body_id"), ["accountable_body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_arrangement_inner_list_id"), ["inner_list_id"], unique=False)
        batch_op.create_index(
            "ix_arrangement_kind_newest",
            ["kind", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_arrangement_list_newest",
            ["access_list_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_arrangement_newest", [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")], unique=False
        )
        batch_op.create_index(batch_op.f("ix_arrangement_registered_by_id"), ["registered_by_id"], unique=False)
        batch_op.create_index(
            "ix_arrangement_state_newest",
            ["state", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )

    op.create_table(
        "audit_notice",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_reference", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("opened_by_organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audit_body_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_audit_notice_access_list_id")),
        sa.ForeignKeyConstraint(["audit_body_id"], ["organisation.id"], name=op.f("fk_audit_notice_audit_body_id")),
        sa.ForeignKeyConstraint(
            ["opened_by_organisation_id"], ["organisation.id"], name=op.f("fk_audit_notice_opened_by_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["term_id", "ends_at"],
            ["access_term.id", "access_term.ends_at"],
            name=op.f("fk_audit_notice_term_id_ends_at"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_notice")),
    )
    with op.batch_alter_table("audit_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_notice_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_notice_audit_body_id"), ["audit_body_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_audit_notice_engagement_reference"), ["engagement_reference"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_audit_notice_opened_by_organisation_id"), ["opened_by_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_audit_notice_term_id"), ["term_id"], unique=False)

    op.create_table(
        "engagement",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("opened_by_organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("audit_body_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("term_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_why", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_by_id IS NULL)", name=op.f("ck_engagement_ended_by_somebody")),
        sa.CheckConstraint("ends_at >= starts_at", name=op.f("ck_engagement_moments_in_order")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_engagement_days_in_order")),
        sa.CheckConstraint(
            "opened_by_organisation_id <> audit_body_id", name=op.f("ck_engagement_not_its_own_auditor")
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_engagement_access_list_id")),
        sa.ForeignKeyConstraint(["audit_body_id"], ["organisation.id"], name=op.f("fk_engagement_audit_body_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_engagement_ended_by_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["person.id"], name=op.f("fk_engagement_opened_by_id")),
        sa.ForeignKeyConstraint(
            ["opened_by_organisation_id"], ["organisation.id"], name=op.f("fk_engagement_opened_by_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["term_id", "ends_at"],
            ["access_term.id", "access_term.ends_at"],
            name=op.f("fk_engagement_term_id_ends_at"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_engagement_id_access_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_engagement_reference")),
        sa.UniqueConstraint("term_id", name=op.f("uq_engagement_term_id")),
    )
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_engagement_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_engagement_audit_body_id"), ["audit_body_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_engagement_ended_by_id"), ["ended_by_id"], unique=False)
        batch_op.create_index(
            "ix_engagement_list_newest",
            ["access_list_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_engagement_newest", [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")], unique=False
        )
        batch_op.create_index(batch_op.f("ix_engagement_opened_by_id"), ["opened_by_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_engagement_opened_by_organisation_id"), ["opened_by_organisation_id"], unique=False
        )

    op.create_table(
        "evidence",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column(
            "folded_title",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "document",
                "spreadsheet",
                "presentation",
                "image",
                "mail",
                "archive",
                "web",
                "text",
                "other",
                name="kind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("latest >= 1", name=op.f("ck_evidence_latest_counts_from_one")),
        sa.CheckConstraint(
            "period_to IS NULL OR period_from IS NULL OR period_to >= period_from",
            name=op.f("ck_evidence_period_in_order"),
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_evidence_access_list_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_evidence_id_access_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_evidence_reference")),
    )
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_evidence_folded_title", ["folded_title", "id"], unique=False)
        batch_op.create_index(
            "ix_evidence_kind_newest",
            ["kind", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_evidence_list_newest",
            ["access_list_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_evidence_newest", [sa.literal_column("created_at DESC"), sa.literal_column("id DESC")], unique=False
        )
        batch_op.create_index(batch_op.f("ix_evidence_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_person_id"), ["person_id"], unique=False)

    op.create_table(
        "ledger_entry",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at_text", sa.String(length=32), nullable=False),
        sa.Column("actor_id", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_reference", sa.String(length=40), nullable=False),
        sa.Column("payload_digest", sa.String(length=64), nullable=False),
        sa.Column("previous_digest", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_ledger_entry_access_list_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("access_list_id", "sequence", name=op.f("uq_ledger_entry_access_list_id_sequence")),
        info={"append_only": True, "owner_reads": True},
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_ledger_entry_subject", ["subject_type", "subject_reference", "id"], unique=False)

    op.create_table(
        "ledger_head",
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_ledger_head_access_list_id")),
        sa.PrimaryKeyConstraint("access_list_id", name=op.f("pk_ledger_head")),
        info={"owner_reads": True},
    )
    with op.batch_alter_table("ledger_head", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_head_newest", ["recorded_at", "access_list_id"], unique=False)

    op.create_table(
        "organisation_record",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_organisation_record_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_record_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_record")),
        sa.UniqueConstraint("organisation_id", name=op.f("uq_organisation_record_organisation_id")),
    )
    with op.batch_alter_table("organisation_record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_record_access_list_id"), ["access_list_id"], unique=False)

    op.create_table(
        "arrangement_evidence",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("inner_arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(arrangement_id IS NULL) <> (inner_arrangement_id IS NULL)", name=op.f("ck_arrangement_evidence_one_list")
        ),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_arrangement_evidence_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.access_list_id"],
            name=op.f("fk_arrangement_evidence_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id", "access_list_id"],
            ["evidence.id", "evidence.access_list_id"],
            name=op.f("fk_arrangement_evidence_evidence_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["inner_arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_arrangement_evidence_inner_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrangement_evidence")),
        sa.UniqueConstraint(
            "arrangement_id", "evidence_id", name=op.f("uq_arrangement_evidence_arrangement_id_evidence_id")
        ),
        sa.UniqueConstraint(
            "inner_arrangement_id", "evidence_id", name=op.f("uq_arrangement_evidence_inner_arrangement_id_evidence_id")
        ),
    )
    with op.batch_alter_table("arrangement_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_arrangement_evidence_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_arrangement_evidence_evidence", ["evidence_id"], unique=False)

    op.create_table(
        "asked_confirmation",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_asked_confirmation_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_asked_confirmation_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_asked_confirmation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_confirmation")),
        sa.UniqueConstraint(
            "arrangement_id", "organisation_id", name=op.f("uq_asked_confirmation_arrangement_id_organisation_id")
        ),
    )
    with op.batch_alter_table("asked_confirmation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_confirmation_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_asked_confirmation_waiting", ["organisation_id", "created_at", "id"], unique=False)

    op.create_table(
        "engagement_scope",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("record_type", sa.String(length=40), nullable=False),
        sa.Column("record_reference", sa.String(length=40), nullable=False),
        sa.Column("record_title", sa.String(length=200), nullable=False),
        sa.Column("covered_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_engagement_scope_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["covered_list_id"], ["access_list.id"], name=op.f("fk_engagement_scope_covered_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["engagement_id", "access_list_id"],
            ["engagement.id", "engagement.access_list_id"],
            name=op.f("fk_engagement_scope_engagement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_engagement_scope")),
        sa.UniqueConstraint(
            "engagement_id", "covered_list_id", name=op.f("uq_engagement_scope_engagement_id_covered_list_id")
        ),
    )
    with op.batch_alter_table("engagement_scope", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_engagement_scope_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_engagement_scope_covered_list_id"), ["covered_list_id"], unique=False)

    op.create_table(
        "evidence_version",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("declared_type", sa.String(length=120), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("type_words", sa.String(length=120), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=100), nullable=False),
        sa.Column("scan", sa.Enum("clean", "not_scanned", name="scan", native_enum=False, length=40), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_evidence_version_counts_from_one")),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_version_not_empty")),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_evidence_version_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id", "access_list_id"],
            ["evidence.id", "evidence.access_list_id"],
            name=op.f("fk_evidence_version_evidence_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_version_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_evidence_version_person_id")),
        sa.ForeignKeyConstraint(
            ["storage_key"], ["stored_file.storage_key"], name=op.f("fk_evidence_version_storage_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_version")),
        sa.UniqueConstraint("evidence_id", "number", name=op.f("uq_evidence_version_evidence_id_number")),
        sa.UniqueConstraint("evidence_id", "sha256", name=op.f("uq_evidence_version_evidence_id_sha256")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_evidence_version_storage_key")),
        info={"append_only": True},
    )
    with op.batch_alter_table("evidence_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_evidence_version_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_version_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_evidence_version_person_id"), ["person_id"], unique=False)

    op.create_table(
        "ledger_payload",
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_ledger_payload_access_list_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_payload_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_ledger_payload")),
        info={"owner_reads": True},
    )
    with op.batch_alter_table("ledger_payload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_payload_access_list_id"), ["access_list_id"], unique=False)

    op.create_table(
        "measure",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("scale", sa.String(length=40), nullable=False),
        sa.Column("unit", sa.String(length=200), nullable=False),
        sa.Column("labels", sa.Text(), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("baseline_value", sa.Numeric(18, 6).with_variant(sa.BigInteger(), "sqlite"), nullable=True),
        sa.Column("baseline_label", sa.String(length=200), nullable=False),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("direction IN ('higher', 'lower')", name=op.f("ck_measure_direction_known")),
        sa.CheckConstraint("scale IN ('number', 'rating')", name=op.f("ck_measure_scale_known")),
        sa.CheckConstraint("(baseline_value IS NULL) = (baseline_on IS NULL)", name=op.f("ck_measure_baseline_dated")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_measure_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.access_list_id"],
            name=op.f("fk_measure_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_measure_id_access_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_measure_reference")),
    )
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_measure_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_measure_arrangement", ["arrangement_id", "id"], unique=False)

    op.create_table(
        "party",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_party_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.access_list_id"],
            name=op.f("fk_party_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_party_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("arrangement_id", "organisation_id", name=op.f("uq_party_arrangement_id_organisation_id")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_party_id_access_list_id"),
    )
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_party_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "statement",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("author_organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "service_users_representative",
                "commissioning_partner",
                "contractor",
                "other",
                name="capacity",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("capacity_words", sa.String(length=100), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("experience", "claim", "suggestion", name="kind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("said", "put", "answered", "closed", name="state", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "stance",
            sa.Enum("accepted", "disputed", "explained", name="stance", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_words", sa.Text(), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("outcome_organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("outcome_person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (outcome_words IS NOT NULL AND outcome_on IS NOT NULL AND closed_at IS NOT NULL AND outcome_organisation_id IS NOT NULL AND outcome_person_id IS NOT NULL)",
            name=op.f("ck_statement_closed_with_outcome"),
        ),
        sa.CheckConstraint(
            "capacity <> 'other' OR capacity_words <> ''", name=op.f("ck_statement_other_capacity_named")
        ),
        sa.CheckConstraint("state <> 'answered' OR answered_at IS NOT NULL", name=op.f("ck_statement_answered_when")),
        sa.CheckConstraint(
            "state = 'said' OR (put_at IS NOT NULL AND reply_due_on IS NOT NULL)", name=op.f("ck_statement_put_first")
        ),
        sa.CheckConstraint("(stance IS NULL) = (answered_at IS NULL)", name=op.f("ck_statement_answer_has_stance")),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 4000", name=op.f("ck_statement_words_fit")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_statement_access_list_id")),
        sa.ForeignKeyConstraint(["arrangement_id"], ["arrangement.id"], name=op.f("fk_statement_arrangement_id")),
        sa.ForeignKeyConstraint(
            ["author_organisation_id"], ["organisation.id"], name=op.f("fk_statement_author_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["outcome_organisation_id"], ["organisation.id"], name=op.f("fk_statement_outcome_organisation_id")
        ),
        sa.ForeignKeyConstraint(["outcome_person_id"], ["person.id"], name=op.f("fk_statement_outcome_person_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_statement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_statement_id_access_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_statement_reference")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index(
            "ix_statement_about_newest",
            ["arrangement_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_statement_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(
            "ix_statement_author_answered",
            ["author_organisation_id", sa.literal_column("answered_at DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_statement_list_newest",
            ["access_list_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(
            "ix_statement_newest",
            [sa.literal_column("created_at DESC"), sa.literal_column("id DESC"), "kind", "capacity", "state"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_statement_outcome_organisation_id"), ["outcome_organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_statement_outcome_person_id"), ["outcome_person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_statement_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "ix_statement_state_newest",
            ["state", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )

    op.create_table(
        "terms_version",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("changed", sa.String(length=200), nullable=False),
        sa.Column("made_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_terms_version_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_terms_version_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["organisation.id"], name=op.f("fk_terms_version_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_terms_version")),
        sa.UniqueConstraint(
            "arrangement_id",
            "number",
            "digest",
            "access_list_id",
            name=op.f("uq_terms_version_arrangement_id_number_digest_access_list_id"),
        ),
        sa.UniqueConstraint("arrangement_id", "number", name=op.f("uq_terms_version_arrangement_id_number")),
    )
    with op.batch_alter_table("terms_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_terms_version_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_terms_version_made_by_id"), ["made_by_id"], unique=False)

    op.create_table(
        "working_note",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("engagement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("record_reference", sa.String(length=40), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 10000", name=op.f("ck_working_note_words_fit")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_working_note_access_list_id")),
        sa.ForeignKeyConstraint(["engagement_id"], ["engagement.id"], name=op.f("fk_working_note_engagement_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_working_note_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_note")),
        sa.UniqueConstraint("reference", name=op.f("uq_working_note_reference")),
    )
    with op.batch_alter_table("working_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_working_note_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(
            "ix_working_note_newest",
            ["engagement_id", sa.literal_column("created_at DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_working_note_person_id"), ["person_id"], unique=False)

    op.create_table(
        "asked_reply",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_asked_reply_access_list_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_asked_reply_organisation_id")),
        sa.ForeignKeyConstraint(
            ["statement_id", "access_list_id"],
            ["statement.id", "statement.access_list_id"],
            name=op.f("fk_asked_reply_statement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_reply")),
        sa.UniqueConstraint(
            "statement_id", "organisation_id", name=op.f("uq_asked_reply_statement_id_organisation_id")
        ),
    )
    with op.batch_alter_table("asked_reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asked_reply_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_asked_reply_waiting", ["organisation_id", "created_at", "id"], unique=False)

    op.create_table(
        "confirmation",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("terms_number", sa.Integer(), nullable=False),
        sa.Column("terms_digest", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision IN ('confirmed', 'disputed')", name=op.f("ck_confirmation_decision_known")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_confirmation_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_confirmation_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "terms_number", "terms_digest", "access_list_id"],
            [
                "terms_version.arrangement_id",
                "terms_version.number",
                "terms_version.digest",
                "terms_version.access_list_id",
            ],
            name="fk_confirmation_terms_version",
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_confirmation_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_confirmation_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_confirmation")),
    )
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_confirmation_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_confirmation_arrangement", ["arrangement_id", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_confirmation_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_confirmation_person_id"), ["person_id"], unique=False)

    op.create_table(
        "mentoring_pair",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mentor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mentor_post", sa.String(length=200), nullable=False),
        sa.Column("mentee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("mentee_post", sa.String(length=200), nullable=False),
        sa.Column("focus", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("mentor_id <> mentee_id", name=op.f("ck_mentoring_pair_not_itself")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_mentoring_pair_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_mentoring_pair_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "mentee_id"],
            ["party.arrangement_id", "party.organisation_id"],
            name=op.f("fk_mentoring_pair_arrangement_id_mentee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "mentor_id"],
            ["party.arrangement_id", "party.organisation_id"],
            name=op.f("fk_mentoring_pair_arrangement_id_mentor_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_pair")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_mentoring_pair_id_access_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_mentoring_pair_reference")),
    )
    with op.batch_alter_table("mentoring_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_pair_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_mentoring_pair_arrangement", ["arrangement_id", "id"], unique=False)

    op.create_table(
        "money_flow",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("payer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("joint_payer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("payee_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pence", sa.BigInteger(), nullable=True),
        sa.Column("in_kind", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(pence IS NULL) <> (in_kind = '')", name=op.f("ck_money_flow_amount_or_in_kind")),
        sa.CheckConstraint(
            "joint_payer_id NOT IN (payer_id, payee_id)", name=op.f("ck_money_flow_joint_payer_is_another")
        ),
        sa.CheckConstraint("payer_id <> payee_id", name=op.f("ck_money_flow_not_to_itself")),
        sa.CheckConstraint("pence IS NULL OR pence > 0", name=op.f("ck_money_flow_pence_positive")),
        sa.CheckConstraint(
            "period_to IS NULL OR period_from IS NULL OR period_to >= period_from",
            name=op.f("ck_money_flow_period_in_order"),
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_money_flow_access_list_id")),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_money_flow_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "joint_payer_id"],
            ["party.arrangement_id", "party.organisation_id"],
            name=op.f("fk_money_flow_arrangement_id_joint_payer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "payee_id"],
            ["party.arrangement_id", "party.organisation_id"],
            name=op.f("fk_money_flow_arrangement_id_payee_id"),
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "payer_id"],
            ["party.arrangement_id", "party.organisation_id"],
            name=op.f("fk_money_flow_arrangement_id_payer_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_money_flow")),
        sa.UniqueConstraint("id", "access_list_id", name="uq_money_flow_id_access_list_id"),
        sa.UniqueConstraint("reference", name=op.f("uq_money_flow_reference")),
    )
    with op.batch_alter_table("money_flow", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_money_flow_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_money_flow_arrangement", ["arrangement_id", "id"], unique=False)

    op.create_table(
        "party_role",
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("party_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "role IN ('provider', 'recipient', 'mentor', 'mentee', 'funder', 'broker', 'accountable_body', 'observer', 'other')",
            name=op.f("ck_party_role_role_known"),
        ),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_party_role_access_list_id")),
        sa.ForeignKeyConstraint(
            ["party_id", "access_list_id"],
            ["party.id", "party.access_list_id"],
            name=op.f("fk_party_role_party_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("party_id", "role", name=op.f("pk_party_role")),
    )
    with op.batch_alter_table("party_role", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_party_role_access_list_id"), ["access_list_id"], unique=False)

    op.create_table(
        "reading",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("measure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("value", sa.Numeric(18, 6).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_reading_access_list_id")),
        sa.ForeignKeyConstraint(
            ["measure_id", "access_list_id"],
            ["measure.id", "measure.access_list_id"],
            name=op.f("fk_reading_measure_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["organisation.id"], name=op.f("fk_reading_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading")),
        sa.UniqueConstraint("reference", name=op.f("uq_reading_reference")),
    )
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reading_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(
            "ix_reading_newest",
            ["measure_id", sa.literal_column("on_date DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_reading_recorded_by_id"), ["recorded_by_id"], unique=False)

    op.create_table(
        "reply",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("statement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "stance",
            sa.Enum("accepted", "disputed", "explained", name="stance", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(words) BETWEEN 1 AND 4000", name=op.f("ck_reply_words_fit")),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_reply_access_list_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_reply_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_reply_person_id")),
        sa.ForeignKeyConstraint(
            ["statement_id", "access_list_id"],
            ["statement.id", "statement.access_list_id"],
            name=op.f("fk_reply_statement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        info={"append_only": True},
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_reply_statement", ["statement_id", "created_at", "id"], unique=False)

    op.create_table(
        "target",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("measure_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("value", sa.Numeric(18, 6).with_variant(sa.BigInteger(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("set_on", sa.Date(), nullable=False),
        sa.Column("set_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["access_list_id"], ["access_list.id"], name=op.f("fk_target_access_list_id")),
        sa.ForeignKeyConstraint(
            ["measure_id", "access_list_id"],
            ["measure.id", "measure.access_list_id"],
            name=op.f("fk_target_measure_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["set_by_id"], ["organisation.id"], name=op.f("fk_target_set_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("reference", name=op.f("uq_target_reference")),
    )
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index(
            "ix_target_due",
            ["set_by_id", "due_on", "id"],
            unique=False,
            postgresql_where=sa.text("read_on IS NULL"),
            sqlite_where=sa.text("read_on IS NULL"),
        )
        batch_op.create_index("ix_target_measure", ["measure_id", "id"], unique=False)

    op.create_table(
        "differing_figure",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("money_flow_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("pence", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("stated_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("pence > 0", name=op.f("ck_differing_figure_pence_positive")),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_differing_figure_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_differing_figure_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["money_flow_id", "access_list_id"],
            ["money_flow.id", "money_flow.access_list_id"],
            name=op.f("fk_differing_figure_money_flow_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["stated_by_id"], ["organisation.id"], name=op.f("fk_differing_figure_stated_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_differing_figure")),
        sa.UniqueConstraint("reference", name=op.f("uq_differing_figure_reference")),
    )
    with op.batch_alter_table("differing_figure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_differing_figure_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_differing_figure_arrangement", ["arrangement_id", "id"], unique=False)
        batch_op.create_index("ix_differing_figure_money_flow", ["money_flow_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_differing_figure_stated_by_id"), ["stated_by_id"], unique=False)

    op.create_table(
        "mentoring_session",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), sa.Identity(always=False), nullable=False
        ),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("access_list_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arrangement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pair_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("people", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("logged_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('planned', 'held')", name=op.f("ck_mentoring_session_state_known")),
        sa.CheckConstraint("minutes IS NULL OR minutes > 0", name=op.f("ck_mentoring_session_minutes_positive")),
        sa.ForeignKeyConstraint(
            ["access_list_id"], ["access_list.id"], name=op.f("fk_mentoring_session_access_list_id")
        ),
        sa.ForeignKeyConstraint(
            ["arrangement_id", "access_list_id"],
            ["arrangement.id", "arrangement.inner_list_id"],
            name=op.f("fk_mentoring_session_arrangement_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["logged_by_id"], ["organisation.id"], name=op.f("fk_mentoring_session_logged_by_id")),
        sa.ForeignKeyConstraint(
            ["pair_id", "access_list_id"],
            ["mentoring_pair.id", "mentoring_pair.access_list_id"],
            name=op.f("fk_mentoring_session_pair_id_access_list_id"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_session")),
        sa.UniqueConstraint("reference", name=op.f("uq_mentoring_session_reference")),
    )
    with op.batch_alter_table("mentoring_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mentoring_session_access_list_id"), ["access_list_id"], unique=False)
        batch_op.create_index("ix_mentoring_session_due", ["logged_by_id", "state", "on_date"], unique=False)
        batch_op.create_index(
            "ix_mentoring_session_newest",
            ["arrangement_id", sa.literal_column("on_date DESC"), sa.literal_column("id DESC")],
            unique=False,
        )
        batch_op.create_index("ix_mentoring_session_pair", ["pair_id"], unique=False)
    dialect = op.get_bind().dialect.name
    _run(Path(__file__).with_name(f"0001_walls_{dialect}.sql").read_text().split("--;"))
    if dialect == "postgresql":
        _run(schema_statements())


def _run(statements: list[str]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement, execution_options={"no_parameters": True})


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        _run([_NO_POLICIES, "DROP FUNCTION accord_may_grant(bigint)", "DROP FUNCTION accord_grants_on(bigint)"])
    with op.batch_alter_table("mentoring_session", schema=None) as batch_op:
        batch_op.drop_index("ix_mentoring_session_pair")
        batch_op.drop_index("ix_mentoring_session_newest")
        batch_op.drop_index("ix_mentoring_session_due")
        batch_op.drop_index(batch_op.f("ix_mentoring_session_access_list_id"))

    op.drop_table("mentoring_session")
    with op.batch_alter_table("differing_figure", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_differing_figure_stated_by_id"))
        batch_op.drop_index("ix_differing_figure_money_flow")
        batch_op.drop_index("ix_differing_figure_arrangement")
        batch_op.drop_index(batch_op.f("ix_differing_figure_access_list_id"))

    op.drop_table("differing_figure")
    with op.batch_alter_table("target", schema=None) as batch_op:
        batch_op.drop_index("ix_target_measure")
        batch_op.drop_index(
            "ix_target_due", postgresql_where=sa.text("read_on IS NULL"), sqlite_where=sa.text("read_on IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_target_access_list_id"))

    op.drop_table("target")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_statement")
        batch_op.drop_index(batch_op.f("ix_reply_person_id"))
        batch_op.drop_index(batch_op.f("ix_reply_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_reply_access_list_id"))

    op.drop_table("reply")
    with op.batch_alter_table("reading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reading_recorded_by_id"))
        batch_op.drop_index("ix_reading_newest")
        batch_op.drop_index(batch_op.f("ix_reading_access_list_id"))

    op.drop_table("reading")
    with op.batch_alter_table("party_role", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_role_access_list_id"))

    op.drop_table("party_role")
    with op.batch_alter_table("money_flow", schema=None) as batch_op:
        batch_op.drop_index("ix_money_flow_arrangement")
        batch_op.drop_index(batch_op.f("ix_money_flow_access_list_id"))

    op.drop_table("money_flow")
    with op.batch_alter_table("mentoring_pair", schema=None) as batch_op:
        batch_op.drop_index("ix_mentoring_pair_arrangement")
        batch_op.drop_index(batch_op.f("ix_mentoring_pair_access_list_id"))

    op.drop_table("mentoring_pair")
    with op.batch_alter_table("confirmation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_confirmation_person_id"))
        batch_op.drop_index(batch_op.f("ix_confirmation_organisation_id"))
        batch_op.drop_index("ix_confirmation_arrangement")
        batch_op.drop_index(batch_op.f("ix_confirmation_access_list_id"))

    op.drop_table("confirmation")
    with op.batch_alter_table("asked_reply", schema=None) as batch_op:
        batch_op.drop_index("ix_asked_reply_waiting")
        batch_op.drop_index(batch_op.f("ix_asked_reply_access_list_id"))

    op.drop_table("asked_reply")
    with op.batch_alter_table("working_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_working_note_person_id"))
        batch_op.drop_index("ix_working_note_newest")
        batch_op.drop_index(batch_op.f("ix_working_note_access_list_id"))

    op.drop_table("working_note")
    with op.batch_alter_table("terms_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_terms_version_made_by_id"))
        batch_op.drop_index(batch_op.f("ix_terms_version_access_list_id"))

    op.drop_table("terms_version")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index("ix_statement_state_newest")
        batch_op.drop_index(batch_op.f("ix_statement_person_id"))
        batch_op.drop_index(batch_op.f("ix_statement_outcome_person_id"))
        batch_op.drop_index(batch_op.f("ix_statement_outcome_organisation_id"))
        batch_op.drop_index("ix_statement_newest")
        batch_op.drop_index("ix_statement_list_newest")
        batch_op.drop_index("ix_statement_author_answered")
        batch_op.drop_index(batch_op.f("ix_statement_access_list_id"))
        batch_op.drop_index("ix_statement_about_newest")

    op.drop_table("statement")
    with op.batch_alter_table("party", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_party_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_party_access_list_id"))

    op.drop_table("party")
    with op.batch_alter_table("measure", schema=None) as batch_op:
        batch_op.drop_index("ix_measure_arrangement")
        batch_op.drop_index(batch_op.f("ix_measure_access_list_id"))

    op.drop_table("measure")
    with op.batch_alter_table("ledger_payload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_payload_access_list_id"))

    op.drop_table("ledger_payload")
    with op.batch_alter_table("evidence_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_version_person_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_version_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_version_access_list_id"))

    op.drop_table("evidence_version")
    with op.batch_alter_table("engagement_scope", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_engagement_scope_covered_list_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_scope_access_list_id"))

    op.drop_table("engagement_scope")
    with op.batch_alter_table("asked_confirmation", schema=None) as batch_op:
        batch_op.drop_index("ix_asked_confirmation_waiting")
        batch_op.drop_index(batch_op.f("ix_asked_confirmation_access_list_id"))

    op.drop_table("asked_confirmation")
    with op.batch_alter_table("arrangement_evidence", schema=None) as batch_op:
        batch_op.drop_index("ix_arrangement_evidence_evidence")
        batch_op.drop_index(batch_op.f("ix_arrangement_evidence_access_list_id"))

    op.drop_table("arrangement_evidence")
    with op.batch_alter_table("organisation_record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_record_access_list_id"))

    op.drop_table("organisation_record")
    with op.batch_alter_table("ledger_head", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_head_newest")

    op.drop_table("ledger_head")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_entry_subject")
        batch_op.drop_index(batch_op.f("ix_ledger_entry_access_list_id"))

    op.drop_table("ledger_entry")
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_evidence_person_id"))
        batch_op.drop_index(batch_op.f("ix_evidence_organisation_id"))
        batch_op.drop_index("ix_evidence_newest")
        batch_op.drop_index("ix_evidence_list_newest")
        batch_op.drop_index("ix_evidence_kind_newest")
        batch_op.drop_index("ix_evidence_folded_title")
        batch_op.drop_index(batch_op.f("ix_evidence_access_list_id"))

    op.drop_table("evidence")
    with op.batch_alter_table("engagement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_engagement_opened_by_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_opened_by_id"))
        batch_op.drop_index("ix_engagement_newest")
        batch_op.drop_index("ix_engagement_list_newest")
        batch_op.drop_index(batch_op.f("ix_engagement_ended_by_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_audit_body_id"))
        batch_op.drop_index(batch_op.f("ix_engagement_access_list_id"))

    op.drop_table("engagement")
    with op.batch_alter_table("audit_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_notice_term_id"))
        batch_op.drop_index(batch_op.f("ix_audit_notice_opened_by_organisation_id"))
        batch_op.drop_index(batch_op.f("ix_audit_notice_engagement_reference"))
        batch_op.drop_index(batch_op.f("ix_audit_notice_audit_body_id"))
        batch_op.drop_index(batch_op.f("ix_audit_notice_access_list_id"))

    op.drop_table("audit_notice")
    with op.batch_alter_table("arrangement", schema=None) as batch_op:
        batch_op.drop_index("ix_arrangement_state_newest")
        batch_op.drop_index(batch_op.f("ix_arrangement_registered_by_id"))
        batch_op.drop_index("ix_arrangement_newest")
        batch_op.drop_index("ix_arrangement_list_newest")
        batch_op.drop_index("ix_arrangement_kind_newest")
        batch_op.drop_index(batch_op.f("ix_arrangement_inner_list_id"))
        batch_op.drop_index(batch_op.f("ix_arrangement_accountable_body_id"))
        batch_op.drop_index(batch_op.f("ix_arrangement_access_list_id"))

    op.drop_table("arrangement")
    with op.batch_alter_table("access_grant", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_access_grant_term",
            postgresql_where=sa.text("term_id IS NOT NULL"),
            sqlite_where=sa.text("term_id IS NOT NULL"),
        )
        batch_op.drop_index("ix_access_grant_rule")
        batch_op.drop_index(batch_op.f("ix_access_grant_access_list_id"))

    op.drop_table("access_grant")
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_succession_successor_id"))

    op.drop_table("succession")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_created_at"))

    op.drop_table("submission")
    with op.batch_alter_table("sign_in_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_session_person_id"))

    op.drop_table("sign_in_session")
    op.drop_table("register_entry")
    with op.batch_alter_table("organisation_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_term_organisation_id"))

    op.drop_table("organisation_term")
    op.drop_table("organisation_name")
    with op.batch_alter_table("organisation_identifier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_identifier_organisation_id"))

    op.drop_table("organisation_identifier")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_live", postgresql_where=sa.text("ended_at IS NULL"), sqlite_where=sa.text("ended_at IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id_ended_at"))

    op.drop_table("membership")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id_created_at"))

    op.drop_table("invitation")
    with op.batch_alter_table("access_list", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_list_within_id"))
        batch_op.drop_index(batch_op.f("ix_access_list_owner_organisation_id"))

    op.drop_table("access_list")
    op.drop_table("stored_file")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_key_digest_kind_at"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_at"))

    op.drop_table("sign_in_attempt")
    op.drop_table("person")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_type_sort_name_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_sort_name_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_run_at"))

    op.drop_table("job")
    with op.batch_alter_table("access_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_term_owner_organisation_id"))

    op.drop_table("access_term")
    if postgresql:
        _run(["DROP FUNCTION accord_refuse()", *drop_statements()])
