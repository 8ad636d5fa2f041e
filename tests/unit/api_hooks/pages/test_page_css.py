"""Colours: what axe cannot see in a drawing is worked out here, from the style sheet itself (WCAG 1.4.11)."""

import re
from itertools import product
from pathlib import Path

import pytest

SHEET = (Path(__file__).parents[4] / "api_hooks" / "pages" / "static" / "page.css").read_text()
LIGHT_SHEET, DARK_SHEET = SHEET.split("@media (prefers-color-scheme: dark)")[:2]

MARKS = ("point", "low", "high", "raised", "week", "quiet")
LINES_AND_BARS = ("acute", "chronic", "excellent", "good", "fair", "poor", "very-poor", "bar")


def colours(sheet: str) -> dict[str, str]:
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", sheet.partition("}")[0]))
    assert len(found) > 20
    return found


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("sheet", [LIGHT_SHEET, DARK_SHEET], ids=["light", "dark"])
def test_what_is_drawn_stands_out_from_what_is_behind_it(sheet: str) -> None:
    of = colours(sheet)
    pairs = [*product(MARKS, ("card", "band")), *product(LINES_AND_BARS, ("card",))]
    faint = {pair: contrast(of[pair[0]], of[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 3} == {}


@pytest.mark.parametrize("sheet", [LIGHT_SHEET, DARK_SHEET], ids=["light", "dark"])
def test_text_can_be_read(sheet: str) -> None:
    of = colours(sheet)
    levels = ("excellent", "good", "fair", "poor", "very-poor", "none")
    pairs = [
        *product(("ink", "quiet", "link"), ("card", "ground")),
        *product(("on-level",), levels),
        *product(("on-heat",), ("heat-some", "heat-most")),
        ("on-level", "heat-all"),
        ("strong-ink", "strong-ground"),
        ("mild-ink", "mild-ground"),
    ]
    faint = {pair: contrast(of[pair[0]], of[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


def test_light_and_dark_name_the_same_colours() -> None:
    assert colours(LIGHT_SHEET).keys() == colours(DARK_SHEET).keys()


def test_it_asks_for_nothing_else() -> None:
    assert "url(" not in SHEET
    assert "@import" not in SHEET
