"""Whether a process still does anything."""

import psutil


def lives(process: psutil.Process) -> bool:
    """Whether it runs, or may: not gone, not reaped by another meanwhile, and no zombie."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it went between the two looks
        return False
