"""One named command of the demo: started, watched, started again, stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from portal_plugin.embedded.errors import EmbeddedError
from portal_plugin.embedded.watcher import open_log

FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
SETTLED_SECONDS = 10.0


@dataclass(frozen=True)
class Command:
    """What to run under a name; `environment` is added to this process's own.

    `grace_seconds` is how long it may take to end when asked, before it is killed.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    grace_seconds: float = 3.0


class Child:
    """The process of a command, in a process group of its own, its output in a log file."""

    def __init__(self, command: Command, log: Path, environment: Mapping[str, str]) -> None:
        self.command = command
        self._log = log
        self._environment = {**os.environ, **environment, **command.environment}
        self._process: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE_SECONDS
        self._started = 0.0
        self._start_again: float | None = None

    @property
    def process_id(self) -> int | None:
        """The id of the running process, None while there is none."""
        return None if self._process is None else self._process.pid

    def start(self) -> None:
        """Start the command; raises EmbeddedError when there is no such program."""
        self._start_again = None
        self._started = time.monotonic()
        try:
            with open_log(self._log) as log:
                self._process = subprocess.Popen(
                    list(self.command.arguments),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=self._environment,
                    start_new_session=True,
                )
        except OSError as error:
            raise EmbeddedError(
                f"Cannot start {self.command.name} with {self.command.arguments[0]} "
                f"({error.strerror}): check the installation."
            ) from error

    def tend(self) -> bool:
        """Start the command again when it has died and its pause is over; True if it did."""
        if self._process is not None:
            if self._process.poll() is None:
                return False
            self._bury()
        if self._start_again is None or time.monotonic() < self._start_again:
            return False
        self.start()
        return True

    def stop(self, deadline: float) -> None:
        """Ask the process to end; kill its whole group after its grace, or at the deadline.

        `deadline` is a reading of the monotonic clock.
        """
        self._start_again = None
        if self._process is None:
            return
        self._process.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            remaining = max(0.0, deadline - time.monotonic())
            self._process.wait(min(self.command.grace_seconds, remaining))
        self._kill_group()
        self._process.wait()
        self._process = None

    def _bury(self) -> None:
        """Kill what a dead process left in its group, and say when to start it again."""
        self._kill_group()
        self._process = None
        now = time.monotonic()
        if now - self._started > SETTLED_SECONDS:
            self._pause = FIRST_PAUSE_SECONDS
        self._start_again = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE_SECONDS)

    def _kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
