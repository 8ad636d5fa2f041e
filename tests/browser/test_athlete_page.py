"""What a coach's browser makes of an athlete's page: the data that is stored, and nothing that goes wrong."""

import re
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, SCREEN
from tests.browser.site import Site, today

pytestmark = pytest.mark.browser

CHARTS = ("readiness", "hrv", "rate", "sleep", "wellness", "load")


def titles(page: Page, chart: str) -> list[str]:
    """What a pointer that rests on the points is told."""
    found: list[str] = page.locator(f"#{chart} .mark title").evaluate_all(
        "all => all.map(one => one.textContent)"
    )
    return found


@pytest.mark.parametrize("viewport", [PHONE, SCREEN], ids=["phone", "screen"])
@pytest.mark.parametrize("name", ["Kim", "Pending", "Newcomer", "Yesterday"])
def test_nothing_goes_wrong_and_no_other_host_is_asked(
    visit: Any, name: str, viewport: dict[str, int]
) -> None:
    with visit(viewport=viewport) as visitor:
        page = visitor.see(name)
        expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()
        for slider in page.locator("#hrv input").all():  # none where nothing was measured
            slider.focus()
            page.keyboard.press("ArrowLeft")
        assert visitor.trouble == []
        assert len(visitor.asked) >= 3
        assert [url for url in visitor.asked if not url.startswith(f"{visitor.site.url}/")] == []


def test_every_stored_value_is_a_point_and_no_other(visit: Any, served: Site) -> None:
    stored = served.stored("Kim", 90)
    with visit() as visitor:
        page = visitor.see("Kim")
        for chart, column, form in (
            ("hrv", "hrv_rmssd", "{:.1f} ms"),
            ("rate", "resting_hr", "{:.0f} beats a minute"),
            ("wellness", "wellness_score", "{:.1f} of 10"),
        ):
            said = titles(page, chart)
            assert len(said) == len(stored) == 80
            for row, title in zip(stored, said, strict=True):
                assert f"{row['date'].day} " in title
                assert form.format(row[column]) in title


def test_the_bands_are_those_of_the_engine(visit: Any, served: Site) -> None:
    stored = served.stored("Kim", 60)
    with visit() as visitor:
        page = visitor.see("Kim")
        for row in stored:
            hrv, rate = row["individual_result"]["hrv"], row["individual_result"]["restingHR"]
            usual = page.locator(f"#hrv tr[data-day='{row['date']}'] td").nth(1)
            assert usual.text_content() == f"{hrv['lowMs']:.1f} to {hrv['highMs']:.1f}"
            low, high = rate["median"] - rate["sigma"], rate["median"] + rate["sigma"]
            shown = page.locator(f"#rate tr[data-day='{row['date']}'] td").nth(1).text_content() or ""
            assert [float(edge) for edge in shown.split(" to ")] == pytest.approx([low, high], abs=0.11)


def test_the_bars_of_readiness_are_what_is_stored(visit: Any, served: Site) -> None:
    stored = {row["date"].isoformat(): row["readiness_score"] for row in served.stored("Kim", 28)}
    with visit() as visitor:
        page = visitor.see("Kim")
        rows = page.locator("#readiness tbody tr").evaluate_all(
            "all => all.map(row => [row.dataset.day, row.cells[1].textContent])"
        )
        assert len(rows) == 28
        assert {day: text for day, text in rows if day in stored} == {
            day: f"{score:.1f}" for day, score in stored.items()
        }
        bars = page.locator("#readiness svg.plot .bar").evaluate_all(
            "all => all.map(bar => +bar.getAttribute('height'))"
        )
        assert sum(height > 0 for height in bars) == len(stored)


def test_the_bars_of_sleep_are_what_is_stored(visit: Any, served: Site) -> None:
    stored = served.stored("Kim", 90)
    with visit() as visitor:
        page = visitor.see("Kim")
        expect(page.locator("#sleep svg.plot .bar")).to_have_count(len(stored))
        for row in stored[-30:]:
            cells = page.locator(f"#sleep tr[data-day='{row['date']}'] td").all_text_contents()
            need = row["individual_result"]["sleep"]["needHours"]
            assert cells[:2] == [f"{row['sleep_hours']:.1f}", f"{need:.1f}"]


