"""docs/formulas.md names the test that pins each formula: every name must be a test that exists."""

import re
from pathlib import Path

from domain.flags import Code

HERE = Path(__file__).parent
DOCUMENT = (HERE.parents[2] / "docs" / "formulas.md").read_text(encoding="utf-8")


def test_every_named_test_exists() -> None:
    sources = {path.name: path.read_text(encoding="utf-8") for path in HERE.parents[1].rglob("test_*.py")}
    tests = {
        name for source in sources.values() for name in re.findall(r"^def (test_\w+)", source, re.MULTILINE)
    }
    files = set(re.findall(r"`(test_\w+\.py)", DOCUMENT))
    named = set(re.findall(r"(?:`|::)(test_\w+)`", DOCUMENT))
    assert named - tests == set()
    assert files - set(sources) == set()
    assert len(named) > 20


def test_every_code_is_documented() -> None:
    assert [code for code in Code if code not in DOCUMENT] == []
