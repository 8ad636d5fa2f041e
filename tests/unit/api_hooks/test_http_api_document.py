"""docs/http-api.md says what the code does, where that can be checked."""

import re
from pathlib import Path

import pytest

from api_hooks.activity_fields import RULES as ACTIVITY_RULES
from api_hooks.application import create_app
from api_hooks.bodies import BODY_LIMIT_BYTES
from api_hooks.chat_fields import LONGEST_CONTEXT, LONGEST_QUESTION
from api_hooks.chat_fields import RULES as CHAT_RULES
from api_hooks.daily_metrics import MOST_DAYS
from api_hooks.document_fields import DOCUMENT_LIMIT_BYTES
from api_hooks.document_fields import RULES as DOCUMENT_RULES
from api_hooks.given_chat import LIMIT_BYTES as CHAT_BODY_BYTES
from api_hooks.given_fields import rules_of
from api_hooks.notifications import LONGEST_PAGE, USUAL_PAGE
from api_hooks.race_result_fields import NewRaceResult
from api_hooks.strict_json import DEEPEST
from api_hooks.token_cache import REMEMBERED_SECONDS
from api_hooks.workout_fields import MOST_DAYS_AWAY, MOST_WORKOUTS
from api_hooks.workout_fields import RULES as WORKOUT_RULES
from chat.pieces import Failure
from domain.activity import ACTIVITY_FIELDS
from domain.calendar import FIRST_DAY, LAST_DAY, LONGEST_EVENT, MOST_ITEMS, USUAL_ITEMS
from domain.calendar import MOST_DAYS as MOST_DAYS_OF_CALENDAR
from domain.check_in import FIELDS
from domain.check_in_rules import rule_of
from domain.load_days import REST_DAYS_TOLD
from domain.notice_switches import Switch
from domain.training_load import MINIMUM_HISTORY
from runtime.settings import Settings, environment_name
from storage.calendar_sources import SOURCES
from storage.chat_reading import MOST_MESSAGES
from storage.documents import MOST_DOCUMENTS
from storage.notification_settings import MOST_CHANNELS
from storage.race_results import MOST_RESULTS
from storage.training_load_reading import MOST_DAYS as MOST_LOAD_DAYS
from storage.training_load_reading import USUAL_DAYS
from storage.workout_doors import MOST_DAYS as MOST_WORKOUT_DAYS
from storage.workout_doors import USUAL_DAYS as USUAL_WORKOUT_DAYS

pytestmark = pytest.mark.contract

TEXT = (Path(__file__).parents[3] / "docs" / "http-api.md").read_text()


def test_its_table_of_fields_is_the_one_that_is_checked() -> None:
    written = re.findall(r"^\| `([\w.]+)` \| (.+?) \| (.+?) \|$", TEXT, re.MULTILINE)
    expected = [(field.name, rule_of(field), field.meaning) for field in FIELDS]
    assert [row for row in written if row[0] in {name for name, _, _ in expected}] == expected


def test_its_table_of_an_activitys_fields_is_the_one_that_is_checked() -> None:
    written = re.findall(r"^\| `(\w+)` \| (.+?) \| (.+?) \|$", TEXT, re.MULTILINE)
    expected = [(field.name, ACTIVITY_RULES[field.name], field.meaning) for field in ACTIVITY_FIELDS]
    assert [row for row in written if row[0] in {name for name, _, _ in expected}] == expected


def test_its_table_of_a_workouts_fields_is_the_one_that_is_checked() -> None:
    section = TEXT[TEXT.index("## Workouts") : TEXT.index("## Injury cases")]
    written = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", section, re.MULTILINE))
    assert written | {"clientId": "a UUID"} == dict(WORKOUT_RULES)
    assert f"up to {MOST_WORKOUTS}" in section
    assert f"{USUAL_WORKOUT_DAYS} days from the athlete's today on" in section
    assert f"{MOST_WORKOUT_DAYS} at most" in section
    assert f"at most {MOST_DAYS_AWAY} days from today" in section


def test_its_table_of_a_race_results_fields_is_the_one_that_is_checked() -> None:
    section = TEXT.partition("## Race results")[2].partition("\n## ")[0]
    assert dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", section, re.MULTILINE)) == dict(
        rules_of(NewRaceResult)
    )
    assert f"of the newest {MOST_RESULTS:,}" in section


