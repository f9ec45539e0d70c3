"""Every table of the gateway, with the indexes that serve its queries."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from gateway.database.types import Moment

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite uses the index only where the query says this in the same words
UNSEEN = "alarm and alarm_seen_by = ''"

serial = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only INTEGER keys
identifier = String(32)

messages = Table(
    "messages",
    metadata,
    Column("id", identifier, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("channel", String(40), nullable=False),
    Column("account", String(80), nullable=False),
    Column("external_id", String(200), nullable=False),
    Column("sender", String(200), nullable=False),
    Column("thread", String(64), nullable=False),  # a hash; "" for a message of its own
    Column("person", String(64)),
    Column("digest", String(64), nullable=False),
    Column("words", String(64), nullable=False),
    Column("payload", JSON, nullable=False),
    Column("files", JSON, nullable=False),
    Column("kept_at", Moment, nullable=False),
    Column("status", String(20), nullable=False),
    Column("report_id", identifier),
    Column("answers", String(10), nullable=False),
    Column("talk", identifier, nullable=False),  # "" for a message of no conversation
    UniqueConstraint("channel", "account", "sender", "external_id"),
    Index(
        "ix_messages_waiting",
        "channel",
        "account",
        "sender",
        "id",
        sqlite_where=text("status = 'kept'"),
        postgresql_where=text("status = 'kept'"),
    ),
    Index("ix_messages_account", "channel", "account", "kept_at"),
    Index("ix_messages_words", "person", "words"),
    Index(
        "ix_messages_thread",
        "thread",
        sqlite_where=text("thread <> ''"),
        postgresql_where=text("thread <> ''"),
    ),
    Index("ix_messages_report", "report_id"),
    Index(
        "ix_messages_talk",
        "talk",
        "id",
        sqlite_where=text("talk <> ''"),
        postgresql_where=text("talk <> ''"),
    ),
)

reports = Table(
    "reports",
    metadata,
    Column("id", identifier, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("message_id", identifier, nullable=False, unique=True),
    Column("ticket_id", identifier, nullable=False),
    Column("first_ticket_id", identifier, nullable=False),
    Column("status", String(20), nullable=False),
    Column("relation", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("person", String(64)),
    Column("round", Integer, nullable=False),
    Column("chased", Integer, nullable=False),
    Column("suggestion", JSON),
    Column("informed_at", Moment),
    Column("version", Integer, nullable=False),
    Index("ix_reports_ticket", "ticket_id", "id"),
    Index("ix_reports_first_ticket", "first_ticket_id"),
    Index("ix_reports_person", "person", "status"),
    Index("ix_reports_status", "status", "created_at"),
)

votes = Table(
    "votes",
    metadata,
    Column("report_id", identifier, primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("solved", Boolean, nullable=False),
    Column("satisfied", Integer, nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

tickets = Table(
    "tickets",
    metadata,
    Column("id", identifier, primary_key=True),
    Column("number", String(20), nullable=False, unique=True),
    Column("status", String(20), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("since", Moment, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("category", String(10), nullable=False),
    Column("urgency", String(2), nullable=False),
    Column("place", Text, nullable=False),
    Column("area", String(20)),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("round", Integer, nullable=False),
    Column("proposal", JSON),
    Column("lead", String(60), nullable=False),
    Column("assists", JSON, nullable=False),
    Column("due_at", Moment),
    Column("due_set_by", String(80), nullable=False),
    Column("dispatches", Integer, nullable=False),
    Column("dispatched_at", Moment),
    Column("signed_at", Moment),
    Column("answered_at", Moment),
    Column("returned", JSON),
    Column("result", JSON),
    Column("merged_into", identifier),
    Column("confidential", Boolean, nullable=False),
    Column("alarm", Boolean, nullable=False),
    Column("alarm_sure", Float, nullable=False),
    Column("alarm_seen_by", String(80), nullable=False),
    Column("reports", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_tickets_queue", "status", "urgency", "due_at", "id"),
    Index("ix_tickets_since", "status", "since"),
    Index("ix_tickets_lead", "lead", "status", "due_at"),
    Index(
        "ix_tickets_alarm",
        "created_at",
        sqlite_where=text(UNSEEN),
        postgresql_where=text(UNSEEN),
    ),
)

ticket_units = Table(
    "ticket_units",
    metadata,
    Column("unit", String(60), primary_key=True),
    Column("ticket_id", identifier, primary_key=True),
    Column("role", String(10), nullable=False),  # "lead" or "assist"
    Index("ix_ticket_units_ticket", "ticket_id"),
)

history = Table(
    "history",
    metadata,
    Column("seq", serial, primary_key=True, autoincrement=True),
    Column("subject", String(10), nullable=False),
    Column("subject_id", identifier, nullable=False),
    Column("ticket_id", identifier),
    Column("event", String(24), nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(100), nullable=False),
    Column("was", String(20)),
    Column("now", String(20), nullable=False),
    Column("because", JSON, nullable=False),
    Index("ix_history_ticket", "ticket_id", "seq"),
    Index("ix_history_subject", "subject_id", "seq"),
)

match_keys = Table(
    "match_keys",
    metadata,
    Column("key", String(80), primary_key=True),  # store.candidates.LONGEST_KEY
    Column("report_id", identifier, primary_key=True),  # sorts by time, so newest come last
)

descriptions = Table(
    "descriptions",
    metadata,
    Column("report_id", identifier, primary_key=True),
    Column("described", JSON, nullable=False),
)

candidates = Table(
    "candidates",
    metadata,
    Column("ticket_id", identifier, primary_key=True),  # the younger one, which asks
    Column("other_id", identifier, primary_key=True),  # the older one
    Column("score", Float, nullable=False),
    Column("because", JSON, nullable=False),
    Column("state", String(10), nullable=False),  # open, merged, rejected
    Column("decided_by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_candidates_other", "other_id", "state"),
)

deliveries = Table(
    "deliveries",
    metadata,
    Column("key", String(60), primary_key=True),  # the idempotency key the far side is told
    Column("ticket_id", identifier, nullable=False),
    Column("destination", String(40), nullable=False),
    Column("state", String(10), nullable=False),  # waiting, sent, dead
    Column("attempts", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("error", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_deliveries_ticket", "ticket_id"),
    Index("ix_deliveries_state", "state", "next_at"),
)

callbacks = Table(
    "callbacks",
    metadata,
    Column("key", String(120), primary_key=True),  # the far side's idempotency key
    Column("digest", String(64), nullable=False),
    Column("ticket_id", identifier, nullable=False),
    Column("outcome", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    Column("at", Moment, nullable=False),
)

notices = Table(
    "notices",
    metadata,
    Column("report_id", identifier, primary_key=True),
    Column("about", String(20), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("state", String(10), nullable=False),  # waiting, told, page, failed
    Column("attempts", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("error", Text, nullable=False),
    Column("words", Text, nullable=False),
    Index("ix_notices_state", "state", "next_at"),
)

users = Table(
    "users",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("password", String(200), nullable=False),  # argon2id
    Column("roles", JSON, nullable=False),
    Column("unit", String(60)),
    Column("disabled", Boolean, nullable=False),
    Column("epoch", Integer, nullable=False),  # counts up to end every session at once
    Column("created_at", Moment, nullable=False),
)

attempts = Table(
    "attempts",
    metadata,
    Column("subject", String(120), primary_key=True),  # what is being guessed, or from where
    Column("slot", BigInteger, primary_key=True),  # which span of time
    Column("count", Integer, nullable=False),
)

stream_entries = Table(
    "stream_entries",
    metadata,
    Column("id", serial, primary_key=True, autoincrement=True),
    Column("item", String(60), nullable=False),
    Column("free_at", Moment, nullable=False),  # nobody holds it from then on
    Column("failures", Integer, nullable=False),
    Column("reason", Text),  # set aside, and why
    Index(
        "ix_stream_entries_ready",
        "free_at",
        "id",
        sqlite_where=text("reason is null"),
        postgresql_where=text("reason is null"),
    ),
)
