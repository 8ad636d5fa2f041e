"""Which lanes an installation has: the project's own, and those of the modules that a setting names."""

from pathlib import Path

import pytest

from coalescing.declared import declared_lanes, lane_named
from coalescing.errors import InvalidLaneError, UnknownLaneError
from coalescing.lanes import CHECKINS, LANES
from runtime.settings import get_settings

LANE = """
from coalescing.lanes import CHECKINS, Lane
MINE = Lane(name="{name}", queue="mine", key_form="id", window_ms=0, batch=1, handler={handler!r})
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The name of a module that nobody has imported yet; its file is for the test to write."""
    monkeypatch.syspath_prepend(tmp_path)
    return f"lanes_of_{tmp_path.name}"


def declare(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str, text: str | None, extra: str = ""
) -> None:
    if text is not None:
        (tmp_path / f"{module}.py").write_text(text)
    monkeypatch.setenv("AFTERWRITE_LANE_MODULES", f"{module}{extra}")
    get_settings.cache_clear()


def test_a_lane_is_found_by_its_name() -> None:
    assert lane_named("checkins") is CHECKINS
    assert all(name == lane.name for name, lane in declared_lanes().items())


def test_an_unknown_lane_is_named_beside_the_known_ones() -> None:
    with pytest.raises(UnknownLaneError, match=r"'nope'.*checkins"):
        lane_named("nope")


def test_lanes_of_ones_own_stand_beside_the_projects(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str
) -> None:
    declare(monkeypatch, tmp_path, module, LANE.format(name="mine", handler="a.b:c"), " , ")

    assert list(declared_lanes()) == [*LANES, "mine"]
    assert lane_named("mine").handler == "a.b:c"
    assert lane_named("checkins") is CHECKINS


def test_a_lane_that_another_module_imports_is_still_the_same_lane(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str
) -> None:
    (tmp_path / f"{module}_too.py").write_text(f"from {module} import MINE")
    declare(monkeypatch, tmp_path, module, LANE.format(name="mine", handler="a.b:c"), f",{module}_too")

    assert list(declared_lanes()) == [*LANES, "mine"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "cannot be imported"),
        ("import no_such_module_anywhere", "cannot be imported"),
        ("1 / 0", "cannot be imported: ZeroDivisionError"),
        ("Lane(", "cannot be imported: SyntaxError"),
        (LANE.format(name="a b", handler="a.b:c"), "cannot be imported: InvalidLaneError: .*name is 'a b'"),
        ("LANES = []", "declares no lane"),
        (LANE.format(name="checkins", handler="a.b:c"), "'checkins' .* has the name of another lane"),
        (LANE.format(name="mine", handler=None), "'mine' .* handler is missing"),
    ],
)
def test_a_module_that_is_no_good_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str, text: str | None, said: str
) -> None:
    declare(monkeypatch, tmp_path, module, text)

    with pytest.raises(InvalidLaneError, match=f"(?s){said}") as error:
        declared_lanes()
    assert module in str(error.value)
