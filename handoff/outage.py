"""Redis is away: said once when it begins and once when it is over, however many submits it meets.

Said through the standard library's `logging`: the process is somebody else's, and so are its logs.
"""

import logging

_logger = logging.getLogger("afterwrite.handoff")


class Outage:
    """Whether Redis answered this door when it was asked last."""

    def __init__(self) -> None:
        self._is_on = False

    def met(self, error: Exception) -> None:
        """Redis did not answer."""
        if not self._is_on:
            self._is_on = True
            _logger.warning("Redis is not available; work is owed, and starts when it is back: %s", error)

    def over(self) -> None:
        """Redis answered."""
        if self._is_on:
            self._is_on = False
            _logger.info("Redis is available again")
