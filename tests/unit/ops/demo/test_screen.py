"""What is on the screen can be read when it is piped: no control characters, and no trailing blanks."""

import io

import pytest
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ops.demo.screen import Screen, bar


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(output: io.StringIO) -> Screen:
    return Screen(Console(file=output, width=80, highlight=False))


def test_chapters_steps_and_bars_are_plain_lines(screen: Screen, output: io.StringIO) -> None:
    screen.title("A demo", "of something")
    screen.chapter("Start", "what this is about")
    with screen.step("something that takes a moment"):
        pass
    with screen.bars() as bars:
        done = bar(bars, "assessed", 24_932)
        done.advance()
        done.reach(24_932)
        assert done.share == 1
    screen.chapter("The end")
    text = output.getvalue()
    assert "\x1b" not in text
    assert "1  Start" in text
    assert "2  The end" in text
    ticked = [line for line in text.splitlines() if line.startswith("   ✓ ")]
    assert [line.split()[1] for line in ticked] == ["something", "assessed"]
    assert len({len(line) for line in ticked}) == 1, "times stand under each other"
    assert "24,932/24,932" in ticked[1]


def test_content_is_indented_and_ends_where_it_ends(screen: Screen, output: io.StringIO) -> None:
    table = Table("name", "number", box=None)
    table.add_row("a", "1")
    screen.show(table)
    screen.show(Text("word " * 40))
    lines = output.getvalue().splitlines()
    assert all(line.startswith("   ") and line == line.rstrip() for line in lines)
    assert max(map(len, lines)) <= 77


def test_a_step_that_fails_is_not_ticked_off(screen: Screen, output: io.StringIO) -> None:
    with pytest.raises(OSError, match="no"), screen.step("something that fails"):
        raise OSError("no")
    assert "✓" not in output.getvalue()


def test_events_tell_when(screen: Screen, output: io.StringIO) -> None:
    screen.start_clock()
    screen.event("SIGKILL", "worker1 is dead")
    assert output.getvalue().split() == ["0.0", "s", "SIGKILL", "worker1", "is", "dead"]
