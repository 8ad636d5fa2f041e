"""A real, headless Chromium, and the real api for it. Without a Chromium the whole tier is left out."""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from ops.postgres import EmbeddedPostgres
from ops.valkey import EmbeddedValkey
from runtime.settings import Settings
from tests.browser.site import Site, site
from tests.browser.stage import Stage, set_stage

#: Read before any test takes the developer's settings away.
CHROMIUM = (
    os.environ.get("AFTERWRITE_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)

#: As long as a busy machine may keep a page waiting. What is there is seen at once all the same.
expect.set_options(timeout=20_000)

PHONE = {"width": 360, "height": 740}
SCREEN = {"width": 1280, "height": 900}


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Leave the tier out, from one and the same line, so that pytest says it once and not for each test."""
    if CHROMIUM is None:
        pytest.skip("no Chromium, so the browser tier is left out: apt-get install chromium")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser. As root it has no sandbox of its own; all that it ever opens is ours.

    For a module, and no longer: while Playwright runs, no other test of this process can run an event loop.
    """
    arguments = [
        "--disable-quic",
        "--disable-dev-shm-usage",
        *(["--no-sandbox"] if os.geteuid() == 0 else []),
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served(
    postgres_server: EmbeddedPostgres,
    valkey_server: EmbeddedValkey,
    template_database: str,
) -> Iterator[Site]:
    """The api with its athletes, on a database of its own; gone before other tests look at the servers."""
    name = f"test_browser_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template_database}".encode())
    settings = Settings(
        DATABASE_URL=f"{postgres_server.url.rpartition('/')[0]}/{name}",
        REDIS_URL=valkey_server.url,
        redis_prefix=name,
        jwt_secret="a secret of the tests that is long enough to be one",
        log_level="WARNING",
    )
    with site(settings) as ready:
        yield ready
    with psycopg.connect(postgres_server.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


class Visitor:
    """A page of a browser, and all that went wrong on it."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.page: Page = context.new_page()
        self.site = site
        self.trouble: list[str] = []
        self.asked: list[str] = []
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("requestfailed", lambda request: self.trouble.append(f"failed: {request.url}"))
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)

    def see(self, name: str, query: str = "") -> Page:
        """Open an athlete's page."""
        self.page.goto(self.site.page_of(name, query))
        return self.page

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.trouble.append(message.text)

    def _on_request(self, request: Request) -> None:
        self.asked.append(request.url)

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.trouble.append(f"{response.status}: {response.url}")


Visit = Callable[..., Any]


@pytest.fixture
def visit(chromium: Browser, served: Site) -> Visit:
    """A context manager that gives a signed-in visitor; what is not said is a screen in light colours."""

    @contextmanager
    def visit(
        *, signed_in: bool = True, viewport: dict[str, int] = SCREEN, **options: Any
    ) -> Iterator[Visitor]:
        context = chromium.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        try:
            if signed_in:
                cookie = {"name": "afterwrite-auth-token", "value": served.token, "url": served.url}
                context.add_cookies([cookie])  # type: ignore[list-item]
            yield Visitor(context, served)
        finally:
            context.close()

    return visit


@pytest.fixture
def stage(database_url: str, redis_url: str, redis_prefix: str) -> Iterator[Stage]:
    """A site of one test's own, where Strava can be connected."""
    with set_stage(database_url, redis_url, redis_prefix) as ready:
        yield ready


@pytest.fixture
def signed_in(chromium: Browser, stage: Stage) -> Iterator[Page]:
    """The stage's athlete, signed in as the form does it."""
    context = chromium.new_context(viewport=SCREEN)  # type: ignore[arg-type]
    opened = context.new_page()
    opened.goto(f"{stage.url}/sign-in")
    opened.get_by_label("Access token").fill(stage.token)
    opened.keyboard.press("Enter")
    opened.wait_for_url(f"{stage.url}/athletes")
    yield opened
    context.close()
