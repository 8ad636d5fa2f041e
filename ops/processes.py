"""Which processes make the platform, and how each is started."""

import sys

from ops.supervised_process import ProcessSpec
from runtime.settings import Settings

#: The user name for Flower; the password is generated.
FLOWER_USER = "operator"

# The result of a drain is its counts.
_FLOWER_COLUMNS = "name,state,result,received,runtime,worker"

# A drain in progress is finished before a worker goes; the API finishes what it has accepted.
_WORKER_STOP_SECONDS = 30.0
_API_STOP_SECONDS = 5
#: Longer than a load balancer keeps an idle connection, which is 60 s as a rule: a POST must not meet a
#: connection that is just being closed.
API_KEEP_ALIVE_SECONDS = 75

_CELERY = (sys.executable, "-m", "celery", "--quiet")  # quiet: without the banners


def platform_processes(
    settings: Settings, *, workers: int = 2, flower_password: str | None = None
) -> list[ProcessSpec]:
    """The api, the workers, beat and Flower.

    Args:
        settings: Complete: with the addresses of the servers and with ports other than 0. Each process
            gets all of them in its environment.
        workers: How many Celery workers, each with `settings.worker_concurrency` processes.
        flower_password: Without one there is no Flower.
    """
    environment = settings.as_environment()
    specs = [_api(settings, environment)]
    specs += [_worker(settings, environment, number) for number in range(1, workers + 1)]
    specs.append(_beat(settings, environment))
    if flower_password is not None:
        specs.append(_flower(settings, environment, flower_password))
    return specs


def _api(settings: Settings, environment: dict[str, str]) -> ProcessSpec:
    command = (
        *(sys.executable, "-m", "uvicorn", "api_hooks.app:app"),
        *("--host", settings.api_host, "--port", str(settings.api_port)),
        *("--timeout-graceful-shutdown", str(_API_STOP_SECONDS)),
        *("--timeout-keep-alive", str(API_KEEP_ALIVE_SECONDS)),
        "--no-access-log",  # a line for each of thousands of requests a second
    )
    return ProcessSpec("api", command, environment, stop_rank=2, stop_seconds=2.0 * _API_STOP_SECONDS)


def _worker(settings: Settings, environment: dict[str, str], number: int) -> ProcessSpec:
    name = f"worker{number}"
    command = (
        *(*_CELERY, "-A", "workers", "worker", "-n", f"{name}@%h", "--task-events"),
        *("--concurrency", str(settings.worker_concurrency), "--loglevel", settings.log_level),
    )
    return ProcessSpec(name, command, environment, stop_rank=1, stop_seconds=_WORKER_STOP_SECONDS)


def _beat(settings: Settings, environment: dict[str, str]) -> ProcessSpec:
    command = (*_CELERY, "-A", "schedules", "beat", "--pidfile=", "--loglevel", settings.log_level)
    return ProcessSpec("beat", command, environment, stop_rank=0, stop_seconds=5.0)


def _flower(settings: Settings, environment: dict[str, str], password: str) -> ProcessSpec:
    command = (
        *(*_CELERY, "-A", "workers", "flower"),
        *(f"--address={settings.flower_host}", f"--port={settings.flower_port}"),
        f"--tasks_columns={_FLOWER_COLUMNS}",
    )
    # In the environment, since everybody on the machine can read a command line.
    private = {**environment, "FLOWER_BASIC_AUTH": f"{FLOWER_USER}:{password}"}
    return ProcessSpec("flower", command, private, stop_rank=3, stop_seconds=5.0)
