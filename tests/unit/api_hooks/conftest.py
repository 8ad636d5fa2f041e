"""Reading what a module logs, whatever other tests have done to the logging of this process."""

from collections.abc import Callable
from types import ModuleType

import pytest
import structlog
from structlog.testing import LogCapture
from structlog.typing import EventDict

CaptureLogs = Callable[[ModuleType], list[EventDict]]


@pytest.fixture
def capture_logs(monkeypatch: pytest.MonkeyPatch) -> CaptureLogs:
    """Give it a module; it answers the list that the module's log lines go to."""

    def capture(module: ModuleType) -> list[EventDict]:
        lines = LogCapture()
        logger = structlog.wrap_logger(None, processors=[lines], wrapper_class=structlog.stdlib.BoundLogger)
        monkeypatch.setattr(module, "_logger", logger)
        return lines.entries

    return capture
