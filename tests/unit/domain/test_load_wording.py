"""Words about load: what was done, nothing foretold."""

import re
from typing import Any

import pytest

from domain.load_day import Withheld
from domain.load_wording import LOAD_NOTE, load_reading
from domain.training_load import LoadZone

SENTENCES = [load_reading(zone, None) for zone in LoadZone] + [load_reading(None, why) for why in Withheld]


def test_every_zone_and_every_reason_has_words_of_its_own() -> None:
    assert len(set(SENTENCES)) == len(LoadZone) + len(Withheld)
    assert load_reading(LoadZone.CRITICAL, None) == "Load far above usual"
    assert load_reading(None, Withheld.HISTORY_TOO_SHORT).startswith("Not enough data")


@pytest.mark.parametrize("text", [*SENTENCES, LOAD_NOTE])
def test_nothing_is_said_of_injuries_or_the_future(text: Any) -> None:
    assert not re.search(r"injur|risk|predict|danger|safe|cleared|will ", text, re.IGNORECASE)
