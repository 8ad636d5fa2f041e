"""Signing in with a real browser, which has opinions of its own about cookies, origins and forms."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.site import Site

pytestmark = pytest.mark.browser


def test_with_the_keyboard_alone_and_out_again(visit: Any, served: Site) -> None:
    with visit(signed_in=False) as visitor:
        page = visitor.see("Kim", "?days=30")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        for _ in range(2):  # past the link to the content
            page.keyboard.press("Tab")
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("not valid here")
        page.get_by_label("Access token").focus()
        page.keyboard.insert_text(served.token)
        page.keyboard.press("Enter")
        page.wait_for_url(served.page_of("Kim", "?days=30"))
        expect(page.get_by_role("heading", name="Kim", level=1)).to_be_visible()
        assert served.token not in page.url
        assert page.evaluate("document.cookie") == ""
        (cookie,) = page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")

        page.get_by_role("button", name="Sign out").click()
        page.wait_for_url(f"{served.url}/sign-in")
        assert page.context.cookies() == []
        visitor.see("Kim")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_the_list_leads_to_each_athlete(visit: Any, served: Site) -> None:
    with visit() as visitor:
        page = visitor.page
        page.goto(f"{served.url}/athletes")
        expect(page.locator("ul.athletes a")).to_have_text(["Kim", "Newcomer", "Pending", "Yesterday"])
        page.get_by_role("link", name="Newcomer").click()
        page.wait_for_url(served.page_of("Newcomer"))


def test_another_sites_form_cannot_sign_anybody_in(visit: Any, served: Site) -> None:
    with visit(signed_in=False) as visitor:
        page = visitor.page
        page.set_content(
            f'<form method="post" action="{served.url}/sign-in"><input name="token" value="{served.token}">'
            "<button>Win</button></form>"
        )
        page.get_by_role("button").click()
        expect(page.get_by_role("heading")).to_have_text("This form was sent from another site")
        assert page.context.cookies() == []
