"""Made-up athletes: who they are, and what is usual for each of them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

FIRST_NAMES = (
    "Aino", "Amara", "Anton", "Asha", "Bjorn", "Carla", "Dario", "Elin", "Emeka", "Freya", "Goran", "Hana",
    "Ines", "Ivo", "Jonas", "Kaia", "Kenji", "Lena", "Luis", "Maja", "Mateo", "Mei", "Nils", "Noor", "Olga",
    "Oskar", "Pia", "Priya", "Rafael", "Ruth", "Sami", "Sofia", "Tariq", "Tove", "Uma", "Viktor", "Yara",
    "Zoe",
)  # fmt: skip
LAST_NAMES = (
    "Abara", "Almeida", "Berg", "Brandt", "Castell", "Dahl", "Eriksen", "Fontaine", "Gallo", "Halvorsen",
    "Ibsen", "Iyer", "Jansen", "Kato", "Keita", "Lindqvist", "Marek", "Moreau", "Nakata", "Novak", "Okafor",
    "Palme", "Quist", "Rao", "Rossi", "Sandvik", "Silva", "Tanaka", "Urban", "Vance", "Weiss", "Ylitalo",
)  # fmt: skip

#: Where they live, with the share of the squad. Both ends of the day are there, and odd offsets.
TIME_ZONES = {
    "Europe/Stockholm": 0.36,
    "Europe/London": 0.12,
    "America/New_York": 0.12,
    "America/Los_Angeles": 0.08,
    "America/Sao_Paulo": 0.06,
    "Africa/Nairobi": 0.06,
    "Asia/Kolkata": 0.06,
    "Asia/Tokyo": 0.06,
    "Pacific/Auckland": 0.04,
    "Pacific/Honolulu": 0.04,
}

_WITHOUT_STRAP = 0.15
_WITHOUT_HEART_RATE = 0.05
_NEWCOMERS = 0.06


@dataclass(frozen=True, slots=True)
class Athlete:
    """One athlete. Spreads are day-to-day standard deviations."""

    number: int
    id: UUID
    name: str
    time_zone: str
    #: Natural logarithm of the RMSSD in ms, and bpm.
    ln_rmssd: float
    ln_rmssd_spread: float
    resting_hr: float
    resting_hr_spread: float
    #: Whether they measure HRV (a chest strap), and heart rate (a watch).
    has_strap: bool
    has_watch: bool
    #: Usual answers.
    sleep_hours: float
    sleep_quality: float
    energy: float
    mood: float
    stress: float
    soreness: float
    #: Share of mornings with a check-in, and how long they have been with us.
    adherence: float
    days_with_us: int
    #: Training load of each weekday from Monday, 0..1.
    week: tuple[float, ...]

    def local_day(self, now: datetime) -> date:
        """The day that it is where the athlete lives."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()


def make_athletes(count: int, days: int, rng: np.random.Generator) -> list[Athlete]:
    """A squad, the same for the same generator.

    Spreads follow what wearables and straps show in trained adults: RMSSD around 60 ms with a daily spread
    of 7 to 25 %, resting heart rate around 50 bpm with 1.4 to 3.5 bpm, the fitter the lower.

    Args:
        count: how many.
        days: longest history in days.
        rng: source of all chance.
    """
    return [_athlete(number, days, rng) for number in range(count)]


def _athlete(number: int, days: int, rng: np.random.Generator) -> Athlete:
    fitness = rng.normal()
    is_newcomer = rng.random() < _NEWCOMERS
    return Athlete(
        number=number,
        id=UUID(bytes=rng.bytes(16), version=4),
        name=f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}",
        time_zone=str(rng.choice(list(TIME_ZONES), p=list(TIME_ZONES.values()))),
        ln_rmssd=_within(4.1 + 0.2 * fitness + rng.normal(0, 0.25), 3.1, 4.9),
        ln_rmssd_spread=_within(float(rng.lognormal(np.log(0.145), 0.35)), 0.07, 0.25),
        resting_hr=_within(51 - 4 * fitness + rng.normal(0, 3), 38, 66),
        resting_hr_spread=_within(float(rng.lognormal(np.log(2.1), 0.25)), 1.4, 3.5),
        has_strap=bool(rng.random() >= _WITHOUT_STRAP),
        has_watch=bool(rng.random() >= _WITHOUT_HEART_RATE),
        sleep_hours=_within(rng.normal(7.7, 0.5), 6.4, 9.0),
        sleep_quality=_within(rng.normal(7.1, 0.8), 5.5, 9.5),
        energy=_within(rng.normal(6.7, 0.8), 5.0, 9.0),
        mood=_within(rng.normal(7.4, 0.8), 6.0, 9.5),
        stress=_within(rng.normal(3.7, 1.0), 1.2, 6.0),
        soreness=_within(rng.normal(3.3, 0.8), 1.2, 5.0),
        adherence=_within(float(rng.beta(9, 1.2)), 0.55, 0.99),
        days_with_us=int(rng.integers(4, 14)) if is_newcomer else days,
        week=_week(rng),
    )


def _week(rng: np.random.Generator) -> tuple[float, ...]:
    """Two hard days, a long one at the weekend, a day off, and easy days between."""
    typical = np.array([0.25, 0.85, 0.4, 0.9, 0.0, 0.6, 1.0])
    return tuple(np.clip(np.roll(typical, rng.integers(0, 2)) + rng.normal(0, 0.08, 7), 0, 1).tolist())


def _within(value: float, low: float, high: float) -> float:
    return float(min(max(value, low), high))
