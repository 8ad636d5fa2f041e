"""Connecting Strava with a real browser, which has opinions of its own about what cookie goes to whom."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def test_there_and_back_with_what_browsers_send_along(
    signed_in: Page, stage: Stage, chromium: Browser
) -> None:
    connect = f"{stage.url}/api/integrations/strava/connect"
    signed_in.goto(connect)
    expect(signed_in.get_by_role("heading")).to_contain_text("stand-in for Strava")
    signed_in.get_by_role("link", name="no").click()
    expect(signed_in.get_by_role("heading")).to_have_text("Strava is not connected")
    expect(signed_in.locator("main")).to_contain_text("You did not allow it")

    first, second = signed_in, signed_in.context.new_page()
    for tab in (first, second):
        tab.goto(connect)
    first.get_by_role("link", name="yes").click()
    expect(first.get_by_role("heading")).to_have_text("Strava is connected")
    assert first.url == f"{stage.url}/integrations/strava?said=connected&athlete={stage.athlete}"
    assert stage.strava.called("POST /oauth/token -> 200") == 1

    # Somebody else is sent a link that was begun here.
    second.reload()
    link = second.url
    victim = chromium.new_context().new_page()
    victim.goto(link)
    victim.get_by_role("link", name="yes").click()
    expect(victim.get_by_role("heading")).to_have_text("This link is not good any more")
    victim.context.close()
    assert stage.strava.called("POST /oauth/token") == 1
