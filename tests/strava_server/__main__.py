"""`python -m tests.strava_server`: the stand-in by itself, for load tests and demonstrations."""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import fields

import uvicorn

from tests.strava_server.limits import Limits
from tests.strava_server.server import config_of
from tests.strava_server.world import World


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until Ctrl-C. Prints the settings that lead to it, one a line."""
    world = World()
    parser = argparse.ArgumentParser(prog="python -m tests.strava_server", description=__doc__)
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--client-id", default=world.client_id)
    parser.add_argument("--client-secret", default=world.client_secret)
    parser.add_argument("--subscription-id", type=int, default=world.subscription_id)
    parser.add_argument("--asks", action="store_true", help="show a page to whoever is to authorize")
    for limit in fields(Limits):
        kind = float if "seconds" in limit.name else int
        parser.add_argument(f"--{limit.name.replace('_', '-')}", type=kind, default=limit.default)
    given = parser.parse_args(arguments)
    limits = Limits(**{limit.name: getattr(given, limit.name) for limit in fields(Limits)})
    world = World(
        client_id=given.client_id,
        client_secret=given.client_secret,
        subscription_id=given.subscription_id,
        asks=given.asks,
        limits=limits,
    )
    for name, value in {
        "URL": f"http://127.0.0.1:{given.port}",
        "CLIENT_ID": world.client_id,
        "CLIENT_SECRET": json.dumps(world.client_secret),
        "SUBSCRIPTION_ID": world.subscription_id,
    }.items():
        sys.stdout.write(f"AFTERWRITE_STRAVA_{name}={value}\n")
    sys.stdout.flush()
    uvicorn.Server(config_of(world, host="127.0.0.1", port=given.port)).run()


if __name__ == "__main__":
    main()
