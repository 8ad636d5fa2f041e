"""All tests, in three parts at once: most of them wait for servers and clocks, and not for the CPU."""

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from typing import IO

#: The first part's output is seen as it comes, that of the others when those before them are through. Each
#: has servers of its own.
PARTS = (
    (
        "tests/unit",
        "tests/contract",
        "tests/integration/api_hooks",
        "tests/integration/benchmarks",
        "tests/integration/chat",
        "tests/integration/coalescing",
        "tests/integration/handoff",
    ),
    (
        "tests/integration/ops",
        "tests/integration/runtime",
        "tests/integration/schedules",
        "tests/integration/storage",
        "tests/integration/tasks",
        "tests/integration/workers",
    ),
    ("tests/acceptance", "tests/browser", "tests/faults"),
)


def main(arguments: Sequence[str]) -> int:
    """Run all parts; answers 0 if all passed, else the exit code of the first one that did not."""
    first, *others = PARTS
    with ExitStack() as stack:
        held_back = [stack.enter_context(tempfile.TemporaryFile("w+")) for _ in others]
        running = [_start(part, arguments, file) for part, file in zip(others, held_back, strict=True)]
        try:
            codes = [_start(first, arguments).wait()]
            for part, process, file in zip(others, running, held_back, strict=True):
                sys.stdout.write(f"\n{' '.join(part)}, meanwhile:\n")
                sys.stdout.flush()
                codes.append(process.wait())
                file.seek(0)
                sys.stdout.write(file.read())
        except BaseException:
            for process in running:
                process.wait()  # Ctrl-C has reached them as well
            raise
    return next((code for code in codes if code), 0)


def _start(
    folders: Sequence[str], arguments: Sequence[str], output: IO[str] | None = None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", *folders, *arguments]
    return subprocess.Popen(command, stdout=output, stderr=output and subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
