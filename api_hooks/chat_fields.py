"""The schema of a question to the assistant: its fields, and what each accepts."""

from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from domain.chat import ProviderName

MOST_MESSAGES = 100
MOST_PARTS = 20
MOST_DOCUMENTS = 20
#: Characters of the message that is answered, of an earlier one, and of what the page says.
LONGEST_QUESTION = 8_000
LONGEST_MESSAGE = 100_000
LONGEST_CONTEXT = 4_000
LONGEST_ID = 100
LONGEST_MODEL = 100

#: Who may be asked for; the platform itself answers where none of them is set up.
ProviderCode = Literal["ANTHROPIC", "GOOGLE", "OPENAI"]

_UUID_RULE = "a UUID"
_BOOL_RULE = "true or false"

#: Name of each field in the body -> what it accepts. Indices are left out.
RULES = MappingProxyType(
    {
        "conversationId": _UUID_RULE,
        "messages": f"a list of 1 to {MOST_MESSAGES} messages, the last of which is the user's",
        "messages.id": f"text of 1 to {LONGEST_ID} letters, digits, _ and -",
        "messages.role": "one of user, assistant, system",
        "messages.content": f"text of at most {LONGEST_MESSAGE} characters",
        "messages.parts": f"a list of at most {MOST_PARTS} parts",
        "messages.parts.type": "text",
        "messages.parts.text": f"text of at most {LONGEST_MESSAGE} characters",
        "model": f"text of 1 to {LONGEST_MODEL} characters",
        "provider": f"one of {', '.join(each for each in ProviderName if each is not ProviderName.BUILTIN)}",
        "athleteId": _UUID_RULE,
        "clientId": _UUID_RULE,
        "documentIds": f"a list of at most {MOST_DOCUMENTS} UUIDs",
        "webSearchEnabled": _BOOL_RULE,
        "deepThinkEnabled": _BOOL_RULE,
        "isAthleteChat": _BOOL_RULE,
        "pageContext": f"text, or an object, of at most {LONGEST_CONTEXT} characters",
        "memoryContext": f"text, or an object, of at most {LONGEST_CONTEXT} characters",
    }
)

_Uuid = Annotated[
    str | None,
    Field(
        pattern=r"^[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$",
        json_schema_extra={"format": "uuid"},
    ),
]
_Text = Annotated[str, Field(max_length=LONGEST_MESSAGE)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", alias_generator=to_camel)


class ChatPart(_Body):
    """A piece of a message."""

    type: Literal["text"]
    text: _Text


class ChatMessageBody(_Body):
    """A message: its text, or its parts."""

    id: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=LONGEST_ID,
            pattern=r"^[A-Za-z0-9_-]+$",
            description="the caller's own; sent again under it, it is the same message",
        ),
    ] = None
    role: Literal["user", "assistant", "system"]
    content: _Text | None = None
    parts: Annotated[list[ChatPart] | None, Field(max_length=MOST_PARTS)] = None

    @property
    def text(self) -> str:
        """Its text; where it has parts, theirs."""
        if self.parts:
            return "\n".join(part.text for part in self.parts)
        return self.content or ""


class ChatBody(_Body):
    """A question to the assistant: the last of the messages. What was said before is stored."""

    conversation_id: Annotated[_Uuid, Field(description="of the caller's; without it a new one begins")] = (
        None
    )
    messages: Annotated[list[ChatMessageBody], Field(min_length=1, max_length=MOST_MESSAGES)]
    model: Annotated[
        str | None,
        Field(min_length=1, max_length=LONGEST_MODEL, description="one that is set up for the provider"),
    ] = None
    provider: Annotated[
        ProviderCode | None, Field(description="one that is set up; without it the first that is")
    ] = None
    athlete_id: Annotated[_Uuid, Field(description="whom it is about; the same as clientId")] = None
    client_id: Annotated[_Uuid, Field(description="whom it is about")] = None
    document_ids: Annotated[list[str], Field(max_length=MOST_DOCUMENTS)] = []
    web_search_enabled: bool = False
    deep_think_enabled: Annotated[bool, Field(description="the answer may be twice as long")] = False
    is_athlete_chat: Annotated[
        bool, Field(description="that the caller is the athlete; who is, is so without it")
    ] = False
    page_context: Annotated[
        str | dict[str, Any] | None, Field(description="what the page shows on which it is asked")
    ] = None
    memory_context: Annotated[
        str | dict[str, Any] | None, Field(description="of no effect: memories are the platform's")
    ] = None