def test_words_and_marks_of_the_heart_rate_agree_with_its_range(visit: Any) -> None:
    with visit() as visitor:
        page = visitor.see("Kim")
        rows = page.locator("#rate tbody tr").evaluate_all(
            "all => all.map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent))"
        )
        judged = [row for row in rows if " to " in row[1] and row[0] != "\N{EN DASH}"]
        assert {row[2].partition(",")[0] for row in judged} >= {"a little low", "as usual"}
        for bpm, usual, words in judged:
            low, high = (float(edge) for edge in usual.split(" to "))
            assert (low < float(bpm) < high) is (words == "as usual"), (bpm, usual, words)


@pytest.mark.parametrize("viewport", [PHONE, SCREEN], ids=["phone", "screen"])
def test_a_table_has_a_low_header_and_says_that_it_scrolls(visit: Any, viewport: dict[str, int]) -> None:
    with visit(viewport=viewport) as visitor:
        page = visitor.see("Kim")
        page.locator("#hrv summary").click()
        assert page.locator("#hrv thead").bounding_box()["height"] < 40  # type: ignore[index]
        expect(page.locator("#hrv .sideways")).to_be_visible(visible=viewport is PHONE)
        assert "gradient" in page.evaluate(
            "getComputedStyle(document.querySelector('#hrv .scroll')).backgroundImage"
        )


def test_a_wide_screen_has_no_empty_column(visit: Any) -> None:
    with visit() as visitor:
        page = visitor.see("Kim")
        today_card, beside = page.locator("section.today").bounding_box(), page.locator("#hrv").bounding_box()
        assert today_card is not None
        assert beside is not None
        assert beside["x"] > today_card["x"] + today_card["width"]
        assert abs(today_card["y"] + today_card["height"] - beside["y"] - beside["height"]) < 450


def test_the_bars_of_load_are_what_is_stored(visit: Any) -> None:
    with visit() as visitor:
        page = visitor.see("Kim")
        expect(page.locator("#load svg.plot .bar")).to_have_count(60)
        yesterday = page.locator(f"#load tr[data-day='{today() - timedelta(days=1)}'] td")
        expect(yesterday).to_have_text(["240.0", "260.0", "250.0", "1.04", "Load about as usual"])
        visitor.see("Newcomer")
        expect(page.locator("#load")).to_contain_text("Not measured in these days.")


def test_a_low_morning_is_told_by_shape_word_and_score(visit: Any, served: Site) -> None:
    newest = served.stored("Kim", 1)[0]
    with visit() as visitor:
        page = visitor.see("Kim")
        assert "below the usual range" in titles(page, "hrv")[-1]
        assert page.locator("#hrv svg.plot .mark").last.get_attribute("class") == "mark low"
        today_card = page.locator("section.today")
        expect(today_card.locator(".score strong")).to_have_text(f"{newest['readiness_score']:.1f}")
        expect(today_card.locator(".level")).to_have_text(newest["readiness_level"].lower().replace("_", " "))
        expect(today_card).to_contain_text("Heart rate variability")
        expect(today_card).to_contain_text("Confidence")


def test_poor_recordings_are_crosses_and_missed_mornings_are_gaps(visit: Any, served: Site) -> None:
    poor = [row for row in served.stored("Kim", 90) if row["hrv_quality"] == "POOR"]
    with visit() as visitor:
        page = visitor.see("Kim")
        assert page.locator("#hrv svg.plot .mark.uncounted").count() == len(poor) > 0
        missed = today() - timedelta(days=4)
        cells = page.locator(f"#hrv tr[data-day='{missed}'] td").all_text_contents()
        assert cells[0] == "\N{EN DASH}"
        assert cells[-1] == "not measured"


def test_arrow_keys_choose_a_day_on_all_charts(visit: Any) -> None:
    yesterday = today() - timedelta(days=1)
    with visit() as visitor:
        page = visitor.see("Kim")
        slider = page.get_by_role("slider", name="Heart rate variability, day")
        slider.focus()
        page.keyboard.press("ArrowLeft")
        for chart in CHARTS:
            said = page.locator(f"#{chart} tr[data-day='{yesterday}']").get_attribute("data-said")
            expect(page.locator(f"#{chart} .reading")).to_have_text(str(said))
            expect(page.locator(f"#{chart} input")).to_have_attribute("aria-valuetext", str(said))
        x = page.locator(f"#hrv tr[data-day='{yesterday}']").get_attribute("data-x")
        expect(page.locator("#hrv .cursor")).to_have_attribute("transform", f"translate({x} 0)")
        page.keyboard.press("Home")
        first = today() - timedelta(days=89)
        expect(page.locator("#hrv .reading")).to_contain_text(f" {first.day} ")
        expect(page.locator("#readiness .cursor")).not_to_have_class(re.compile("shown"))


