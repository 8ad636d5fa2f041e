"""The demo from its first line to its verdict, chapter by chapter."""

import threading
import time
from collections.abc import Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from uuid import UUID

import numpy as np

from ops.demo import history
from ops.demo.accidents import Accidents, cause_accidents
from ops.demo.audit import Expected
from ops.demo.backlog import Backlog, wait_until_nothing_is_owed
from ops.demo.burst import BurstLog
from ops.demo.chart import month_chart
from ops.demo.evidence import audited
from ops.demo.figures import Caused
from ops.demo.forms import expected_after, first_forms, second_forms
from ops.demo.mistake import make_a_mistake
from ops.demo.mistake_tables import history_table, plan_table
from ops.demo.month import eventful, read_month
from ops.demo.options import Options
from ops.demo.outcome import BurstOutcome, HistoryOutcome, Outcome
from ops.demo.play import Played, play
from ops.demo.recovery import recovery_of
from ops.demo.report import backlog_line, burst_table, recovery_table
from ops.demo.screen import Screen, bar
from ops.demo.squad import make_squad
from ops.demo.stage import Stage, folder, stage
from ops.demo.today import today_card
from ops.hands.conserve import books
from runtime.tokens import mint
from storage.conservation import LaneBalance, balance

_HISTORY_PATIENCE_SECONDS = 60.0
_BURST_PATIENCE_SECONDS = 30.0
_RECOVERY_PATIENCE_SECONDS = 60.0
_CASCADES_PATIENCE_SECONDS = 90.0


def tell(options: Options, screen: Screen, hurry: threading.Event) -> Outcome:
    """Run the demo on servers of its own, and stop them.

    Args:
        options: what is wanted.
        screen: gets everything that people read.
        hurry: when set, stopping kills instead of waiting.

    Raises:
        OpsError: it cannot go on; the message says why.
    """
    began = time.monotonic()
    _title(options, screen)
    with ExitStack() as running:
        data_dir = running.enter_context(folder(options.keep))
        screen.chapter("Start", "Fresh servers in a folder of their own; the settings are the usual ones.")
        with screen.step("PostgreSQL and Valkey, empty; the schema"):
            place = running.enter_context(stage(data_dir, hurry, screen.event))
        with screen.step("the api, two workers, beat"):
            place.wait_until_ready()
        outcome = Story(options, screen, place).tell()
        with screen.step("everything stopped"):
            running.close()
    outcome.seconds = time.monotonic() - began
    return outcome


def _title(options: Options, screen: Screen) -> None:
    screen.title(
        "Afterwrite demo",
        "Work that a web request should not wait for: coalesced, done once, never lost.",
        f"Made up: {options.athletes:,} athletes who check in. Real: all servers, processes and requests.",
    )


