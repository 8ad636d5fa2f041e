"""What of a message is worth remembering, by rules and by a model's answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chat.memories import MOST_OF_ONE, facts_in, facts_of_model, key_of
from domain.chat import LONGEST_MEMORY


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        ("My goal is to run 10 km. I slept well.", ["My goal is to run 10 km."]),
        ("Is my goal too high?", []),
        ("Kom ihåg att jag jobbar natt! Hur mår jag idag?", ["Kom ihåg att jag jobbar natt!"]),
        ("I'm allergic to nuts", ["I'm allergic to nuts"]),
        ("I worked a lot today. I liked it.", []),
        ("remember: no intervals before noon", ["remember: no intervals before noon"]),
        ("My knee hurts today.", []),
    ],
)
def test_lasting_sentences_about_oneself(message: str, facts: list[str]) -> None:
    assert facts_in(message) == facts


@given(st.text(max_size=500))
def test_whatever_is_said_comes_to_few_short_facts(message: str) -> None:
    for facts in (facts_in(f"I always {message}. I prefer {message}"), facts_of_model(message) or []):
        assert len(facts) <= MOST_OF_ONE
        assert all(0 < len(fact) <= LONGEST_MEMORY and key_of(fact) for fact in facts)
        assert len({key_of(fact) for fact in facts}) == len(facts)


@pytest.mark.parametrize("answer", ["", "none", "[1, 2]", '{"a": []}', "[", '["a", ["b"]]'])
def test_what_is_no_list_of_sentences_is_none(answer: str) -> None:
    assert facts_of_model(answer) in (None, [])
