"""axe finds nothing to complain about: names, roles, structure, and contrast in light and in dark."""

from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, SCREEN
from tests.browser.site import Site

pytestmark = pytest.mark.browser

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def complaints(page: Page) -> list[str]:
    results = Axe().run(page, options=RULES)
    assert len(results.response["passes"]) > 10
    return [
        f"{violation['id']}: {node['html'][:120]} {node['failureSummary']}"
        for violation in results.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("name", ["Kim", "Pending", "Newcomer", "Yesterday"])
def test_the_athletes_page(visit: Any, name: str, viewport: dict[str, int], scheme: str) -> None:
    with visit(viewport=viewport, color_scheme=scheme) as visitor:
        page = visitor.see(name, "?days=14")
        for summary in page.locator("summary").all():
            summary.click()
        assert complaints(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/athletes", "/athletes?q=no", "/sign-in", "/sign-out", "/athletes/x", f"/athletes/{uuid4()}", "/x"],
)
def test_the_other_pages(visit: Any, served: Site, path: str, scheme: str) -> None:
    with visit(color_scheme=scheme) as visitor:
        visitor.page.goto(served.url + path)
        assert complaints(visitor.page) == []


def test_the_refused_sign_in(visit: Any, served: Site) -> None:
    with visit(signed_in=False, color_scheme="dark") as visitor:
        page = visitor.page
        page.goto(f"{served.url}/sign-in")
        page.get_by_label("Access token").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("alert").wait_for()
        assert complaints(page) == []
