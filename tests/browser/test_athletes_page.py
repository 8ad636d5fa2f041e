"""The list in a browser: those in need on top, and a name found with the keyboard alone."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PHONE, SCREEN
from tests.browser.site import Site

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("viewport", [PHONE, SCREEN], ids=["phone", "screen"])
def test_todays_readiness_stands_beside_each_name(visit: Any, served: Site, viewport: dict[str, int]) -> None:
    (kim,) = served.stored("Kim", 1)
    with visit(viewport=viewport) as visitor:
        page = visitor.page
        page.goto(f"{served.url}/athletes")
        lines = {
            name: page.locator(".athletes li", has=page.get_by_role("link", name=name, exact=True))
            for name in served.athletes
        }
        expect(lines["Kim"]).to_contain_text(f"{kim['readiness_score']:.1f}")
        expect(lines["Kim"]).to_contain_text(kim["readiness_level"].lower().replace("_", " "))
        expect(lines["Pending"]).to_contain_text("being assessed")
        expect(lines["Newcomer"]).to_contain_text("no check-ins")
        expect(lines["Yesterday"]).to_contain_text("not today")
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
        assert visitor.trouble == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_name_is_found_with_the_keyboard(visit: Any, served: Site, scripts: bool) -> None:
    with visit(java_script_enabled=scripts) as visitor:
        page = visitor.page
        page.goto(f"{served.url}/athletes")
        page.get_by_label("Name").focus()
        page.keyboard.type("KIM")
        page.keyboard.press("Enter")
        page.wait_for_url("**/athletes?q=KIM")
        assert page.locator(".athletes a").all_text_contents() == ["Kim"]
        expect(page.get_by_label("Name")).to_have_value("KIM")


def test_the_root_and_an_unknown_address_are_pages(visit: Any, served: Site) -> None:
    with visit() as visitor:
        page = visitor.page
        page.goto(served.url)
        assert page.url == f"{served.url}/athletes"
        page.goto(f"{served.url}/nowhere")
        expect(page.get_by_role("heading", level=1)).to_have_text("There is no such page")
        page.goto(f"{served.url}/sign-out")
        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url("**/sign-in")
