"""Made-up answers of a check-in, told apart by their number. Imports nothing: writers start at once."""


def answers(number: int) -> dict[str, float | int]:
    """A check-in in which every answer counts; neighbouring numbers give different ones."""
    return {
        "hrvRMSSD": 40.0 + number % 37,
        "restingHR": 45.0 + number % 11,
        "sleepHours": 4.0 + number % 80 / 10,
        "sleepQuality": 1 + number % 10,
        "muscleSoreness": 1 + number % 7,
        "energyLevel": 1 + number % 9,
        "mood": 1 + number % 10,
        "stress": 1 + number % 8,
        "injuryPain": 1 + number % 3,
    }
