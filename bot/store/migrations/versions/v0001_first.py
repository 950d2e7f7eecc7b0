"""The first tables: stills, drafts, shots, takes with their intents, ballots, anchors.

Revision ID: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A row id that counts up; SQLite counts only plain integers.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "anchors",
        sa.Column("id", _ID, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("folded", sa.String(length=64), nullable=False),
        sa.Column("phrase", sa.Text(), nullable=False),
        sa.Column("author", sa.BigInteger(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anchors")),
        sa.UniqueConstraint("guild", "folded", name=op.f("uq_anchors_guild_folded")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "clips",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("fps", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_clips")),
    )
    op.create_table(
        "counters",
        sa.Column("scope", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_counters")),
    )
    op.create_table(
        "stills",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stills")),
    )
    op.create_table(
        "channels",
        sa.Column("guild", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("anchor", _ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["anchor"], ["anchors.id"], name=op.f("fk_channels_anchor"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("guild", "channel", name=op.f("pk_channels")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("requester", sa.BigInteger(), nullable=False),
        sa.Column("still", sa.String(length=64), nullable=False),
        sa.Column("still_name", sa.Text(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("picked", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=80), nullable=True),
        sa.Column("anchor", _ID, nullable=True),
        sa.Column("direction", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("source", sa.BigInteger(), nullable=True),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["anchor"], ["anchors.id"], name=op.f("fk_drafts_anchor"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["still"], ["stills.sha256"], name=op.f("fk_drafts_still")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_drafts_channel_message"), "drafts", ["channel", "message"], unique=False
    )
    op.create_index(op.f("ix_drafts_channel_source"), "drafts", ["channel", "source"], unique=False)
    op.create_index(op.f("ix_drafts_created"), "drafts", ["created"], unique=False)
    op.create_table(
        "shots",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("draft", _ID, nullable=False),
        sa.Column("guild", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.BigInteger(), nullable=False),
        sa.Column("requester", sa.BigInteger(), nullable=False),
        sa.Column("still", sa.String(length=64), nullable=False),
        sa.Column("still_name", sa.Text(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("winner", sa.Integer(), nullable=True),
        sa.Column("message", sa.BigInteger(), nullable=True),
        sa.Column("announced", sa.BigInteger(), nullable=True),
        sa.Column("tie_message", sa.BigInteger(), nullable=True),
        sa.Column("ballot_open", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("opened", sa.BigInteger(), nullable=True),
        sa.Column("closes", sa.BigInteger(), nullable=True),
        sa.Column("deleted_by", sa.BigInteger(), nullable=True),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["draft"], ["drafts.id"], name=op.f("fk_shots_draft")),
        sa.ForeignKeyConstraint(["still"], ["stills.sha256"], name=op.f("fk_shots_still")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shots")),
        sa.UniqueConstraint("key", name=op.f("uq_shots_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_shots_channel_message"), "shots", ["channel", "message"], unique=False)
    op.create_index(op.f("ix_shots_draft"), "shots", ["draft"], unique=False)
    op.create_index(op.f("ix_shots_state"), "shots", ["state"], unique=False)
    op.create_table(
        "takes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("shot", _ID, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("review", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("backend", sa.String(length=80), nullable=False),
        sa.Column("prompt", sa.JSON(), nullable=False),
        sa.Column("job", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("clip", sa.String(length=64), nullable=True),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("progress", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["clip"], ["clips.sha256"], name=op.f("fk_takes_clip")),
        sa.ForeignKeyConstraint(
            ["shot"], ["shots.id"], name=op.f("fk_takes_shot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_takes")),
        sa.UniqueConstraint("shot", "n", name=op.f("uq_takes_shot_n")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_takes_clip"), "takes", ["clip"], unique=False)
    op.create_index(op.f("ix_takes_state"), "takes", ["state"], unique=False)
    op.create_table(
        "votes",
        sa.Column("shot", _ID, nullable=False),
        sa.Column("voter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["shot"], ["shots.id"], name=op.f("fk_votes_shot"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("shot", "voter", "n", name=op.f("pk_votes")),
    )
    op.create_table(
        "intents",
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("take", _ID, nullable=False),
        sa.Column("backend", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("job", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["take"], ["takes.id"], name=op.f("fk_intents_take"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("reference", name=op.f("pk_intents")),
        sa.UniqueConstraint("take", name=op.f("uq_intents_take")),
    )
    op.create_index(op.f("ix_intents_state"), "intents", ["state"], unique=False)