class Story:
    """What happens on the stage.

    Args:
        options: what is wanted.
        screen: gets everything that people read.
        place: the running platform.
    """

    def __init__(self, options: Options, screen: Screen, place: Stage) -> None:
        self._options = options
        self._screen = screen
        self._stage = place
        self._rng = np.random.default_rng(options.seed)
        self._squad = make_squad(options.athletes, options.days, self._rng, datetime.now(UTC))
        self._coach = UUID(bytes=self._rng.bytes(16), version=4)
        self._token = mint(place.settings, str(self._coach))
        self.outcome = Outcome(options)

    def tell(self) -> Outcome:
        """All chapters."""
        self._history()
        stored = self._burst()
        self._one_athlete()
        self._mistake()
        if self._options.faults:
            self._accidents(stored)
        self._books()
        return self.outcome

    def _history(self) -> None:
        screen = self._screen
        screen.chapter(
            "Two months of history",
            "What is usual for an athlete decides, so their history comes first.",
        )
        with screen.step("stored by COPY, each check-in owed its assessment"):
            keys = history.store(self._stage, self._coach, self._squad)
        began = time.monotonic()
        with screen.bars() as bars:
            done = bar(bars, "assessed", len(keys))
            with Backlog(self._stage, lambda owed: done.reach(len(keys) - owed)) as backlog:
                history.submit(self._stage.lane, keys)
                left = backlog.wait_until_empty(_HISTORY_PATIENCE_SECONDS)
                seconds = time.monotonic() - began
            done.reach(len(keys) - left)
        self.outcome.history = HistoryOutcome(check_ins=len(keys), seconds=seconds, left=left)
        with screen.step("all of them computed again here, and compared"):
            self._audit(history.expected_history(self._squad))
        screen.gap()
        screen.say(
            f"{self.outcome.history.per_second:,.0f} assessments a second, each with thirty days before it."
        )

    def _burst(self) -> dict[str, Expected]:
        self._screen.chapter(
            "The morning: everybody checks in, and has second thoughts",
            "Each write is answered at once. One run follows, three seconds later.",
        )
        forms = first_forms(self._squad, self._options.writes, self._rng)
        before = self._stage.lane.stats()
        played = play(self._stage, self._screen, self._token, forms, _BURST_PATIENCE_SECONDS)
        burst = _outcome(played, Caused.between(before, self._stage.lane.stats()))
        self.outcome.burst = burst
        self._screen.gap()
        self._screen.show(burst_table(burst))
        self._screen.gap()
        expected = expected_after(forms, played.log)
        self._audit_answers(expected.values())
        return expected

    def _one_athlete(self) -> None:
        member = eventful(self._squad)
        month = read_month(self._stage.platform.api_url, self._token, member)
        self.outcome.athlete = dict(month.today)
        self._screen.chapter("One of them", "What a coach would see, read from the api.")
        self._screen.show(month_chart(month))
        self._screen.gap()
        self._screen.show(today_card(month))

    def _mistake(self) -> None:
        self._screen.chapter(
            "A mistake, put right",
            "Pain of 8 stops training and tells the coach. It was a slip of the finger.",
        )
        mistake = make_a_mistake(self._stage, self._screen, self._coach, self._token)
        self.outcome.mistake = mistake
        self._screen.gap()
        self._screen.show(plan_table(mistake))
        self._screen.gap()
        self._screen.show(history_table(mistake))
        if not mistake.is_undone:
            self._screen.problem("Not all of it was undone, or nothing was set in motion.")

    def _accidents(self, stored: dict[str, Expected]) -> None:
        self._screen.chapter(
            "The same again, with two accidents",
            "Redis is flushed, and a worker is killed with work in its hands.",
        )
        forms = second_forms(self._squad, stored, self._options.writes, self._rng)
        total = sum(len(form.writes) for form in forms)
        accidents = Accidents()

        async def cause(log: BurstLog) -> None:
            await cause_accidents(self._stage, accidents, lambda: log.accepted / total, self._screen.event)

        self._screen.start_clock()
        played = play(self._stage, self._screen, self._token, forms, _RECOVERY_PATIENCE_SECONDS, cause)
        recovery = recovery_of(played, accidents, self._stage.lane.stats())
        self.outcome.second_burst, self.outcome.recovery = _outcome(played, None), recovery
        self._screen.gap()
        self._screen.show(backlog_line(played.samples, accidents, self._screen.width))
        self._screen.gap()
        self._screen.show(recovery_table(self.outcome.second_burst, recovery))
        self._screen.gap()
        self._audit_answers(expected_after(forms, played.log).values())

    def _books(self) -> None:
        self._screen.chapter(
            "The books", "What was accepted is done, or owed, or dead. Anything else would be lost."
        )
        with self._screen.step("all that the check-ins have set in motion, done"):
            wait_until_nothing_is_owed(self._stage, _CASCADES_PATIENCE_SECONDS)
        self._screen.gap()
        self.outcome.balances = _balances(self._stage)
        self._screen.show(books(self.outcome.balances))
        self._screen.gap()

    def _audit_answers(self, expected: Iterable[Expected]) -> None:
        with self._screen.step("each check-in: last answers, result, receipt compared"):
            self._audit(expected)

    def _audit(self, expected: Iterable[Expected]) -> None:
        count, findings = audited(self._stage, self._token, expected)
        self.outcome.audited += count
        self.outcome.findings += findings
        if findings:
            self._screen.problem(f"{len(findings):,} faults found; see the end")


def _balances(place: Stage) -> list[LaneBalance]:
    with place.connect() as connection:
        return balance(connection)


def _outcome(played: Played, caused: Caused | None) -> BurstOutcome:
    return BurstOutcome(sent=played.sent, caused=caused, left=played.left, reused=played.reused)
