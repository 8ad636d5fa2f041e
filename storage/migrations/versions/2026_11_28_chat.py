"""Conversations with the assistant: messages, consent, quotas, usage, and what is remembered.

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ai_conversations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=True),
        sa.Column("is_athlete_chat", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("spoken_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_ai_conversations_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_ai_conversations_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_conversations")),
    )
    op.create_index(op.f("ix_ai_conversations_client_id"), "ai_conversations", ["client_id"])
    op.create_index(
        op.f("ix_ai_conversations_user_id_spoken_at"), "ai_conversations", ["user_id", "spoken_at"]
    )
    op.create_table(
        "chat_consents",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_chat_consents_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_chat_consents_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("client_id", name=op.f("pk_chat_consents")),
    )
    op.create_table(
        "chat_quotas",
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("used", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_chat_quotas_client_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("client_id", "month", name=op.f("pk_chat_quotas")),
    )
    op.create_table(
        "chat_usage",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=False),
        sa.Column("answers", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("prompt_tokens", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("completion_tokens", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["businesses.id"], name=op.f("fk_chat_usage_business_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_chat_usage_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_usage")),
    )
    op.create_index(op.f("ix_chat_usage_business_id_month"), "chat_usage", ["business_id", "month"])
    op.create_index(op.f("ix_chat_usage_user_id"), "chat_usage", ["user_id"])
    op.create_index(
        "uq_chat_usage_whose",
        "chat_usage",
        ["month", "user_id", "business_id", "provider"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "ai_messages",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("sender_id", sa.Uuid(), nullable=True),
        sa.Column("given_id", sa.Text(), nullable=True),
        sa.Column("reply_to", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), server_default="DONE", nullable=False),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.Column("is_about_athlete", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("prompt_tokens", sa.Integer(), nullable=True),
        sa.Column("completion_tokens", sa.Integer(), nullable=True),
        sa.Column("first_token_ms", sa.Integer(), nullable=True),
        sa.Column("context", postgresql.JSONB(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("quota_month", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("alive_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role = 'assistant') = (reply_to IS NOT NULL)", name=op.f("ck_ai_messages_reply_to")
        ),
        sa.CheckConstraint(
            "(state = 'PENDING') = (alive_until IS NOT NULL)", name=op.f("ck_ai_messages_alive_until")
        ),
        sa.CheckConstraint(
            "provider IN ('ANTHROPIC', 'GOOGLE', 'OPENAI', 'BUILTIN')", name=op.f("ck_ai_messages_provider")
        ),
        sa.CheckConstraint("role IN ('user', 'assistant')", name=op.f("ck_ai_messages_role")),
        sa.CheckConstraint(
            "state IN ('PENDING', 'DONE', 'CUT', 'FAILED', 'INTERRUPTED')", name=op.f("ck_ai_messages_state")
        ),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.id"], name=op.f("fk_ai_messages_business_id")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["ai_conversations.id"],
            name=op.f("fk_ai_messages_conversation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reply_to"], ["ai_messages.id"], name=op.f("fk_ai_messages_reply_to"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["users.id"], name=op.f("fk_ai_messages_sender_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ai_messages")),
    )
    op.create_index("ix_ai_messages_conversation_id_number", "ai_messages", ["conversation_id", "number"])
    op.create_index(op.f("ix_ai_messages_reply_to"), "ai_messages", ["reply_to"])
    op.create_index(
        "ix_ai_messages_uncounted",
        "ai_messages",
        ["conversation_id"],
        postgresql_where=sa.text("role = 'assistant' AND counted_at IS NULL"),
    )
    op.create_index("uq_ai_messages_given_id", "ai_messages", ["sender_id", "given_id"], unique=True)
    op.create_index(
        "uq_ai_messages_pending",
        "ai_messages",
        ["reply_to"],
        unique=True,
        postgresql_where=sa.text("state = 'PENDING'"),
    )
    op.create_table(
        "chat_memories",
        sa.Column("id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("fact_key", sa.Text(), nullable=False),
        sa.Column("source_message_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["client_id"], ["clients.id"], name=op.f("fk_chat_memories_client_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_message_id"],
            ["ai_messages.id"],
            name=op.f("fk_chat_memories_source_message_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_chat_memories_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_memories")),
    )
    op.create_index(
        "uq_chat_memories_fact", "chat_memories", ["client_id", "user_id", "fact_key"], unique=True
    )


def downgrade() -> None:
    op.drop_table("chat_memories")
    op.drop_table("ai_messages")
    op.drop_table("chat_usage")
    op.drop_table("chat_quotas")
    op.drop_table("chat_consents")
    op.drop_table("ai_conversations")
