"""The page to try the API on works under its policy: its own script runs, and one that is put in does not."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from ops.ports import free_port
from runtime.settings import Settings
from tests.serving import serve

pytestmark = pytest.mark.browser

PUT_IN = "document.body.append(Object.assign(document.createElement('script'), {text: 'window.putIn = 1'}))"


@pytest.fixture
def address() -> Iterator[str]:
    """The app's. What the page shows needs no server behind it."""
    away = f"127.0.0.1:{free_port()}"
    settings = Settings(
        DATABASE_URL=f"postgresql://{away}/x", REDIS_URL=f"redis://{away}", jwt_secret="x" * 32
    )
    with serve(settings) as api:
        yield str(api.base_url).rstrip("/")


def test_it_works_with_nothing_from_elsewhere_and_nothing_that_is_put_in(
    chromium: Browser, address: str
) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        said: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/docs")
        door = page.locator("#operations-health-healthz")
        expect(door).to_be_visible(timeout=30_000)
        door.locator(".opblock-summary-control").click()
        door.get_by_role("button", name="Try it out").click()
        door.get_by_role("button", name="Execute").click()
        expect(door.locator(".live-responses-table tbody .response-col_status").first).to_contain_text("200")
        assert said == []
        assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []
        page.evaluate(PUT_IN)
        assert page.evaluate("window.putIn") is None
        assert "Content Security Policy" in said[0]
