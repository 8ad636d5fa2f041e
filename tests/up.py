"""`afterwrite up` as a command of its own, as a person starts it."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

from tests.living import lives

COMMAND = [sys.executable, "-c", "from ops.cli import main; main()"]


class Platform:
    """A platform that runs as a command of its own, in a process group of its own."""

    def __init__(self, folder: Path, *arguments: str, **environment: str) -> None:
        self.folder = folder
        self.output = folder.with_suffix(".out")
        self._environment = {
            **os.environ,
            "AFTERWRITE_DATA_DIR": str(folder),
            "AFTERWRITE_API_PORT": "0",
            "AFTERWRITE_FLOWER_PORT": "0",
            **environment,
        }
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [*COMMAND, "up", *arguments],
                env=self._environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                cwd=folder.parent,  # where there is no `.env` of the developer's
            )
        self.family: set[psutil.Process] = set()

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [*COMMAND, *arguments]
        return subprocess.run(
            command,
            env=self._environment,
            cwd=self.folder.parent,
            check=False,
            capture_output=True,
            text=True,
        )

    @property
    def addresses(self) -> dict[str, str]:
        return json.loads((self.folder / "servers.json").read_text())

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.output.read_text()
        return "A token for the API" in self.output.read_text()

    def says(self, text: str) -> int:
        """How often it has printed the text."""
        return self.output.read_text().count(text)

    def look(self) -> list[psutil.Process]:
        """All processes that it has now; remembers them."""
        now = psutil.Process(self.process.pid).children(recursive=True)
        self.family.update(now)
        return now

    def find(self, *words: str) -> psutil.Process | None:
        """The main process among them whose command line has these words."""
        for process in self.look():
            with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
                # Its own children look like it, and outlive it for a moment.
                if process.ppid() == self.process.pid and set(words) <= set(process.cmdline()):
                    return process
        return None

    def left(self) -> list[psutil.Process]:
        """What is left of all that was ever seen."""
        return [p for p in self.family if lives(p)]

    def end(self) -> None:
        self.process.kill()
        self.process.wait()
        for process in self.left():
            with suppress(psutil.NoSuchProcess):
                process.kill()
