"""All tests, in three parts at once: most of them wait for servers and clocks, and not for the CPU.

Their files are kept in memory, where there is plenty: each test makes a database, which is hundreds of small
files, and on a disk the three parts spend most of their time waiting for each other's.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

import psutil

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
        "tests/integration/providers",
        "tests/integration/runtime",
        "tests/integration/schedules",
        "tests/integration/storage",
        "tests/integration/tasks",
        "tests/integration/workers",
        "tests/browser",
    ),
    ("tests/acceptance", "tests/faults"),
)


#: No test takes a quarter as long. One that does hangs: all threads are shown, and its part has failed.
_SHOW_WHAT_HANGS = ("-o", "faulthandler_timeout=240", "-o", "faulthandler_exit_on_timeout=true")

_MEMORY = Path("/dev/shm")
#: All servers of all parts have a few GiB of files at most.
_PLENTY_BYTES = 8 * 1024**3


def main(arguments: Sequence[str]) -> int:
    """Run all parts; answers 0 if all passed, else the exit code of the first one that did not."""
    first, *others = PARTS
    with ExitStack() as stack:
        environment = {**os.environ, **stack.enter_context(_in_memory())}
        held_back = [stack.enter_context(tempfile.TemporaryFile("w+")) for _ in others]
        beside = zip(others, held_back, strict=True)
        running = [_start(part, arguments, environment, file) for part, file in beside]
        try:
            codes = [_start(first, arguments, environment).wait()]
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


@contextmanager
def _in_memory() -> Iterator[Mapping[str, str]]:
    """Variables that lead to a folder in memory, where there is one, and room in it."""
    is_there = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK | os.X_OK)
    room = min(shutil.disk_usage(_MEMORY).free, psutil.virtual_memory().available) if is_there else 0
    if room < _PLENTY_BYTES:
        yield {}
        return
    with tempfile.TemporaryDirectory(dir=_MEMORY, prefix="afterwrite-tests-") as folder:
        Path(folder).chmod(0o711)  # for root: PostgreSQL, as another user, has to pass through
        yield {"TMPDIR": folder}


def _start(
    folders: Sequence[str],
    arguments: Sequence[str],
    environment: Mapping[str, str],
    output: IO[str] | None = None,
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "pytest", *_SHOW_WHAT_HANGS, *folders, *arguments]
    return subprocess.Popen(command, env=environment, stdout=output, stderr=output and subprocess.STDOUT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
