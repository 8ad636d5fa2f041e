"""Connections of athletes with other services, and the OAuth states that were used for making them."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.providers import Provider
from storage.models.base import Base
from storage.models.column_types import CreatedAt, Id, Instant, Words
from storage.models.one_of import one_of


class ProviderConnection(Base):
    """An athlete's account with a service. The row stays when the connection ends; its tokens do not."""

    __tablename__ = "provider_connections"
    __table_args__ = (
        UniqueConstraint("client_id", "provider"),
        CheckConstraint(one_of("provider", Provider), name="provider"),
        CheckConstraint(
            "sync_enabled = (access_token IS NOT NULL) AND sync_enabled = (refresh_token IS NOT NULL)"
            " AND sync_enabled = (expires_at IS NOT NULL)",
            name="tokens",
        ),
        # By which an event finds its athlete: one account is connected with one athlete.
        Index(
            "uq_provider_connections_account",
            "provider",
            "external_user_id",
            unique=True,
            postgresql_where=text("sync_enabled"),
        ),
    )

    id: Mapped[Id]
    client_id: Mapped[UUID] = mapped_column(ForeignKey("clients.id", ondelete="CASCADE"))
    provider: Mapped[Words]
    #: Its name there.
    external_user_id: Mapped[Words]
    #: Encrypted (`providers.vault`), and gone when the connection has ended.
    access_token: Mapped[Words | None]
    refresh_token: Mapped[Words | None]
    #: Of the access token.
    expires_at: Mapped[Instant | None]
    #: What the athlete has allowed, as the service writes it.
    scope: Mapped[Words]
    #: Whether it is in use.
    sync_enabled: Mapped[bool] = mapped_column(server_default=text("true"))
    connected_at: Mapped[CreatedAt]
    last_sync_at: Mapped[Instant | None]
    #: Why it ended, or what went wrong last. Never a text that came from outside.
    last_sync_error: Mapped[Words | None]


class UsedOauthState(Base):
    """That a connecting was ended with this state: nobody ends it twice. Out of date, it is removed."""

    __tablename__ = "used_oauth_states"
    __table_args__ = (Index(None, "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    expires_at: Mapped[Instant]
