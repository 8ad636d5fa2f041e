"""The page over HTTP: for those who may see the athlete, with what is stored; readable even when it fails."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from domain.wording import SAFETY_NOTE, URGENT_NOTE
from ops.postgres import EmbeddedPostgres

pytestmark = pytest.mark.integration

Post = Callable[..., httpx.Response]
Ask = Callable[..., list[dict[str, Any]]]
Bearer = Callable[[str], dict[str, str]]

_RESULT = (
    "UPDATE daily_metrics SET assessed_revision = revision, assessed_at = now(), engine = 'percent-1',"
    " readiness_score = 6.4, readiness_level = 'FAIR', readiness_confidence = 'MEDIUM',"
    " recommended_action = 'REDUCE_INTENSITY', intensity_percent = -20, volume_percent = -10,"
    " wellness_score = 7.1,"
    ' reasons = \'[{"component": "wellness", "score": 6.4, "weight": 1, "contribution": -0.6}]\''
)


def text_of(answer: httpx.Response) -> str:
    without_tags = re.sub(r"<[^>]+>", " ", answer.text)
    return " ".join(without_tags.replace("&#39;", "'").split())


@pytest.fixture
def look(api: httpx.Client, people: Any, as_coach: dict[str, str]) -> Callable[..., httpx.Response]:
    """The page of the coach's athlete, as the coach sees it."""

    def get(query: str = "", headers: dict[str, str] = as_coach) -> httpx.Response:
        return api.get(f"/athletes/{people.client}{query}", headers=headers)

    return get


Look = Callable[..., httpx.Response]


def test_todays_readiness_with_reasons_confidence_and_age(look: Look, post: Post, ask: Ask) -> None:
    post(hrvRMSSD=61.5, restingHR=52, mood=7)
    ask(_RESULT)
    page = look()
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    text = text_of(page)
    assert "6.4 of 10 fair" in text
    assert "Consider training at a lower intensity than planned" in text
    assert "intensity -20 %, volume -10 %" in text
    assert re.search(r"Confidence medium Data of .* \(today\)", text)
    assert "HRV baseline building, 0 of 60 days" in text
    assert "Why Wellness -0.60 scores 6.4, weight 100 %" in text
    assert "61.5 ms, not judged" in text
    assert SAFETY_NOTE in text
    assert URGENT_NOTE in text


def test_what_is_being_followed_up_stands_before_the_advice(
    look: Look, post: Post, ask: Ask, people: Any
) -> None:
    post(hrvRMSSD=61.5, restingHR=52, mood=7)
    ask(_RESULT)
    ask(
        "INSERT INTO injury_cases (client_id, kind, body_part, status, source, opened_on, last_reported_on,"
        " severity, decision, minimum_days) VALUES ('" + people.client + "', 'INJURY', 'KNEE', 'ACTIVE',"
        " 'AUTOMATIC', '2026-03-14', '2026-03-14', 'HIGH', 'REST', 14)"
    )
    text = text_of(look())
    assert text.index("Pain (knee), since 14 Mar") < text.index("Consider training")


def test_no_check_ins_at_all(look: Look) -> None:
    text = text_of(look())
    assert "no check-ins There is no check-in in the last 156 days." in text
    assert "of 10" not in text
    assert URGENT_NOTE in text


def test_what_is_being_assessed_has_no_score(look: Look, post: Post, ask: Ask) -> None:
    post(mood=7)
    ask(_RESULT)
    post(mood=2)
    text = text_of(look())
    assert "being assessed Today's check-in is stored" in text
    assert "6.4" not in text


def test_yesterdays_readiness_is_not_todays(look: Look, post: Post, ask: Ask) -> None:
    post(mood=7)
    ask(_RESULT + ", date = date - 2")
    page = look()
    assert "not known No check-in today." in text_of(page)
    assert "2 days ago; readiness was 6.4 of 10, fair" in text_of(page)
    assert "level-FAIR" not in page.text.partition("</section>")[0]


def test_not_enough_data_is_an_answer(look: Look, post: Post, ask: Ask) -> None:
    post(hrvRMSSD=60)
    ask("UPDATE daily_metrics SET assessed_revision = revision, assessed_at = now(), engine = 'percent-1'")
    assert "not enough data Today's check-in holds too little for a score." in text_of(look())


def test_names_are_text_and_never_markup(look: Look, ask: Ask) -> None:
    ask("UPDATE clients SET name = '<script>alert(1)</script>'")
    page = look()
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text


def test_days_are_checked(look: Look, post: Post) -> None:
    post(hrvRMSSD=61.5)
    for days in (14, 30, 366):
        table = look(f"?days={days}").text.partition('id="hrv"')[2].partition("</table>")[0]
        assert table.count("<tr data-day") == days
    for asked in ("x", "-1", "", "٣", "13", "367", "0000000014", "9" * 5000):
        page = look(f"?days={asked}")
        assert page.status_code == 422
        text = text_of(page)
        assert "That number of days cannot be shown days must be a whole number from 14 to 366." in text
        assert "An athlete's address" not in text


def test_no_words_of_the_athlete_are_shown(look: Look, post: Post) -> None:
    post(notes="a secret of mine", mood=7)
    assert "secret of mine" not in look().text


