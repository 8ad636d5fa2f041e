"""Keys of what is kept: two that depend on different things are different."""

from chat.context.kept import key_of


def test_no_question_can_be_made_that_finds_what_is_kept_of_another_document() -> None:
    """Documents are part of a key: a question could name one that its asker may not read."""
    kept = key_of("documents", "people", "rest", ("foreign", 1), ("own", 1))
    assert key_of("documents", "people", "rest\x1f('foreign', 1)", ("own", 1)) != kept
    assert key_of("documents", "people", "rest", ("foreign", 1), ("own", 1)) == kept
