"""The first tables"""

import sqlalchemy as sa
from alembic import op

from gateway.database import types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attempts",
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("slot", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "slot", name=op.f("pk_attempts")),
    )
    op.create_table(
        "callbacks",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_callbacks")),
    )
    op.create_table(
        "candidates",
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("other_id", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by", sa.String(length=80), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "other_id", name=op.f("pk_candidates")),
    )
    with op.batch_alter_table("candidates", schema=None) as batch_op:
        batch_op.create_index("ix_candidates_other", ["other_id", "state"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("destination", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Moment(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_state", ["state", "next_at"], unique=False)
        batch_op.create_index("ix_deliveries_ticket", ["ticket_id"], unique=False)

    op.create_table(
        "descriptions",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("described", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_descriptions")),
    )
    op.create_table(
        "doors",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=80), nullable=False),
        sa.Column("changed_at", types.Moment(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("error_at", types.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_doors")),
    )
    op.create_table(
        "fetches",
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Moment(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("message_id", "position", name=op.f("pk_fetches")),
    )
    with op.batch_alter_table("fetches", schema=None) as batch_op:
        batch_op.create_index("ix_fetches_state", ["state", "next_at"], unique=False)

    op.create_table(
        "history",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=True),
        sa.Column("event", sa.String(length=24), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("was", sa.String(length=20), nullable=True),
        sa.Column("now", sa.String(length=20), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_history")),
    )
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.create_index("ix_history_subject", ["subject_id", "seq"], unique=False)
        batch_op.create_index("ix_history_ticket", ["ticket_id", "seq"], unique=False)

    op.create_table(
        "judgements",
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("suggested", sa.String(length=40), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("judged", sa.String(length=40), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("version", sa.String(length=80), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("ticket_id", "subject", name=op.f("pk_judgements")),
    )
    with op.batch_alter_table("judgements", schema=None) as batch_op:
        batch_op.create_index("ix_judgements_at", ["at"], unique=False)
        batch_op.create_index(
            "ix_judgements_judged", ["judged", "subject", "at", "ticket_id"], unique=False
        )

    op.create_table(
        "knowledge",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge")),
    )
    with op.batch_alter_table("knowledge", schema=None) as batch_op:
        batch_op.create_index("ix_knowledge_asked", ["asked"], unique=False)
        batch_op.create_index("ix_knowledge_ending", ["standing", "valid_until"], unique=False)

    op.create_table(
        "knowledge_versions",
        sa.Column(
            "seq",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_knowledge_versions")),
        sa.UniqueConstraint("id", "version", name=op.f("uq_knowledge_versions_id_version")),
    )
    op.create_table(
        "match_keys",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("key", "report_id", name=op.f("pk_match_keys")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("kept_at", types.Moment(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("report_id", sa.String(length=32), nullable=True),
        sa.Column("answers", sa.String(length=10), nullable=False),
        sa.Column("talk", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint(
            "channel",
            "account",
            "sender",
            "external_id",
            name=op.f("uq_messages_channel_account_sender_external_id"),
        ),
        sa.UniqueConstraint("number", name=op.f("uq_messages_number")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(
            "ix_messages_account", ["channel", "account", "kept_at"], unique=False
        )
        batch_op.create_index("ix_messages_report", ["report_id"], unique=False)
        batch_op.create_index(
            "ix_messages_talk",
            ["talk", "id"],
            unique=False,
            sqlite_where=sa.text("talk <> ''"),
            postgresql_where=sa.text("talk <> ''"),
        )
        batch_op.create_index(
            "ix_messages_thread",
            ["thread"],
            unique=False,
            sqlite_where=sa.text("thread <> ''"),
            postgresql_where=sa.text("thread <> ''"),
        )
        batch_op.create_index(
            "ix_messages_waiting",
            ["channel", "account", "sender", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'kept'"),
            postgresql_where=sa.text("status = 'kept'"),
        )
        batch_op.create_index("ix_messages_words", ["person", "words"], unique=False)

    op.create_table(
        "notices",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Moment(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "about", "round", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index("ix_notices_state", ["state", "next_at"], unique=False)

    op.create_table(
        "payloads",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("door", sa.String(length=60), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payloads")),
    )
    with op.batch_alter_table("payloads", schema=None) as batch_op:
        batch_op.create_index("ix_payloads_door", ["door", "id"], unique=False)
        batch_op.create_index("ix_payloads_message", ["message_id"], unique=False)
        batch_op.create_index(
            "ix_payloads_parked",
            ["door", "mark"],
            unique=True,
            sqlite_where=sa.text("problem is not null"),
            postgresql_where=sa.text("problem is not null"),
        )

    op.create_table(
        "replies",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("talk_id", sa.String(length=32), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", types.Moment(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.create_index("ix_replies_state", ["state", "next_at"], unique=False)
        batch_op.create_index("ix_replies_talk", ["talk_id", "id"], unique=False)

    op.create_table(
        "reports",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("first_ticket_id", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("created_at", types.Moment(timezone=True), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("chased", sa.Integer(), nullable=False),
        sa.Column("suggestion", sa.JSON(), nullable=True),
        sa.Column("informed_at", types.Moment(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("message_id", name=op.f("uq_reports_message_id")),
        sa.UniqueConstraint("number", name=op.f("uq_reports_number")),
    )
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.create_index("ix_reports_first_ticket", ["first_ticket_id"], unique=False)
        batch_op.create_index("ix_reports_person", ["person", "status"], unique=False)
        batch_op.create_index("ix_reports_status", ["status", "created_at"], unique=False)
        batch_op.create_index("ix_reports_ticket", ["ticket_id", "id"], unique=False)

    op.create_table(
        "shelves",
        sa.Column("door", sa.String(length=60), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("until", types.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("door", "key", name=op.f("pk_shelves")),
    )
    op.create_table(
        "stream_entries",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("item", sa.String(length=60), nullable=False),
        sa.Column("free_at", types.Moment(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream_entries")),
    )
    with op.batch_alter_table("stream_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stream_entries_ready",
            ["free_at", "id"],
            unique=False,
            sqlite_where=sa.text("reason is null"),
            postgresql_where=sa.text("reason is null"),
        )

    op.create_table(
        "talks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("since", types.Moment(timezone=True), nullable=False),
        sa.Column("heard_at", types.Moment(timezone=True), nullable=False),
        sa.Column("wake_at", types.Moment(timezone=True), nullable=True),
        sa.Column("staff", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("code_until", types.Moment(timezone=True), nullable=True),
        sa.Column("notice", sa.String(length=20), nullable=False),
        sa.Column("notice_at", types.Moment(timezone=True), nullable=True),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("telling_until", types.Moment(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talks")),
    )
    with op.batch_alter_table("talks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_talks_code",
            ["code"],
            unique=False,
            sqlite_where=sa.text("code <> ''"),
            postgresql_where=sa.text("code <> ''"),
        )
        batch_op.create_index("ix_talks_heard", ["heard_at"], unique=False)
        batch_op.create_index(
            "ix_talks_staff",
            ["state", "since"],
            unique=False,
            sqlite_where=sa.text("state in ('calling', 'staffed')"),
            postgresql_where=sa.text("state in ('calling', 'staffed')"),
        )
        batch_op.create_index(
            "ix_talks_wake",
            ["wake_at"],
            unique=False,
            sqlite_where=sa.text("wake_at is not null"),
            postgresql_where=sa.text("wake_at is not null"),
        )

    op.create_table(
        "ticket_units",
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("ticket_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("unit", "ticket_id", name=op.f("pk_ticket_units")),
    )
    with op.batch_alter_table("ticket_units", schema=None) as batch_op:
        batch_op.create_index("ix_ticket_units_ticket", ["ticket_id"], unique=False)

    op.create_table(
        "tickets",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("created_at", types.Moment(timezone=True), nullable=False),
        sa.Column("since", types.Moment(timezone=True), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=10), nullable=False),
        sa.Column("urgency", sa.String(length=2), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("area", sa.String(length=20), nullable=True),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("proposal", sa.JSON(), nullable=True),
        sa.Column("lead", sa.String(length=60), nullable=False),
        sa.Column("assists", sa.JSON(), nullable=False),
        sa.Column("due_at", types.Moment(timezone=True), nullable=True),
        sa.Column("due_set_by", sa.String(length=80), nullable=False),
        sa.Column("dispatches", sa.Integer(), nullable=False),
        sa.Column("dispatched_at", types.Moment(timezone=True), nullable=True),
        sa.Column("signed_at", types.Moment(timezone=True), nullable=True),
        sa.Column("answered_at", types.Moment(timezone=True), nullable=True),
        sa.Column("returned", sa.JSON(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("merged_into", sa.String(length=32), nullable=True),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("alarm", sa.Boolean(), nullable=False),
        sa.Column("alarm_sure", sa.Float(), nullable=False),
        sa.Column("alarm_seen_by", sa.String(length=80), nullable=False),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tickets_alarm",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("alarm and alarm_seen_by = ''"),
            postgresql_where=sa.text("alarm and alarm_seen_by = ''"),
        )
        batch_op.create_index("ix_tickets_lead", ["lead", "status", "due_at"], unique=False)
        batch_op.create_index(
            "ix_tickets_queue", ["status", "urgency", "due_at", "id"], unique=False
        )
        batch_op.create_index("ix_tickets_since", ["status", "since"], unique=False)

    op.create_table(
        "users",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=True),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_users")),
    )
    op.create_table(
        "votes",
        sa.Column("report_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("solved", sa.Boolean(), nullable=False),
        sa.Column("satisfied", sa.Integer(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("at", types.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "round", name=op.f("pk_votes")),
    )


def downgrade() -> None:
    op.drop_table("votes")
    op.drop_table("users")
    with op.batch_alter_table("tickets", schema=None) as batch_op:
        batch_op.drop_index("ix_tickets_since")
        batch_op.drop_index("ix_tickets_queue")
        batch_op.drop_index("ix_tickets_lead")
        batch_op.drop_index(
            "ix_tickets_alarm",
            sqlite_where=sa.text("alarm and alarm_seen_by = ''"),
            postgresql_where=sa.text("alarm and alarm_seen_by = ''"),
        )

    op.drop_table("tickets")
    with op.batch_alter_table("ticket_units", schema=None) as batch_op:
        batch_op.drop_index("ix_ticket_units_ticket")

    op.drop_table("ticket_units")
    with op.batch_alter_table("talks", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_talks_wake",
            sqlite_where=sa.text("wake_at is not null"),
            postgresql_where=sa.text("wake_at is not null"),
        )
        batch_op.drop_index(
            "ix_talks_staff",
            sqlite_where=sa.text("state in ('calling', 'staffed')"),
            postgresql_where=sa.text("state in ('calling', 'staffed')"),
        )
        batch_op.drop_index("ix_talks_heard")
        batch_op.drop_index(
            "ix_talks_code",
            sqlite_where=sa.text("code <> ''"),
            postgresql_where=sa.text("code <> ''"),
        )

    op.drop_table("talks")
    with op.batch_alter_table("stream_entries", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_stream_entries_ready",
            sqlite_where=sa.text("reason is null"),
            postgresql_where=sa.text("reason is null"),
        )

    op.drop_table("stream_entries")
    op.drop_table("shelves")
    with op.batch_alter_table("reports", schema=None) as batch_op:
        batch_op.drop_index("ix_reports_ticket")
        batch_op.drop_index("ix_reports_status")
        batch_op.drop_index("ix_reports_person")
        batch_op.drop_index("ix_reports_first_ticket")

    op.drop_table("reports")
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.drop_index("ix_replies_talk")
        batch_op.drop_index("ix_replies_state")

    op.drop_table("replies")
    with op.batch_alter_table("payloads", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_payloads_parked",
            sqlite_where=sa.text("problem is not null"),
            postgresql_where=sa.text("problem is not null"),
        )
        batch_op.drop_index("ix_payloads_message")
        batch_op.drop_index("ix_payloads_door")

    op.drop_table("payloads")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index("ix_notices_state")

    op.drop_table("notices")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("ix_messages_words")
        batch_op.drop_index(
            "ix_messages_waiting",
            sqlite_where=sa.text("status = 'kept'"),
            postgresql_where=sa.text("status = 'kept'"),
        )
        batch_op.drop_index(
            "ix_messages_thread",
            sqlite_where=sa.text("thread <> ''"),
            postgresql_where=sa.text("thread <> ''"),
        )
        batch_op.drop_index(
            "ix_messages_talk",
            sqlite_where=sa.text("talk <> ''"),
            postgresql_where=sa.text("talk <> ''"),
        )
        batch_op.drop_index("ix_messages_report")
        batch_op.drop_index("ix_messages_account")

    op.drop_table("messages")
    op.drop_table("match_keys")
    op.drop_table("knowledge_versions")
    with op.batch_alter_table("knowledge", schema=None) as batch_op:
        batch_op.drop_index("ix_knowledge_ending")
        batch_op.drop_index("ix_knowledge_asked")

    op.drop_table("knowledge")
    with op.batch_alter_table("judgements", schema=None) as batch_op:
        batch_op.drop_index("ix_judgements_at")
        batch_op.drop_index("ix_judgements_judged")

    op.drop_table("judgements")
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.drop_index("ix_history_ticket")
        batch_op.drop_index("ix_history_subject")

    op.drop_table("history")
    with op.batch_alter_table("fetches", schema=None) as batch_op:
        batch_op.drop_index("ix_fetches_state")

    op.drop_table("fetches")
    op.drop_table("doors")
    op.drop_table("descriptions")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_ticket")
        batch_op.drop_index("ix_deliveries_state")

    op.drop_table("deliveries")
    with op.batch_alter_table("candidates", schema=None) as batch_op:
        batch_op.drop_index("ix_candidates_other")

    op.drop_table("candidates")
    op.drop_table("callbacks")
    op.drop_table("attempts")
