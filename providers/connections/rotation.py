"""Encrypting all stored tokens with the newest key, so that the older ones can be thrown away."""

from collections.abc import Callable
from dataclasses import dataclass

from psycopg import Connection
from psycopg.rows import DictRow

from domain.providers import Provider
from providers.errors import UnreadableTokenError
from providers.vault import Vault
from storage.connections import SealedTokens, count_connections, reseal_tokens, sealed_tokens

BATCH = 500


@dataclass(slots=True)
class Rotation:
    """What has come of it."""

    seen: int = 0
    resealed: int = 0
    #: Changed meanwhile: whoever did that has used the first key, if its process has the same keys.
    changed: int = 0
    #: No key opens them: their athletes have to connect again.
    unreadable: int = 0


def rotate_keys(
    connection: Connection[DictRow],
    vault: Vault,
    provider: Provider,
    tell: Callable[[int, int], None],
) -> Rotation:
    """Seal anew what the first key has not sealed.

    Args:
        connection: in autocommit: each batch is a transaction of its own. Doing it twice is no harm.
        vault: with the keys.
        provider: whose tokens.
        tell: is told how many have been looked at, of how many.
    """
    all_of_them = count_connections(connection, provider)
    rotation = Rotation()
    for batch in sealed_tokens(connection, provider, BATCH):
        changed: list[tuple[SealedTokens, SealedTokens]] = []
        for stored in batch:
            try:
                after = stored._replace(
                    access_token=vault.reseal(stored.access_token),
                    refresh_token=vault.reseal(stored.refresh_token),
                )
            except UnreadableTokenError:
                rotation.unreadable += 1
            else:
                changed += [(stored, after)] if after != stored else []
        written = reseal_tokens(connection, changed) if changed else 0
        rotation.seen += len(batch)
        rotation.resealed += written
        rotation.changed += len(changed) - written
        tell(rotation.seen, all_of_them)
    return rotation
