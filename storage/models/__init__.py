"""SQLAlchemy models, one table (or one family of tables) a file."""

from storage.models.activity import ACTIVITY_COLUMNS, Activity
from storage.models.assignment import Assignment, Broadcast
from storage.models.base import Base
from storage.models.business import Business, BusinessMember
from storage.models.calendar_event import CalendarEvent
from storage.models.chat import (
    ChatConsent,
    ChatMemory,
    ChatMessage,
    ChatQuota,
    ChatUsage,
    Conversation,
)
from storage.models.client import AthleteAccount, Client
from storage.models.coach_alert import CoachAlert
from storage.models.daily_metrics import DERIVED_COLUMNS, INPUT_COLUMNS, DailyMetrics
from storage.models.document import Document, DocumentChunk
from storage.models.effect import Effect, Notice
from storage.models.field_test import FieldTest
from storage.models.import_run import ImportRun
from storage.models.injury import InjuryCase, TrainingRestriction
from storage.models.lane_pause import LanePause
from storage.models.notification import (
    Delivery,
    DeliveryProvider,
    Notification,
    NotificationChannel,
    NotificationPreferences,
)
from storage.models.operator_action import OperatorAction
from storage.models.organization import Location, Organization
from storage.models.owed_input import OwedInput
from storage.models.owed_work import OwedWork
from storage.models.physio_assignment import PhysioAssignment
from storage.models.provider_connection import ProviderConnection, UsedOauthState
from storage.models.provider_event import ProviderEvent, ProviderEventTotal
from storage.models.race import Race, RaceResult
from storage.models.schedule_run import ScheduleRun
from storage.models.streak import Streak
from storage.models.subscription import AthleteSubscription
from storage.models.summary import (
    BroadcastSummary,
    BusinessSummary,
    BusinessTrend,
    TeamDaySummary,
    TeamSummary,
)
from storage.models.team import Team
from storage.models.tested import PerformanceTest, Tester
from storage.models.training_load import TrainingLoad
from storage.models.unplanned import AdHocWorkout, GeneratedWod
from storage.models.user import User
from storage.models.workout import TrainingProgram, Workout, WorkoutModification

__all__ = [
    "ACTIVITY_COLUMNS",
    "DERIVED_COLUMNS",
    "INPUT_COLUMNS",
    "Activity",
    "AdHocWorkout",
    "Assignment",
    "AthleteAccount",
    "AthleteSubscription",
    "Base",
    "Broadcast",
    "BroadcastSummary",
    "Business",
    "BusinessMember",
    "BusinessSummary",
    "BusinessTrend",
    "CalendarEvent",
    "ChatConsent",
    "ChatMemory",
    "ChatMessage",
    "ChatQuota",
    "ChatUsage",
    "Client",
    "CoachAlert",
    "Conversation",
    "DailyMetrics",
    "Delivery",
    "DeliveryProvider",
    "Document",
    "DocumentChunk",
    "Effect",
    "FieldTest",
    "GeneratedWod",
    "ImportRun",
    "InjuryCase",
    "LanePause",
    "Location",
    "Notice",
    "Notification",
    "NotificationChannel",
    "NotificationPreferences",
    "OperatorAction",
    "Organization",
    "OwedInput",
    "OwedWork",
    "PerformanceTest",
    "PhysioAssignment",
    "ProviderConnection",
    "ProviderEvent",
    "ProviderEventTotal",
    "Race",
    "RaceResult",
    "ScheduleRun",
    "Streak",
    "Team",
    "TeamDaySummary",
    "TeamSummary",
    "Tester",
    "TrainingLoad",
    "TrainingProgram",
    "TrainingRestriction",
    "UsedOauthState",
    "User",
    "Workout",
    "WorkoutModification",
]
