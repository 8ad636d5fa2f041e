"""Every notice can be said in every language, with what it holds and nothing else."""

import re
from pathlib import Path

import pytest

from domain.notices import Audience, NoticeKind
from notifications.rendering import LANGUAGES
from notifications.wording.message import Language, Message, fields_of

pytestmark = pytest.mark.contract

NOTICES = Path(__file__).parents[2] / "domain" / "notices.py"
FORBIDDEN = re.compile(
    r"injury (prediction|risk)|safe to|cleared|diagnos|skaderisk|friskförklara|ofarlig", re.IGNORECASE
)


def params_of(kind: NoticeKind) -> set[str]:
    """What the comment at the kind says that its params hold."""
    source = NOTICES.read_text(encoding="utf-8")
    found = re.search(rf"((?: *#:.*\n)+) *{kind.name} = ", source)
    assert found is not None
    comment = " ".join(line.strip().removeprefix("#:") for line in found[1].splitlines())
    named = re.search(r"\((.*)\)", comment)
    assert named is not None
    return set(re.findall(r"\b[a-z]\w*\b", named[1]))


def messages_of(language: Language) -> list[tuple[NoticeKind, Message]]:
    both = [*language.messages.items(), *language.stands_in.items()]
    return [(kind, message) for (kind, _), message in both]


@pytest.mark.parametrize("code", ["en", "sv"])
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_can_be_told_to_athletes_and_to_coaches(code: str, kind: NoticeKind) -> None:
    assert {(kind, Audience.ATHLETE), (kind, Audience.COACH)} <= LANGUAGES[code].messages.keys()


def test_languages_say_the_same_things() -> None:
    english, swedish = LANGUAGES["en"], LANGUAGES["sv"]
    assert english.messages.keys() == swedish.messages.keys()
    assert english.stands_in.keys() == swedish.stands_in.keys()
    assert {name: set(words) for name, words in english.words.items()} == {
        name: set(words) for name, words in swedish.words.items()
    }
    for key, message in [*english.messages.items(), *english.stands_in.items()]:
        other = swedish.messages[key] if message is english.messages.get(key) else swedish.stands_in[key]
        assert fields_of(message.title) == fields_of(other.title)
        assert [fields_of(text) for text in message.sentences] == [
            fields_of(text) for text in other.sentences
        ]


@pytest.mark.parametrize("code", ["en", "sv"])
def test_a_message_uses_what_its_kind_holds(code: str) -> None:
    for kind, message in messages_of(LANGUAGES[code]):
        used = set().union(*(fields_of(text) for text in (message.title, *message.sentences)))
        assert used <= params_of(kind) | {"athlete", "reason"}, kind


@pytest.mark.parametrize("code", ["en", "sv"])
def test_messages_are_short_and_promise_nothing_medical(code: str) -> None:
    for kind, message in messages_of(LANGUAGES[code]):
        assert len(message.title) <= 60, kind
        assert sum(map(len, message.sentences)) <= 480, kind
        assert not any(FORBIDDEN.search(text) for text in (message.title, *message.sentences)), kind


@pytest.mark.parametrize("code", ["en", "sv"])
def test_no_message_to_an_athlete_speaks_of_them_by_name(code: str) -> None:
    language = LANGUAGES[code]
    for (kind, audience), message in [*language.messages.items(), *language.stands_in.items()]:
        if audience is Audience.ATHLETE:
            assert not any("athlete" in fields_of(text) for text in (message.title, *message.sentences)), kind
