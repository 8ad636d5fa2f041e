"""All parts. Where there is room for less, the first ones go first."""

from chat.context.parts.athlete import ATHLETE
from chat.context.parts.calendar import CALENDAR_PART
from chat.context.parts.documents import DOCUMENTS
from chat.context.parts.injuries import INJURIES
from chat.context.parts.memories import MEMORIES_PART
from chat.context.parts.sport import SPORT_PART
from chat.context.parts.training_load import TRAINING_LOAD
from chat.context.parts.web import WEB

PARTS = (INJURIES, ATHLETE, CALENDAR_PART, TRAINING_LOAD, SPORT_PART, MEMORIES_PART, DOCUMENTS, WEB)
