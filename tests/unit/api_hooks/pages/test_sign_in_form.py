"""Signing in leads to pages of ours, and nowhere else."""

import pytest

from api_hooks.pages.sign_in_form import HOME, own_page

ATHLETE = "/athletes/7c9e6679-7425-40de-944b-e07fc1f90ae7"

TEAM = ATHLETE.replace("athletes", "teams")
BUSINESS = ATHLETE.replace("athletes", "businesses")


@pytest.mark.parametrize("path", [HOME, ATHLETE, f"{ATHLETE}?days=30", f"{TEAM}?days=7", BUSINESS])
def test_our_own_pages(path: str) -> None:
    assert own_page(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "",
        "https://evil.example/athletes",
        "//evil.example/athletes",
        "/\\evil.example",
        "/athletes/../sign-out",
        f"{ATHLETE}\n",
        f"{ATHLETE}?days=30&x=1",
        f"{ATHLETE}/more",
        "javascript:alert(1)",
    ],
)
def test_anything_else_leads_to_the_list(path: str) -> None:
    assert own_page(path) == HOME