@pytest.mark.parametrize("viewport", [PHONE, SCREEN], ids=["phone", "screen"])
def test_a_pointer_on_a_chart_chooses_its_day(visit: Any, viewport: dict[str, int]) -> None:
    with visit(viewport=viewport) as visitor:
        page = visitor.see("Kim")
        plot = page.locator("#rate svg.plot")
        plot.scroll_into_view_if_needed()
        mark = page.locator("#rate svg.plot .mark").nth(20)
        box = mark.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator("#rate .reading")).to_have_text(titles(page, "rate")[20])


def test_all_can_be_reached_with_the_tab_key(visit: Any) -> None:
    with visit() as visitor:
        page = visitor.see("Kim")
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href], button, input, summary')].map(one => one.outerHTML)"
        )
        reached = []
        for _ in wanted:
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.outerHTML"))
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", reached[-1]
        assert len(wanted) == 20  # header 3, what is this, charts 2 each, choices 4
        assert reached == wanted


def test_the_first_stop_leads_past_the_header(visit: Any) -> None:
    with visit() as visitor:
        page = visitor.see("Kim")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="To the content")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()


@pytest.mark.parametrize("name", ["Kim", "Pending", "Newcomer", "Yesterday"])
def test_a_phone_need_not_be_scrolled_sideways(visit: Any, name: str) -> None:
    with visit(viewport=PHONE) as visitor:
        page = visitor.see(name, "?days=366")
        for summary in page.locator("summary").all():
            summary.click()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        too_wide = page.evaluate(
            "[...document.querySelectorAll('main *')].filter(one => !one.closest('.scroll, svg')"
            " && one.getBoundingClientRect().right > 360.5).map(one => one.outerHTML.slice(0, 80))"
        )
        assert too_wide == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Pending", "being assessed"),
        ("Newcomer", "There is no check-in in the last 156 days."),
        ("Yesterday", "No check-in today."),
    ],
)
def test_no_readiness_of_today_is_never_a_good_day(visit: Any, name: str, said: str) -> None:
    with visit() as visitor:
        page = visitor.see(name)
        card = page.locator("section.today")
        expect(card).to_contain_text(said)
        expect(card.locator(".level")).to_have_class("level level-none")


def test_without_scripts_all_is_there(visit: Any) -> None:
    with visit(java_script_enabled=False) as visitor:
        page = visitor.see("Kim")
        expect(page.locator("#hrv .mark")).to_have_count(80 + 5)  # five in the legend
        expect(page.locator("#hrv input")).to_be_hidden()
        expect(page.locator("#hrv .reading")).to_contain_text("below the usual range")
        page.locator("#hrv summary").click()
        expect(page.locator("#hrv tbody tr").first).to_be_visible()


def test_the_policy_stops_what_is_not_ours(visit: Any, wait_until: Any) -> None:
    with visit() as visitor:
        page = visitor.see("Kim")
        page.evaluate(
            """async () => {
                window.refused = [];
                const note = (event) => window.refused.push(event.effectiveDirective);
                document.addEventListener("securitypolicyviolation", note);
                const script = document.createElement("script");
                script.textContent = "window.ran = true";
                document.body.append(script);
                const image = document.createElement("img");
                image.src = "http://127.0.0.1:9/x.png";
                document.body.append(image);
                await fetch("/healthz").catch(() => null);
            }"""
        )
        wait_until(lambda: len(page.evaluate("window.refused")) >= 3, 10, "three things are refused")
        assert sorted(page.evaluate("window.refused")) == ["connect-src", "img-src", "script-src-elem"]
        assert page.evaluate("window.ran === undefined")


def test_dark_is_dark_and_print_leaves_the_controls_out(visit: Any) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    with visit(color_scheme="dark") as visitor:
        page = visitor.see("Kim")
        assert page.evaluate(ground) == "rgb(16, 21, 26)"
    with visit() as visitor:
        page = visitor.see("Kim")
        assert page.evaluate(ground) == "rgb(244, 246, 248)"
        page.emulate_media(media="print")
        for hidden in ("header.bar", "nav.choices", "#hrv input", "#hrv details"):
            expect(page.locator(hidden)).to_be_hidden()
        expect(page.locator("#hrv svg.plot")).to_be_visible()
