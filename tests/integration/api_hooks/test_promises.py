"""What the OpenAPI document promises is asked of every door; `make schemathesis` asks for longer."""

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from runtime.settings import Settings
from tests import promises
from tests.doors import World

pytestmark = pytest.mark.integration

#: Always the same questions, and few enough for every push.
FEW = ("--max-examples", "6", "--generation-deterministic", "--no-shrink", "--max-failures", "20")


def test_every_door_keeps_what_its_document_promises(
    fresh_settings: Callable[[], Any],
    serve: Callable[[Settings], Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with fresh_settings() as fresh:
        settings = fresh.model_copy(update=promises.SETTINGS)
        url = settings.require_database_url()
        with (
            psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection,
            serve(settings) as api,
        ):
            code, printed = promises.ask(api, World(connection), settings, FEW)
    with capsys.disabled():  # a green run shows what was asked, too
        print("\n" + (printed if code else printed[printed.rfind("SUMMARY") :]))  # noqa: T201
    assert code == 0, printed
