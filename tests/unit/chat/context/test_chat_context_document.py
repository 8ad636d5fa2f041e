"""docs/chat-context.md says what the code does, where that can be checked."""

import re
from pathlib import Path

import pytest

from chat.chunking import LONGEST_PASSAGE
from chat.context.parts.every import PARTS
from chat.context.turn import DAYS_READ, SHOWN_DAYS
from chat.context.web_search import MOST_RESULTS
from runtime.settings import Settings
from storage.document_search import MOST_PASSAGES

pytestmark = pytest.mark.contract

TEXT = (Path(__file__).parents[4] / "docs" / "chat-context.md").read_text()


def test_its_table_of_parts_is_the_one_that_is_read() -> None:
    written = re.findall(r"^\| ([a-z ]+) \| .+ \| .+ \| ([\d.]+) s \| ([\d,]+) \|$", TEXT, re.MULTILINE)
    assert written == [(part.name, f"{part.deadline_seconds:g}", f"{part.most_tokens:,}") for part in PARTS]


def test_its_numbers_are_those_of_the_code() -> None:
    assert f"({Settings().chat_context_tokens:,})" in TEXT
    assert f"at most {MOST_PASSAGES} passages" in TEXT
    assert f"at most {MOST_RESULTS} results" in TEXT
    assert f"at most {LONGEST_PASSAGE:,} characters" in TEXT
    assert f"`daily_metrics`, {DAYS_READ} days" in TEXT
    assert f"readiness of {SHOWN_DAYS} days" in TEXT
