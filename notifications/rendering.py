"""Messages as people read them: in the app with all there is to say, outside without anything of health."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.notice_delivery import DeliveryWhat
from domain.notices import Audience, NoticeKind
from notifications.wording.en import ENGLISH
from notifications.wording.message import Language, Message, fill, in_words
from notifications.wording.sv import SWEDISH

LANGUAGES: Mapping[str, Language] = {"en": ENGLISH, "sv": SWEDISH}

#: Title of what goes outside.
SENDER = "Afterwrite"


@dataclass(frozen=True, slots=True)
class Text:
    """A title and a body."""

    title: str
    body: str


def language_of(code: str) -> Language:
    """The language of that code, or else English."""
    return LANGUAGES.get(code, ENGLISH)


def in_app(
    language: Language,
    kind: NoticeKind,
    audience: Audience,
    params: Mapping[str, Any],
    *,
    stands_in: bool,
    athlete: str,
    reason: str | None,
) -> Text:
    """What the recipient reads in the app; to the athlete no name is told.

    Args:
        language: the recipient's.
        kind: of the notice.
        audience: as what the recipient is told.
        params: of the notice.
        stands_in: whether the coach stands in for a physiotherapist.
        athlete: the athlete's name.
        reason: what the athlete has written to a physiotherapist.
    """
    values = {name: text for name, value in params.items() if (text := in_words(language, name, value))}
    values |= {"athlete": athlete} | ({"reason": reason} if reason else {})
    return Text(*fill(_message(language, kind, audience, stands_in=stands_in), _Lenient(values)))


def _message(language: Language, kind: NoticeKind, audience: Audience, *, stands_in: bool) -> Message:
    if stands_in and (special := language.stands_in.get((kind, audience))):
        return special
    return language.messages.get((kind, audience)) or language.messages[kind, Audience.COACH]


class _Lenient(dict[str, str]):
    """A title may name what is not known: then it shows that, and does not fail."""

    def __missing__(self, _key: str) -> str:
        return "?"


def outside(
    language: Language,
    what: DeliveryWhat,
    audience: Audience | None,
    link: str | None,
    details: Text | None,
) -> Text:
    """What goes outside of the app, where it may be read by anybody.

    Args:
        language: the recipient's.
        what: news, a correction, or a test.
        audience: as what the recipient is told; None for a test.
        link: where the recipient can read what it is about.
        details: what was told in the app, if the recipient lets it go outside; None if not.
    """
    if what is DeliveryWhat.TEST:
        text = Text(SENDER, language.test)
    elif what is DeliveryWhat.CORRECTION:
        text = Text(details.title if details else SENDER, language.correction)
    elif details is not None:
        text = details
    else:
        news = language.news_for_you if audience is Audience.ATHLETE else language.news_of_an_athlete
        text = Text(SENDER, news)
    if link and what is not DeliveryWhat.TEST:
        return Text(text.title, f"{text.body}\n{language.see.format(link=link)}")
    return text
