"""The tables of the conversations, beside those of reports and tickets."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Index, Integer, String, Table, Text, text

from gateway.database.tables import identifier, metadata
from gateway.database.types import Moment

# SQLite uses an index only where the query says this in the same words
UNTOLD = "state = 'waiting'"
WITH_STAFF = "state in ('calling', 'staffed')"
HAS_CODE = "code <> ''"
COMING_BACK = "wake_at is not null"

talks = Table(
    "talks",
    metadata,
    Column("id", identifier, primary_key=True),  # a hash of the three that follow
    Column("channel", String(40), nullable=False),
    Column("account", String(80), nullable=False),
    Column("sender", String(200), nullable=False),
    Column("state", String(10), nullable=False),
    Column("since", Moment, nullable=False),
    Column("heard_at", Moment, nullable=False),
    Column("wake_at", Moment),
    Column("staff", String(60), nullable=False),
    Column("code", String(64), nullable=False),  # a hash; "" for none
    Column("code_until", Moment),
    Column("notice", String(20), nullable=False),  # version of the privacy notice he was shown
    Column("notice_at", Moment),
    Column("told", JSON, nullable=False),  # the rest of gateway.conversation.talk.Talk
    Column("telling_until", Moment),  # somebody is sending its replies
    Column("version", Integer, nullable=False),
    Index(
        "ix_talks_wake",
        "wake_at",
        sqlite_where=text(COMING_BACK),
        postgresql_where=text(COMING_BACK),
    ),
    Index(
        "ix_talks_staff",
        "state",
        "since",
        sqlite_where=text(WITH_STAFF),
        postgresql_where=text(WITH_STAFF),
    ),
    Index(
        "ix_talks_code",
        "code",
        sqlite_where=text(HAS_CODE),
        postgresql_where=text(HAS_CODE),
    ),
    Index("ix_talks_heard", "heard_at"),
)

replies = Table(
    "replies",
    metadata,
    Column("id", identifier, primary_key=True),  # sorts by time
    Column("talk_id", identifier, nullable=False),
    Column("at", Moment, nullable=False),
    Column("by", String(80), nullable=False),  # "machine", "user:…"
    Column("template", String(40), nullable=False),  # "" for what a person wrote
    Column("words", Text, nullable=False),
    Column("choices", JSON, nullable=False),
    Column("number", String(20), nullable=False),  # whose secret link the words hold; "" for none
    Column("state", String(10), nullable=False),  # waiting, told, failed
    Column("attempts", Integer, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("error", Text, nullable=False),
    Index("ix_replies_talk", "talk_id", "id"),
    Index("ix_replies_state", "state", "next_at"),
)
