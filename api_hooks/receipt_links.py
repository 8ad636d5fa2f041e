"""What an accepted write is answered with, to be asked about later."""

from typing import Any


def receipt(lane: str, key: str, revision: int) -> dict[str, Any]:
    """The name of the write, and where to ask."""
    return {
        "lane": lane,
        "key": key,
        "revision": revision,
        "url": f"/api/receipts/{lane}/{key}?revision={revision}",
    }
