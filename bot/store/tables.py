"""The tables. Ids of people, servers, channels and messages are Discord snowflakes.

A column is here only when something reads it. Nothing secret is stored: no key, no signed link,
no provider or Discord address of a file; files are named by their content hash.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from bot.store.columns import Document, Identity, Instant
from prompts.plan import Direction, Plan, Prompt, Settings
from prompts.still.report import Report

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

stills = Table(
    "stills",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("report", Document(Report), nullable=False),
    Column("created", Instant, nullable=False),
)

anchors = Table(
    "anchors",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("guild", BigInteger, nullable=False),
    Column("name", String(32), nullable=False),
    # The name as compared: two anchors of a server never differ by case alone.
    Column("folded", String(64), nullable=False),
    Column("phrase", Text, nullable=False),
    Column("author", BigInteger, nullable=False),
    Column("created", Instant, nullable=False),
    UniqueConstraint("guild", "folded"),
    sqlite_autoincrement=True,
)

channels = Table(
    "channels",
    metadata,
    Column("guild", BigInteger, primary_key=True, autoincrement=False),
    Column("channel", BigInteger, primary_key=True, autoincrement=False),
    Column("anchor", ForeignKey("anchors.id", ondelete="CASCADE"), nullable=False),
)

drafts = Table(
    "drafts",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("guild", BigInteger),
    Column("channel", BigInteger, nullable=False),
    Column("requester", BigInteger, nullable=False),
    Column("still", ForeignKey("stills.sha256"), nullable=False),
    Column("still_name", Text, nullable=False),
    Column("words", JSON, nullable=False),
    Column("settings", Document(Settings), nullable=False),
    Column("picked", Integer),
    Column("answer", String(80)),
    Column("anchor", ForeignKey("anchors.id", ondelete="SET NULL")),
    Column("direction", Document(Direction), nullable=False),
    Column("state", String(16), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("message", BigInteger),
    Column("shown", Integer, nullable=False),
    Column("source", BigInteger),
    Column("created", Instant, nullable=False),
    Index(None, "channel", "message"),
    Index(None, "channel", "source"),
    Index(None, "created"),
    sqlite_autoincrement=True,
)

# Last shot number given out in a server, or in a direct message by its channel.
counters = Table(
    "counters",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("value", Integer, nullable=False),
)

shots = Table(
    "shots",
    metadata,
    Column("id", Identity, primary_key=True),
    # What the click that rolled it is known by: the same click delivered twice rolls once.
    Column("key", String(200), nullable=False, unique=True),
    Column("number", Integer, nullable=False),
    Column("draft", ForeignKey("drafts.id"), nullable=False),
    Column("guild", BigInteger),
    Column("channel", BigInteger, nullable=False),
    Column("requester", BigInteger, nullable=False),
    Column("still", ForeignKey("stills.sha256"), nullable=False),
    Column("still_name", Text, nullable=False),
    Column("plan", Document(Plan), nullable=False),
    Column("state", String(16), nullable=False),
    Column("winner", Integer),
    Column("message", BigInteger),
    Column("announced", BigInteger),
    # The tie was announced; the winner's announcement is `announced`.
    Column("tie_message", BigInteger),
    # The ballot's reactions are on the card.
    Column("ballot_open", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("shown", Integer, nullable=False),
    Column("created", Instant, nullable=False),
    Column("opened", Instant),
    Column("closes", Instant),
    Column("deleted_by", BigInteger),
    Column("ended", Instant),
    Index(None, "channel", "message"),
    Index(None, "state"),
    Index(None, "draft"),
    sqlite_autoincrement=True,
)

clips = Table(
    "clips",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(80), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("fps", Float, nullable=False),
)

takes = Table(
    "takes",
    metadata,
    Column("id", Identity, primary_key=True),
    Column("shot", ForeignKey("shots.id", ondelete="CASCADE"), nullable=False),
    Column("n", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("review", String(16), nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("backend", String(80), nullable=False),
    Column("prompt", Document(Prompt), nullable=False),
    Column("job", Text),
    Column("note", Text, nullable=False),
    Column("clip", ForeignKey("clips.sha256")),
    Column("micros", BigInteger, nullable=False),
    Column("progress", Float),
    UniqueConstraint("shot", "n"),
    Index(None, "state"),
    Index(None, "clip"),
    sqlite_autoincrement=True,
)

# Written and committed before a submit leaves the house; the ground of the money law.
intents = Table(
    "intents",
    metadata,
    Column("reference", String(80), primary_key=True),
    Column("take", ForeignKey("takes.id", ondelete="CASCADE"), nullable=False, unique=True),
    Column("backend", String(80), nullable=False),
    Column("state", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("job", Text),
    Column("at", Instant, nullable=False),
    Column("accepted", Instant),
    Index(None, "state"),
)

votes = Table(
    "votes",
    metadata,
    Column("shot", ForeignKey("shots.id", ondelete="CASCADE"), primary_key=True),
    Column("voter", BigInteger, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
)
