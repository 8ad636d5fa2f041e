"""What is counted of answers, by names that a page of metrics takes apart again."""

from collections.abc import Mapping

from chat.answer import Answer
from chat.pieces import Usage

#: Bounds of the time to the first token, in milliseconds.
BOUNDS_MS = (50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600)


def counts_of(answer: Answer, tokens: Usage) -> Mapping[str, int]:
    """What one answer adds."""
    who = answer.provider.value
    counts = {
        f"answers:{who}:{answer.state.value}": 1,
        f"tokens:{who}:prompt": tokens.prompt or 0,
        f"tokens:{who}:completion": tokens.completion or 0,
    }
    if answer.failure is not None:
        counts[f"failures:{who}:{answer.failure.value}"] = 1
    if answer.first_token_ms is not None:
        bound = next((each for each in BOUNDS_MS if answer.first_token_ms <= each), None)
        counts[f"first:{who}:{bound or 'more'}"] = 1
        counts[f"first-ms:{who}"] = answer.first_token_ms
    return counts


def refusal(code: str) -> Mapping[str, int]:
    """What a refusal adds."""
    return {f"refused:{code}": 1}
