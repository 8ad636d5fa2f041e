"""`afterwrite strava rotate-keys`: stored tokens are encrypted with the newest key."""

from dataclasses import asdict

from domain.providers import Provider
from ops.errors import OpsError
from ops.hands.operator_name import operator_name
from ops.hands.output import console, notices, write_json
from ops.hands.servers import Servers, ledger_statements
from ops.importing.progress import meter
from providers.connections.rotation import Rotation
from providers.connections.rotation import rotate_keys as rotate
from providers.errors import NotConfiguredError
from providers.vault import Vault
from runtime.settings import Settings
from storage import audit


def rotate_keys(*, as_name: str | None, as_json: bool, settings: Settings | None = None) -> int:
    """Seal anew what the first key has not sealed, and say how much that was.

    Args:
        as_name: Who acts.
        as_json: Print one JSON object.
        settings: Those of the process when not given.

    Returns:
        The exit code: 1 if there are tokens that no key opens.

    Raises:
        OpsError: No key is set, or PostgreSQL cannot be used.
    """
    with Servers.reached(settings) as servers, meter(notices(), "encrypting") as far:
        try:
            vault = Vault.of(servers.settings)
        except NotConfiguredError as error:
            raise OpsError(f"{error}.") from None
        who = operator_name(as_name, servers.settings)
        with ledger_statements(servers.settings) as connection:
            done = rotate(
                connection, vault, Provider.STRAVA, lambda seen, of: far.at(seen, seen / of if of else 1.0)
            )
            audit.write(connection, who, "rotate keys", details=asdict(done))
    if as_json:
        write_json(asdict(done))
    else:
        console().print(_said(done), soft_wrap=True)
    return 1 if done.unreadable else 0


def _said(done: Rotation) -> str:
    said = f"{done.seen:,} connections looked at; {done.resealed:,} encrypted with the first key"
    if done.changed:
        said += f", {done.changed:,} changed meanwhile: run it again to be sure"
    if done.unreadable:
        said += (
            f". No key opens the tokens of {done.unreadable:,}: set the key that is missing, and run it again"
        )
    return said + "."
