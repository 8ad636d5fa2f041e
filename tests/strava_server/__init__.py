"""A stand-in for Strava: a real HTTP server with made-up athletes, that speaks its OAuth, API and webhooks.

In a test: `with strava_server() as strava:`. By itself, for load tests and demonstrations:
`python -m tests.strava_server --port 8090`.
"""

from tests.strava_server.faults import Fault
from tests.strava_server.limits import Limits
from tests.strava_server.server import StravaServer, strava_server
from tests.strava_server.world import Grant, World

__all__ = ["Fault", "Grant", "Limits", "StravaServer", "World", "strava_server"]
