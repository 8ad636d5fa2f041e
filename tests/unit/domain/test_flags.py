"""Rules over a batch become lists of flags per check-in."""

import json

import numpy as np

from domain.flags import Code, Rule, Severity, Source, flags_of


def _rule(code: Code, severity: Severity, where: list[bool], **values: list[float]) -> Rule:
    return Rule(code, severity, Source.HRV, np.array(where), {k: np.array(v) for k, v in values.items()})


def test_each_check_in_gets_its_own_flags_strongest_first() -> None:
    rules = [
        _rule(Code.HRV_NOT_SUPINE, Severity.INFO, [True, False, True]),
        _rule(Code.MOOD_LOW, Severity.WARNING, [True, False, False], answer=[3, 0, 0]),
        _rule(Code.HRV_FAR_BELOW_BASELINE, Severity.CRITICAL, [True, False, False], percent=[61.5, 0, 0]),
    ]
    first, second, third = flags_of(rules, 3)
    assert [flag["code"] for flag in first] == ["HRV_FAR_BELOW_BASELINE", "MOOD_LOW", "HRV_NOT_SUPINE"]
    assert first[0]["values"] == {"percent": 61.5}
    assert second == []
    assert third == [{"code": "HRV_NOT_SUPINE", "severity": "INFO", "source": "hrv", "values": {}}]


def test_flags_survive_json() -> None:
    flags = flags_of([_rule(Code.MOOD_LOW, Severity.WARNING, [True], answer=[3.0])], 1)
    assert json.loads(json.dumps(flags)) == flags
