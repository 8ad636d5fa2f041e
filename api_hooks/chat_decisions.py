"""Whether a question may be asked, and of whom: decided on one row of what the database knows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api_hooks.access import require_access, require_user
from api_hooks.chat_errors import ConsentRequiredError, ProviderNotSetUpError, SubscriptionRequiredError
from api_hooks.database import Row
from api_hooks.errors import AccessDeniedError, ConflictError, FieldFault, InvalidFieldsError, NotFoundError
from api_hooks.given_chat import GivenChat
from chat.prompt import Said
from chat.providers.set_up import SetUp
from domain.businesses import SubscriptionTier
from domain.chat import MONTHLY_MESSAGES, ProviderName, Speaker

ATHLETE = "ATHLETE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A question that may be asked."""

    caller_id: UUID
    #: The athlete whom it is about; None for none.
    client_id: UUID | None
    business_id: UUID | None
    is_athlete_chat: bool
    #: Whether data of the athlete may be used.
    has_consent: bool
    #: The quota that it counts in, and how much of it there is; None where it does not count, or is
    #: unlimited.
    quota_month: int | None
    most: int | None
    #: Who answers; None for the platform itself.
    set_up: SetUp | None
    model: str | None
    conversation_id: UUID | None
    #: The message, where it was stored by an earlier request.
    message_id: UUID | None
    #: Those of the documents that may be used.
    documents: tuple[UUID, ...]
    history: tuple[Said, ...]
    language: str

    @property
    def client_in_context(self) -> UUID | None:
        """The athlete whose data the answer may rest on."""
        return self.client_id if self.has_consent else None


def require_right_to_ask(row: Row, given: GivenChat) -> None:
    """Refuse who may not ask this: of the athlete, the conversation, and the message that is sent again.

    Raises:
        UnknownUserError: no such user.
        AccessDeniedError: the athlete is not the caller's; or who says to be the athlete is not.
        NotFoundError: the conversation is none of the caller's; or a document is none that they may read.
        ConflictError: the conversation is about somebody else; the id is that of another message.
    """
    require_user(row)
    is_athlete = row["caller_role"] == ATHLETE
    if given.client_id is not None or row["athlete_id"] is not None or is_athlete:
        require_access(row)
    if given.is_athlete_chat and not is_athlete:
        raise AccessDeniedError
    if given.conversation_id is not None and row["conversation_id"] is None:
        raise NotFoundError("Conversation not found")
    if row["conversation_id"] is not None and row["talked_about"] != row["athlete_id"]:
        raise ConflictError("The conversation is about another athlete, or about none; begin a new one")
    if row["documents"] != len(given.documents):
        raise NotFoundError("Document not found")
    if row["message_id"] is not None and (
        row["message"] != given.question or row["message_in"] != row["conversation_id"]
    ):
        raise ConflictError("There is another message with this id; give each message an id of its own")


def decide(
    row: Row, given: GivenChat, set_up: Mapping[ProviderName, SetUp], upgrade_url: str | None
) -> Decision:
    """How it is to be answered.

    Raises:
        SubscriptionRequiredError: this month's messages are used up, or none are included.
        ConsentRequiredError: the athlete has not agreed.
        ProviderNotSetUpError: somebody is asked for who is not set up.
        InvalidFieldsError: a model is asked for that is not set up.
    """
    is_athlete = row["caller_role"] == ATHLETE
    most = MONTHLY_MESSAGES[SubscriptionTier(row["tier"] or SubscriptionTier.FREE)] if is_athlete else None
    if most is not None and row["used"] >= most:
        raise SubscriptionRequiredError(row["used"], most, upgrade_url)
    chosen, model = _chosen(given, set_up)
    has_consent = bool(row["has_consent"])
    if is_athlete and not has_consent:
        raise ConsentRequiredError
    return Decision(
        caller_id=row["caller_id"],
        client_id=row["athlete_id"],
        business_id=row["business_id"],
        is_athlete_chat=is_athlete,
        has_consent=has_consent,
        quota_month=row["month"] if is_athlete else None,
        most=most,
        set_up=chosen,
        model=model,
        conversation_id=row["conversation_id"],
        message_id=row["message_id"],
        documents=tuple(map(UUID, row["usable_documents"] or ())),
        history=_history(row["turns"] or (), has_consent=has_consent),
        language=row["language"],
    )


def _chosen(given: GivenChat, set_up: Mapping[ProviderName, SetUp]) -> tuple[SetUp | None, str | None]:
    if not set_up:
        return None, None
    if given.provider is not None and given.provider not in set_up:
        raise ProviderNotSetUpError(given.provider)
    chosen = set_up[given.provider] if given.provider else next(iter(set_up.values()))
    if given.model is not None and given.model not in chosen.models:
        rule = f"one of {', '.join(chosen.models)}"
        raise InvalidFieldsError([FieldFault("model", given.model, rule)])
    return chosen, given.model or chosen.models[0]


def _history(turns: Sequence[Sequence[Any]], *, has_consent: bool) -> tuple[Said, ...]:
    """What was said before. What rests on the athlete's data is told again only while there is consent."""
    return tuple(Said(Speaker(role), text) for role, text, is_about in turns if has_consent or not is_about)