def test_the_calendars_page_has_the_numbers_in_force() -> None:
    page = (Path(__file__).parents[3] / "docs" / "calendar.md").read_text()
    assert f"at most {MOST_DAYS_OF_CALENDAR} days after `startDate`" in page
    assert f"| 1 to {MOST_ITEMS}: items of each source in one answer | {USUAL_ITEMS} |" in page
    assert f"it lasts {LONGEST_EVENT - 1} days at most" in page
    assert f"outside of {FIRST_DAY.year} to {LAST_DAY.year}" in page
    rows = re.findall(r"^\| `(\w+)` \| ([A-Z_]+) \| `(\w+)`", page, re.MULTILINE)
    assert rows == [(source.name, source.type.value, source.table) for source in SOURCES]
    for source in SOURCES:
        (row,) = re.findall(rf"^\| {source.type.value} \| (.*) \| (.*) \|$", page, re.MULTILINE)
        told = [set(re.findall(r"`(\w+)`", cell)) for cell in row]
        assert told == [set(source.light), set(source.full)]


def test_its_table_of_a_documents_fields_is_the_one_that_is_checked() -> None:
    section = TEXT[TEXT.index("## Documents") : TEXT.index("## GET /api/receipts")]
    assert dict(re.findall(r"^\| `(\w+)` \| (.+?) \|$", section, re.MULTILINE)) == dict(DOCUMENT_RULES)
    assert f"may have {DOCUMENT_LIMIT_BYTES // 1024**2} MB" in section
    assert f"there are {MOST_DOCUMENTS} already" in section


def test_it_lists_every_endpoint() -> None:
    listed = set(re.findall(r"^\| `(GET|POST|PUT|PATCH|DELETE) (/\S+)` \|", TEXT, re.MULTILINE))
    paths = create_app(Settings()).openapi()["paths"]
    assert listed == {(method.upper(), path) for path, methods in paths.items() for method in methods}


def test_it_explains_every_switch() -> None:
    section = TEXT.partition("## Notification preferences")[2].partition("\n## ")[0]
    assert set(re.findall(r"`(\w+Enabled)`", section)) == {switch.value for switch in Switch}


def test_its_settings_exist() -> None:
    named = set(re.findall(r"AFTERWRITE_[A-Z_]+", TEXT))
    assert named <= {environment_name(field) for field in Settings.model_fields}


def test_its_numbers_are_those_in_force() -> None:
    assert f"the {USUAL_DAYS} days up to the athlete's today, {MOST_LOAD_DAYS} at most" in TEXT
    assert f'"minimumHistoryDays": {MINIMUM_HISTORY}' in TEXT
    assert f"{REST_DAYS_TOLD} days after the last activity" in TEXT
    assert f"larger than {BODY_LIMIT_BYTES // 1024} KB" in TEXT
    assert f"clamped to 1..{MOST_DAYS}" in TEXT
    assert f"more than {DEEPEST} levels" in TEXT
    assert f"`limit` ({USUAL_PAGE}) is clamped to 1..{LONGEST_PAGE}" in TEXT
    assert f"One user has at most {MOST_CHANNELS}." in TEXT
    assert f"remembered for {REMEMBERED_SECONDS:g} s at most" in TEXT
    assert f"`AFTERWRITE_CHECK_IN_MAX_AGE_DAYS` ({Settings().check_in_max_age_days}) days" in TEXT


def test_what_it_says_of_questions_to_the_assistant_is_what_is_checked() -> None:
    section = TEXT[TEXT.index("## The assistant") : TEXT.index("## Documents")]
    for field in CHAT_RULES:
        name = field.replace("messages.", "messages[].")
        if name.count(".") < 2:
            assert f"`{name}`" in section, field
    assert CHAT_RULES["messages"] in section
    assert CHAT_RULES["messages.id"] in section
    assert CHAT_RULES["provider"] in section
    assert f"1 to {LONGEST_QUESTION}" in section
    assert f"at most {LONGEST_CONTEXT} characters" in section
    assert f"{CHAT_BODY_BYTES // 1024} KB" in section
    assert f"newest {MOST_MESSAGES} messages" in section
    assert set(re.findall(r"\b[A-Z]+(?:_[A-Z]+)+\b", section)) >= {
        failure for failure in Failure if "_" in failure
    }
