"""Addresses that people type lead somewhere, and programs are answered as before."""

import httpx
import pytest

pytestmark = pytest.mark.integration

BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/", "/athletes/"])
def test_it_leads_to_the_list(api: httpx.Client, path: str) -> None:
    answer = api.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/athletes")


def test_an_unknown_address_is_a_page_for_people(api: httpx.Client) -> None:
    page = api.get("/athlete/kim", headers=BROWSER)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is nothing at this address" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]


@pytest.mark.parametrize(("path", "headers"), [("/athlete/kim", {"accept": "*/*"}), ("/api/kim", BROWSER)])
def test_and_json_for_programs(api: httpx.Client, path: str, headers: dict[str, str]) -> None:
    answer = api.get(path, headers=headers)
    assert (answer.status_code, answer.json()) == (404, {"error": "Not Found"})