def test_who_may_see_it(look: Look, people: Any, bearer: Bearer) -> None:
    for who in ("admin", "coach", "athlete"):
        assert look(headers=bearer(getattr(people, who))).status_code == 200
    for who in ("other_coach", "physio"):
        page = look(headers=bearer(getattr(people, who)))
        assert (page.status_code, page.headers["content-type"]) == (403, "text/html; charset=utf-8")
        assert "You may not see this page" in text_of(page)


def test_nobody_can_probe_for_athletes(api: httpx.Client, people: Any, bearer: Bearer) -> None:
    unknown = f"/athletes/{uuid4()}"
    pages = [
        api.get(path, headers=bearer(people.coach))
        for path in (unknown, f"/athletes/{people.foreign_client}")
    ]
    assert [page.status_code for page in pages] == [403, 403]
    assert pages[0].text == pages[1].text
    page = api.get(unknown, headers=bearer(people.admin))
    assert page.status_code == 404
    assert "Client not found" in text_of(page)


def test_an_address_that_is_none(api: httpx.Client, as_coach: dict[str, str]) -> None:
    page = api.get("/athletes/kim%3Cb%3E", headers=as_coach)
    assert page.status_code == 422
    assert "The athlete's id must be a UUID" in text_of(page)


def test_a_token_without_an_account(look: Look, bearer: Bearer) -> None:
    page = look(headers=bearer(str(uuid4())))
    assert (page.status_code, "User not found" in text_of(page)) == (404, True)
    assert "names a user whom this platform does not know: ask for a new one" in text_of(page)
    assert "list of athletes" not in page.text


def test_without_a_session_it_asks_to_sign_in(look: Look, people: Any) -> None:
    page = look("?days=30", headers={})
    assert page.status_code == 401
    assert page.headers["www-authenticate"].startswith("Bearer")
    assert f'name="then" value="/athletes/{people.client}?days=30"' in page.text


def test_the_database_is_away(look: Look, postgres_server: EmbeddedPostgres) -> None:
    assert look().status_code == 200
    postgres_server.stop()
    page = look()
    assert (page.status_code, page.headers["retry-after"]) == (503, "2")
    assert "The database does not answer" in text_of(page)
    assert page.headers["content-type"] == "text/html; charset=utf-8"


def test_every_page_is_locked_down(look: Look, api: httpx.Client) -> None:
    for page in (look(), look(headers={}), api.get("/sign-in"), api.get("/athletes/x"), api.get("/athletes")):
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["cache-control"] == "no-store"
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page.text)
        assert not re.search(r"""(src|href|action)="(https?:)?//""", page.text)


def test_files_are_served_from_here_and_kept(look: Look, api: httpx.Client) -> None:
    found = re.findall(r'(?:src|href)="(/pages/[^"]+)"', look().text)
    assert len(found) == 3
    for path in found:
        file = api.get(path)
        assert file.status_code == 200
        assert "immutable" in file.headers["cache-control"]
        assert file.headers["x-content-type-options"] == "nosniff"
    for path in ("/pages/layout.html", "/pages/..%2Fanswers.py", "/pages/x"):
        assert api.get(path).status_code == 404


def test_a_year_of_check_ins_is_shown(look: Look, post: Post, ask: Ask) -> None:
    post(mood=7)
    ask(
        "INSERT INTO daily_metrics (client_id, date, revision) SELECT client_id, date - n, 1"
        " FROM daily_metrics, generate_series(1, 300) AS n"
    )
    table = look("?days=366").text.partition('id="readiness"')[2].partition("</table>")[0]
    assert table.count("being assessed</td>") == 28


def test_others_are_told_what_the_athlete_is_told(
    look: Look, people: Any, post: Post, ask: Ask, bearer: Bearer
) -> None:
    post(hrvRMSSD=61.5, mood=7)
    flag = '[{"code": "FEELING_BELOW_USUAL", "severity": "WARNING", "source": "wellness", "values": {}}]'
    ask(f"{_RESULT}, yellow_flags = '{flag}'")
    text = text_of(look())
    assert "The athlete is told: Consider training at a lower intensity" in text
    assert "What stands out, as the athlete is told it" in text
    own = text_of(look(headers=bearer(people.athlete)))
    assert "Consider training at a lower intensity" in own
    assert "is told" not in own


def test_engines_and_levels_are_told_in_words(look: Look, post: Post, ask: Ask) -> None:
    post(hrvRMSSD=61.5)
    other = '{"engine": "individual-1", "score": 4.6, "level": "GOOD", "reading": "AS_PLANNED"}'
    ask(f"{_RESULT}, individual_result = '{other}'")
    text = text_of(look())
    assert "Fair is 5.5 to below 7.0, good is 7.0 to below 8.5 here." in text
    assert "Judged by the product's tables (percent-1)" in text
    assert "Judged the other way, by the athlete's own spread (individual-1) : 4.6 of 10, good." in text
    assert "HRV, week and day usual" in text
    assert "What is this? Each check-in is judged in two ways." in text


def test_what_was_not_measured_has_no_axes(look: Look, post: Post) -> None:
    post(hrvRMSSD=61.5)
    page = look()
    for chart in ("rate", "sleep", "wellness", "load"):
        section = page.text.partition(f'id="{chart}"')[2].partition("</section>")[0]
        assert "<p>Not measured in these days.</p>" in section
        assert "<svg" not in section
    assert '<figure class="card chart" id="hrv"' in page.text
