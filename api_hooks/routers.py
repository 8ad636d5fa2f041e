"""Every router of the API, in the order of its documentation."""

from typing import Final

from fastapi import APIRouter

from api_hooks import (
    activities,
    ai_chat,
    ai_consent,
    ai_conversations,
    assignments,
    broadcasts,
    business_stats,
    calendar,
    calendar_entries,
    coach_alerts,
    daily_metrics,
    documents,
    effects,
    health,
    injury_cases,
    integrations,
    metrics,
    notification_channels,
    notification_preferences,
    notifications,
    performance_tests,
    provider_webhooks,
    race_results,
    receipts,
    strava_connecting,
    streaks,
    team_dashboard,
    training_load,
    workouts,
)

API_ROUTERS: Final[tuple[APIRouter, ...]] = (
    # what is taken in
    daily_metrics.hot_router,
    daily_metrics.router,
    activities.router,
    training_load.router,
    # what follows from it
    effects.router,
    workouts.router,
    injury_cases.router,
    streaks.router,
    coach_alerts.router,
    # who is told
    notifications.router,
    notification_preferences.router,
    notification_channels.router,
    # what is given to do, and what it comes to
    assignments.router,
    broadcasts.router,
    performance_tests.router,
    team_dashboard.router,
    business_stats.router,
    # an athlete's calendar
    calendar.router,
    calendar_entries.router,
    race_results.router,
    # other services
    integrations.router,
    strava_connecting.router,
    provider_webhooks.hot_router,
    provider_webhooks.router,
    # the assistant
    ai_chat.router,
    ai_conversations.router,
    ai_consent.router,
    documents.router,
    # for operators and callers alike
    receipts.router,
    health.router,
    metrics.router,
)
