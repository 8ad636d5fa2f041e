"""All tests, in two halves at once: most of them wait for processes and clocks, and not for the CPU."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from typing import IO

#: The first half's output is seen as it comes, the second half's when the first one is through.
HALVES = (
    ("tests/unit", "tests/contract", "tests/integration"),
    ("tests/acceptance", "tests/browser", "tests/faults"),
)


def main(arguments: Sequence[str]) -> int:
    """Run both halves; answers 0 if both passed, else the first half's exit code or the second's."""
    first, second = HALVES
    with tempfile.TemporaryFile("w+") as held_back:
        other = _start(second, arguments, held_back)
        try:
            code = _start(first, arguments).wait()
            sys.stdout.write(f"\n{' '.join(second)}, meanwhile:\n")
            sys.stdout.flush()
            other_code = other.wait()
        except BaseException:
            other.wait()  # Ctrl-C has reached it as well
            raise
        finally:
            held_back.seek(0)
            sys.stdout.write(held_back.read())
    return code or other_code


def _start(
    folders: Sequence[str], arguments: Sequence[str], output: IO[str] | None = None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", *folders, *arguments]
    return subprocess.Popen(command, stdout=output, stderr=output and subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
