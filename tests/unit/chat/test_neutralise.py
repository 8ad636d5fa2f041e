"""Nothing in an answer makes a browser call another host, however the answer comes in pieces."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.neutralise import REMOVED, Neutraliser, addresses_in, neutralised

#: What a browser or a Markdown renderer would follow.
LIVE = re.compile(r"(?i)!\[|\]\(|\]:|<[a-z/!?]|https?:[/\\]{2}|(?<![a-z0-9])www\.|(?<![a-z])mailto:\S")

PIECES = st.sampled_from(
    [
        *("![", "](", "]:", "[x]", "<", "img", "a ", "http", "https", "://", ":", "//", "\\\\", "www", "."),
        *("evil.test", "/?q=1", ")", ">", "'", '"', " ", "\n", "text", "é", "|", "`", "mailto:", "_", "1"),
    ]
)


@given(st.lists(PIECES, max_size=30))
def test_what_comes_in_pieces_is_what_comes_as_a_whole_and_nothing_lives(pieces: list[str]) -> None:
    stream = Neutraliser()
    told = "".join(stream.take(piece) for piece in pieces) + stream.end()
    assert told == neutralised("".join(pieces))
    assert LIVE.search(told) is None, told


@given(st.text(alphabet=st.characters(exclude_characters="![]<:\\"), max_size=200))
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert neutralised(text.replace("www", "")) == text.replace("www", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Readiness: 7.4 of 10 [good].", "Readiness: 7.4 of 10 [good]."),
        ("![x](https://evil.test/?q=1)", f"[x] ({REMOVED})"),
        ("[a]: //evil.test", "[a] : //evil.test"),
        ('<img src="https://evil.test/x">', f'< img src="{REMOVED}">'),
        ("(see HTTPS://evil.test/a).", f"(see {REMOVED})."),
        ("_https://evil.test_", f"_{REMOVED}_"),
        ("Here is the data: 1.5, and metadata: none", "Here is the data: 1.5, and metadata: none"),
        ("a < b and 3 <4", "a < b and 3 <4"),
    ],
)
def test_examples(text: str, expected: str) -> None:
    assert neutralised(text) == expected


def test_an_address_of_the_data_stays_and_one_that_only_begins_like_it_does_not() -> None:
    known = addresses_in("Read https://a.example/plan. Or (https://a.example/x)!")
    assert known == {"https://a.example/plan", "https://a.example/x"}
    assert neutralised("See https://a.example/plan.", known) == "See https://a.example/plan."
    assert neutralised("See https://a.example/plan?name=x", known) == f"See {REMOVED}"


def test_a_word_without_end_is_not_held_back_for_ever() -> None:
    stream = Neutraliser()
    assert stream.take("x" * 5_000).strip() == "x" * 5_000


@pytest.mark.parametrize("at", range(20))
def test_no_address_lives_where_a_word_without_end_is_parted(at: int) -> None:
    """What is held back is let go at some length: an address that lay across that was two halves of none."""
    stream = Neutraliser()
    text = "(" * (4_097 - at) + "https://evil.test/?q=1"
    told = "".join(map(stream.take, text)) + stream.end()
    assert LIVE.search(told) is None, told[-60:]


def test_what_it_costs_depends_on_the_length_alone() -> None:
    """A scheme might have begun at each letter of a word: four times the text took sixteen times as long."""
    began = time.process_time()
    assert addresses_in("a" * 60_000) == set()
    assert time.process_time() - began < 3
