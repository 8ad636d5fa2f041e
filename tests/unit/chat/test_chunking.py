"""A document is cut into passages that lose nothing, and fit."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from chat.chunking import LONGEST_OVERLAP, LONGEST_PASSAGE, passages_of

sentences = st.text(alphabet="abcå ", min_size=1, max_size=400).map(lambda text: f"{text}.")
paragraphs = st.lists(sentences, min_size=1, max_size=8).map(" ".join)
documents = st.lists(paragraphs, max_size=12).map("\n\n".join)


@given(documents)
def test_every_word_is_in_a_passage_in_its_order(text: str) -> None:
    words = iter(" ".join(passages_of(text)).split())
    assert all(word in words for word in text.split())


@given(documents | st.text(max_size=5_000))
def test_a_passage_is_no_longer_than_it_may_be_and_never_empty(text: str) -> None:
    passages = passages_of(text)
    assert all(passage.strip() for passage in passages)
    assert max(map(len, passages), default=0) <= LONGEST_PASSAGE
    assert bool(passages) is bool(text.strip())


def test_neighbours_overlap_by_a_sentence_or_so() -> None:
    text = "\n\n".join(f"This is sentence number {number} of the document." * 10 for number in range(10))
    passages = passages_of(text)
    assert len(passages) > 3
    for before, after in pairwise(passages):
        shared = after.partition("\n\n")[0]
        assert shared in before
        assert 0 < len(shared) <= LONGEST_OVERLAP


def test_a_short_document_is_one_passage() -> None:
    assert passages_of("One.\r\n\r\nTwo.\n") == ["One.\n\nTwo."]


def test_a_word_that_never_ends_is_cut() -> None:
    passages = passages_of("a" * 5_000)
    assert len(passages) > 4
    assert sum(map(len, passages)) >= 5_000
