"""Connections on the athlete's page: connected, looked at, and ended, by an athlete in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.browser.conftest import PHONE, SCREEN
from tests.browser.stage import Stage
from tests.browser.test_accessibility import complaints

pytestmark = pytest.mark.browser

SECTION = "#connections"


@pytest.fixture
def trouble(signed_in: Page, stage: Stage) -> list[str]:
    """What the browser complains of on our own pages."""
    found: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and message.location["url"].startswith(stage.url):
            found.append(message.text)

    signed_in.on("console", note)
    signed_in.on("pageerror", lambda error: found.append(str(error)))
    return found


def connect(page: Page, stage: Stage) -> None:
    """From the page, by Strava's, and back."""
    page.goto(f"{stage.url}/athletes")
    page.get_by_role("link", name="Robin Ek").click()
    page.get_by_role("link", name="Connect Strava").click()
    page.get_by_role("link", name="yes").click()
    expect(page.get_by_role("heading")).to_have_text("Strava is connected")
    page.get_by_role("link", name="Back to the athlete's page").click()
    page.wait_for_url(f"{stage.athletes_page}#connections")


def look_as_everybody(page: Page) -> None:
    """Accessible on a phone and on a screen, in dark and in light, and nothing sticks out."""
    for viewport, scheme in ((PHONE, "dark"), (SCREEN, "light")):
        page.set_viewport_size(viewport)  # type: ignore[arg-type]
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert complaints(page) == []


def test_there_and_back_the_past_comes_in_and_it_is_ended_by_keyboard(
    signed_in: Page, stage: Stage, trouble: list[str]
) -> None:
    page = signed_in
    page.goto(stage.athletes_page)
    section = page.locator(SECTION)
    expect(section).to_contain_text("Not connected.", use_inner_text=True)
    look_as_everybody(page)

    connect(page, stage)
    expect(section).to_contain_text("Connected since")
    expect(section).to_contain_text("Earlier activities are being fetched")
    look_as_everybody(page)

    stage.drain("strava-backfill")
    page.reload()
    expect(section).not_to_contain_text("Earlier activities are being fetched")
    expect(section).not_to_contain_text("none yet")
    assert {row["external_id"] for row in stage.ask("SELECT external_id FROM activities")} == theirs(stage)

    page.evaluate("window.isTheSamePage = true")
    end_by_keyboard(page, stage)
    look_as_everybody(page)
    assert page.evaluate("window.isTheSamePage")
    assert stage.ask("SELECT access_token, sync_enabled FROM provider_connections") == [
        {"access_token": None, "sync_enabled": False}
    ]
    assert trouble == []

    page.reload()
    expect(section).to_contain_text("Not connected any more. It was disconnected here.")
    page.get_by_role("link", name="Connect Strava again").click()
    expect(page.get_by_role("heading")).to_contain_text("stand-in for Strava")


def theirs(stage: Stage) -> set[str]:
    """What the athlete has recorded at Strava in six weeks."""
    since = datetime.now(UTC) - timedelta(days=42)
    recorded = stage.strava.world.athlete(1).activities.values()
    found = {str(each["id"]) for each in recorded if datetime.fromisoformat(each["start_date"]) > since}
    assert found
    return found


def end_by_keyboard(page: Page, stage: Stage) -> None:
    """Asked and not done, asked and done; the focus is always somewhere that can be seen."""
    opens = page.get_by_role("button", name="Disconnect Strava")
    dialog = page.get_by_role("dialog", name="Disconnect Strava?")
    opens.focus()
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("button", name="Keep it connected")).to_be_focused()
    expect(dialog).to_contain_text("all activities that have come from Strava are erased here")
    look_as_everybody(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opens).to_be_focused()
    assert stage.strava.called("POST /oauth/deauthorize") == 0

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_response("**/api/integrations/strava?*") as answer:
        page.keyboard.press("Enter")
    ended = page.locator(".now-ended")
    expect(ended).to_be_focused()
    expect(ended).to_contain_text("Disconnected.")
    is_told = answer.value.json()["toldProvider"]  # which a busy machine may take too long for
    expect(page.locator(".told")).to_be_visible(visible=is_told)
    expect(page.locator(".untold")).to_be_visible(visible=not is_told)
    expect(opens).to_be_hidden()
    expect(page.get_by_role("link", name="Connect Strava again")).to_be_visible()


def test_what_cannot_be_done_is_said_where_it_was_asked_for(
    signed_in: Page, stage: Stage, chromium: Browser
) -> None:
    page = signed_in
    connect(page, stage)
    see_it_without_scripts(chromium, page, stage)
    dialog = page.get_by_role("dialog", name="Disconnect Strava?")
    page.get_by_role("button", name="Disconnect Strava").click()
    ends = dialog.get_by_role("button", name="Disconnect", exact=True)

    page.context.set_offline(True)
    ends.click()
    expect(dialog.get_by_role("alert")).to_contain_text("That did not work.")
    page.context.set_offline(False)

    cookies = page.context.cookies()
    page.context.clear_cookies()
    ends.click()
    expect(dialog.get_by_role("alert")).to_contain_text("Your session has ended")
    assert complaints(page) == []
    assert stage.ask("SELECT sync_enabled FROM provider_connections") == [{"sync_enabled": True}]

    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    stage.strava.fail("/oauth/deauthorize", 503)
    ends.click()
    expect(page.locator(".now-ended")).to_contain_text(
        "Strava did not answer, so it may not know yet.", use_inner_text=True
    )
    assert stage.ask("SELECT sync_enabled FROM provider_connections") == [{"sync_enabled": False}]


def see_it_without_scripts(browser: Browser, like: Page, stage: Stage) -> None:
    """No button that does nothing, and a word of what to do instead."""
    context = browser.new_context(java_script_enabled=False)
    context.add_cookies(like.context.cookies())  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(stage.athletes_page)
    expect(page.get_by_role("button", name="Disconnect Strava")).to_be_hidden()
    expect(page.locator(SECTION)).to_contain_text("take the access away in Strava's own settings")
    context.close()
