"""The pages of a team and of a business in a browser: nothing goes wrong, all of it fits, all can use it."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.club import MEMBERS
from tests.browser.conftest import PHONE, SCREEN
from tests.browser.site import Site
from tests.browser.test_accessibility import complaints

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("kind", ["team", "business"])
def test_nothing_goes_wrong_and_everybody_can_use_it(
    visit: Any, served: Site, kind: str, viewport: dict[str, int], scheme: str
) -> None:
    with visit(viewport=viewport, color_scheme=scheme) as visitor:
        page = visitor.page
        page.goto(f"{served.url}/athletes")
        name = {"team": "First team", "business": "The club"}[kind]
        page.get_by_role("link", name=name).click()
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
        assert complaints(page) == []
        assert visitor.trouble == []
        assert [url for url in visitor.asked if not url.startswith(f"{served.url}/")] == []


def test_the_name_stays_while_the_days_are_scrolled(visit: Any, served: Site) -> None:
    with visit(viewport=PHONE) as visitor:
        page = visitor.page
        page.goto(f"{served.url}/teams/{served.team}")
        rows = page.locator(".heat tbody tr")
        expect(rows).to_have_count(MEMBERS)
        region = page.get_by_role("region", name="Completion by member and day")
        name = rows.first.get_by_role("rowheader")
        before = name.bounding_box()
        region.evaluate("region => { region.scrollLeft = 400 }")
        assert region.evaluate("region => region.scrollLeft") > 0
        assert name.bounding_box()["x"] == pytest.approx(before["x"], abs=1)
        page.get_by_role("link", name="7 days", exact=True).click()
        page.wait_for_url("**?days=7")
        assert rows.first.get_by_role("cell").count() == 8


def test_the_file_is_saved(visit: Any, served: Site) -> None:
    with visit(accept_downloads=True) as visitor:
        page = visitor.page
        page.goto(f"{served.url}/businesses/{served.business}")
        with page.expect_download() as saved:
            page.get_by_role("link", name="The months as CSV").click()
        assert saved.value.suggested_filename == "trends.csv"
        assert len(saved.value.path().read_text().splitlines()) == 13


def test_a_month_is_chosen_in_all_charts_of_months(visit: Any, served: Site) -> None:
    with visit() as visitor:
        page = visitor.page
        page.goto(f"{served.url}/businesses/{served.business}")
        page.get_by_label("Tests, month").focus()
        page.keyboard.press("Home")
        charts = ("tests", "check-ins", "readiness")
        said = [page.locator(f"#{chart} .reading").text_content() for chart in charts]
        assert len({words.partition(":")[0] for words in said if words}) == 1
        expect(page.locator("#tiers .reading")).to_contain_text("Elite: ")
        assert visitor.trouble == []
