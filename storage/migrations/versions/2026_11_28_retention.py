"""What is remembered goes with what it was said in; and indexes by which what is old is found.

Revision: 0019
Follows: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_SOURCE = "fk_chat_memories_source_message_id"


def upgrade() -> None:
    op.create_index(op.f("ix_chat_memories_source_message_id"), "chat_memories", ["source_message_id"])
    _refer(on_delete="CASCADE")
    op.create_index(op.f("ix_notifications_told_at"), "notifications", ["told_at"])
    op.create_index(
        "ix_deliveries_over", "deliveries", ["created_at"], postgresql_where=sa.text("status <> 'OWED'")
    )
    op.create_index(
        "ix_effects_withdrawn",
        "effects",
        ["withdrawn_at"],
        postgresql_where=sa.text("withdrawn_at IS NOT NULL AND NOT left_as_is"),
    )


def downgrade() -> None:
    op.drop_index("ix_effects_withdrawn", table_name="effects")
    op.drop_index("ix_deliveries_over", table_name="deliveries")
    op.drop_index(op.f("ix_notifications_told_at"), table_name="notifications")
    _refer(on_delete="SET NULL")
    op.drop_index(op.f("ix_chat_memories_source_message_id"), table_name="chat_memories")


def _refer(*, on_delete: str) -> None:
    op.drop_constraint(op.f(_SOURCE), "chat_memories", type_="foreignkey")
    op.create_foreign_key(
        op.f(_SOURCE), "chat_memories", "ai_messages", ["source_message_id"], ["id"], ondelete=on_delete
    )
