"""The names of the faults: the rows of the matrix, in its order."""

from enum import StrEnum


class Fault(StrEnum):
    """What is broken on purpose."""

    AFTER_CLAIM = "SIGKILL of a worker after its claim, nothing read yet"
    BEFORE_COMMIT = "SIGKILL of a worker before its commit"
    AFTER_COMMIT = "SIGKILL of a worker after its commit, before it settles"
    AFTER_SETTLE = "SIGKILL of a worker after it has settled"
    CHILD = "SIGKILL of a worker's child before its commit"
    DISPATCHER = "SIGKILL of a worker's main process with the dispatcher, a child lives on"
    KILLED_UNDER_LOAD = "SIGKILL of workers, again and again under load"
    API = "SIGKILL of the api between statement and submit, under load"

    LOST_SUBMIT = "replies of Redis lost: submit"
    LOST_CLAIM = "replies of Redis lost: claim"
    LOST_SETTLE = "replies of Redis lost: settle"
    LOST_EXTEND = "replies of Redis lost: extend"
    LOST_POKE = "replies of Redis lost: poke"

    FLUSHED_WAITING = "FLUSHALL: keys that wait"
    FLUSHED_HELD = "FLUSHALL: keys that are held"
    FLUSHED_OVERTAKEN = "FLUSHALL: keys that are held and overtaken"
    FLUSHED_BACKING_OFF = "FLUSHALL: keys that back off"
    FLUSHED_DEAD = "FLUSHALL: keys that are dead, and replayed"
    FLUSHED_UNDER_LOAD = "FLUSHALL under load"

    REDIS_KILLED = "SIGKILL of Redis under load, back with its file"
    REDIS_RESTARTED = "restart of Redis under load, back with its file"
    REDIS_FROZEN = "Redis frozen for 5 s under load"
    REDIS_LATE = "Redis down while everything starts"

    POSTGRES_RESTARTED = "restart of PostgreSQL under load"
    POSTGRES_KILLED = "SIGKILL of PostgreSQL under load"
    POSTGRES_FROZEN = "PostgreSQL frozen for 3 s under load"
    TERMINATED = "PostgreSQL ends a connection every 50 ms, under load"
    EVERYTHING = "SIGKILL of both servers and a worker, Redis back empty"

    HOT_KEY_HTTP = "one hot key, 8 processes over HTTP"
    HOT_KEY_DIRECT = "one hot key, 8 processes with LaneClient.submit"

    CLOCK_OF_ALL = "all processes' clocks jump a day ahead and back, under load"
    CLOCK_OF_WORKERS = "the workers' clocks jump a day ahead and back, under load"

    INJURIES_KILLED = "SIGKILL of a worker before its commit of cascades: injuries"
    STREAKS_KILLED = "SIGKILL of a worker before its commit of cascades: streaks"
    NOTICES_KILLED = "SIGKILL of a worker before its commit of cascades: notices"
    DELIVERIES_KILLED = "SIGKILL of a worker that has sent messages, before its commit"
    CORRECTED_CASCADES = "SIGKILL of workers and FLUSHALL, while 5 % of check-ins are corrected"
    EVENTS = "SIGKILL of workers in the middle of fetches, and FLUSHALL, while Strava sends events"
