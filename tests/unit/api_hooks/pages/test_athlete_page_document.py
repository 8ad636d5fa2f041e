"""docs/athlete-page.md says what the code does, where that can be checked."""

from pathlib import Path

import pytest

from api_hooks.application import create_app
from api_hooks.pages.routers import page_routers
from api_hooks.pages.session import SESSION_SECONDS
from domain.individual.maturity import PROVISIONAL_DAYS, STALE_AFTER_DAYS
from picture.span import FEWEST_DAYS, MOST_DAYS, USUAL_DAYS
from runtime.settings import Settings

pytestmark = pytest.mark.contract

TEXT = " ".join((Path(__file__).parents[4] / "docs" / "athlete-page.md").read_text().split())


def test_its_numbers_are_those_in_force() -> None:
    assert f"({USUAL_DAYS}; {FEWEST_DAYS} to {MOST_DAYS}, nothing else)" in TEXT
    assert f"for {SESSION_SECONDS // 3600} hours at most" in TEXT
    assert f"fewer than {PROVISIONAL_DAYS} days" in TEXT
    assert f"older than {STALE_AFTER_DAYS}," in TEXT


def test_its_addresses_exist() -> None:
    paths = {getattr(route, "path", "") for router in page_routers for route in router.routes}
    for address in ("/athletes", "/athletes/{client_id}", "/sign-in", "/sign-out"):
        assert address in paths
        assert f"`{address.replace('{client_id}', 'ID')}`" in TEXT


def test_the_pages_are_no_part_of_the_api() -> None:
    assert not [
        path for path in create_app(Settings()).openapi()["paths"] if path.startswith(("/athletes", "/sign"))
    ]
