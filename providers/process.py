"""This process's way to the services."""

from providers.connections.access import renewed
from providers.of_process import OfProcess
from providers.strava.api import StravaApi

_strava: OfProcess[StravaApi] = OfProcess(lambda settings: StravaApi.of(settings, renew=renewed))


def strava_api() -> StravaApi:
    """Strava's API, with the settings of this process.

    Raises:
        NotConfiguredError: no application of ours is set.
    """
    return _strava.get()
